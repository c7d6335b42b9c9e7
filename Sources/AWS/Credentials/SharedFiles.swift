import Platform

/// The AWS CLI's shared `config` and `credentials` files, merged as the CLI merges them.
///
/// Source: "Configuration and credential file settings in the AWS CLI", AWS CLI User Guide.
struct SharedFiles: Sendable {
    typealias Read = @Sendable (String) throws(SmallFile.Fault) -> String?

    /// By name.
    private(set) var all: [String: INIFile.Settings] = [:]
    /// Those whose keys stand in the credentials file: these win over a program.
    private var keyed: Set<String> = []

    /// - Parameter read: the text of a file; nil where there is none.
    /// - Throws: a file that is there and cannot be read: what it says is then not known, and another
    ///   identity must not be used in its place.
    init(environment: [String: String], read: Read) throws(CredentialFailure) {
        let home = environment["HOME"] ?? ""
        let file = { (variable: String, standard: String) in
            let path = environment[variable] ?? standard
            return path == "~" || path.hasPrefix("~/") ? home + path.dropFirst() : path
        }
        let config = file("AWS_CONFIG_FILE", "~/.aws/config")
        let sections = try Self.sections(of: config, "AWS_CONFIG_FILE", read)
        // Of two that are the same once their quotes are gone, the later is meant.
        for (name, settings) in sections {
            if name == "default" {
                all[name] = settings
            } else if name.hasPrefix("profile"), let words = ShellWords.split(name),
                words.count == 2
            {
                all[words[1]] = settings
            }
        }
        let credentials = file("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")
        let keys = try Self.sections(of: credentials, "AWS_SHARED_CREDENTIALS_FILE", read)
        for (name, settings) in keys {
            // Where both have a setting, the credentials file wins.
            all[name, default: [:]].merge(settings) { $1 }
            if settings["aws_access_key_id"] != nil { keyed.insert(name) }
        }
    }

    func profile(_ name: String) -> INIFile.Settings? { all[name] }

    /// Whether the profile's keys stand in the credentials file.
    func hasKeys(_ name: String) -> Bool { keyed.contains(name) }

    private static func sections(
        of path: String,
        _ variable: String,
        _ read: Read
    ) throws(CredentialFailure) -> [(name: String, settings: INIFile.Settings)] {
        let text: String?
        do throws(SmallFile.Fault) {
            text = try read(path)
        } catch {
            throw CredentialFailure(
                .profile,
                "\(path) \(error.reason)",
                hint: "make it UTF-8 text that Parapet may read, or name another with \(variable)"
            )
        }
        do throws(INIFile.Fault) {
            return try INIFile(text ?? "").sections
        } catch {
            throw CredentialFailure(
                .profile,
                "\(path):\(error.line): \(error.reason)",
                hint: "correct it; the AWS CLI does not read it either"
            )
        }
    }
}
