/// How a statement is read where it does not say all: an unknown variable, or what cannot be read.
///
/// Read for the most it may mean and for the least, a policy brackets what it means; where both give
/// the same answer there is no doubt.
public struct Reading: Sendable, Hashable {
    var takesMost: Bool
    /// The values of condition keys that are known of the requests that are asked about, by the key's
    /// name in lower case; they stand for variables.
    public var known: [String: String]
    /// Keys that none of those requests carries: a variable of one has no value.
    public var absent: Set<String> = []
    /// Variables are letters of their own, so that texts can be compared.
    var comparesVariables = false
    /// A Deny with NotPrincipal hits a principal with a boundary, whoever is named.
    var hasBoundary = false

    public init(known: [String: String] = [:]) {
        takesMost = true
        self.known = known
    }

    var opposite: Reading {
        var reading = self
        reading.takesMost.toggle()
        return reading
    }

    func taking(most: Bool) -> Reading {
        var reading = self
        reading.takesMost = most
        return reading
    }

    /// Nil for a text that nothing matches as it is read.
    func glob(_ text: PolicyText, folds: Bool = false) -> Glob? {
        var glob = Glob([], folds: folds)
        for part in text.parts {
            switch part {
            case .text(let text) where text.isEmpty: break
            case .text(let letters):
                glob =
                    glob
                    + (text.hasWildcards
                        ? Glob(letters, folds: folds) : Glob(literal: letters, folds: folds))
            case .letter(let letter): glob = glob + Glob(literal: letter, folds: folds)
            case .variable(let key, let fallback):
                if comparesVariables {
                    glob = glob + Glob(literal: Self.letters(key, fallback), folds: folds)
                } else if let value = known[key] {
                    glob = glob + Glob(literal: value, folds: folds)
                } else if absent.contains(key) {
                    guard let fallback else { return nil }
                    glob = glob + Glob(literal: fallback, folds: folds)
                } else if takesMost {
                    glob = glob + Glob.everything
                } else {
                    return nil
                }
            }
        }
        return glob.withoutRepeats
    }

    /// A variable as letters that no text has.
    private static func letters(_ key: String, _ fallback: String?) -> String {
        "\u{F0000}\(key)\(fallback.map { ", '\($0)'" } ?? "")\u{F0001}"
    }

    /// A text with those letters as policies write variables.
    static func spelt(_ text: String) -> String {
        text.replacing("\u{F0000}", with: "${").replacing("\u{F0001}", with: "}")
    }
}

extension Glob {
    fileprivate var withoutRepeats: Glob {
        var kept: [Token] = []
        for token in tokens where !(token == .many && kept.last == .many) { kept.append(token) }
        return Glob(kept, folds: folds)
    }
}
