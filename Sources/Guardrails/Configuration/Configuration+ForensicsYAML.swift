extension YAMLValue {
    /// `{ account, region, key, image, subnet, role }`, each of which may be left out.
    func forensics() -> Configuration.Forensics {
        let keys = keys(["account", "region", "key", "image", "subnet", "role"])
        var found = Configuration.Forensics()
        found.account = keys["account"].flatMap { value in
            value.accountID().map { NamedInFile($0, at: value.place) }
        }
        found.region = keys["region"].flatMap { value in
            value.text().map { NamedInFile($0, at: value.place) }
        }
        found.key = keys["key"]?.kmsKey()
        found.image = keys["image"]?.id(beginning: "ami-", "an image")
        found.subnet = keys["subnet"]?.id(beginning: "subnet-", "a subnet")
        found.role = keys["role"]?.roleName()
        return found
    }

    private func id(beginning prefix: String, _ what: String) -> String? {
        guard let id = text() else { return nil }
        let rest = id.dropFirst(prefix.count)
        guard id.hasPrefix(prefix), !rest.isEmpty, rest.allSatisfy(\.isHexDigit) else {
            bad("'\(id)' is not the id of \(what)", hint: "such as \(prefix)0123456789abcdef0")
            return nil
        }
        return id
    }

    /// Its id is not enough: it is used from other accounts. Source: AWS KMS Developer Guide, "Key
    /// identifiers".
    private func kmsKey() -> String? {
        guard let key = text() else { return nil }
        guard key.hasPrefix("arn:"), key.contains(":kms:"),
            key.contains(":key/") || key.contains(":alias/")
        else {
            bad(
                "'\(key)' is not the ARN of a key",
                hint: "such as arn:aws:kms:eu-west-1:111122223333:key/KEY-ID"
            )
            return nil
        }
        return key
    }
}

extension Configuration.Forensics {
    /// The members by their names in the file; '' where one is not configured.
    public var texts: [String: String] {
        [
            "account": account?.name ?? "", "region": region?.name ?? "", "key": key ?? "",
            "image": image ?? "", "subnet": subnet ?? "", "role": role ?? "",
        ]
    }
}
