extension YAMLValue {
    /// `{ imperva: { id: …, key: …, url: …, account: … } }`
    func providers() -> Configuration.Providers {
        var found = Configuration.Providers()
        found.imperva = keys(["imperva"])["imperva"]?.imperva()
        return found
    }

    private func imperva() -> Configuration.Imperva? {
        let keys = keys(["id", "key", "url", "account"], required: ["id", "key"])
        let url = keys["url"].map { $0.origin() }
        let account = keys["account"].map { $0.digits() }
        guard let id = keys["id"]?.secret(), let key = keys["key"]?.secret() else { return nil }
        var found = Configuration.Imperva(id: id, key: key)
        if let url { found.url = url ?? found.url }
        found.account = account ?? nil
        return found
    }

    /// An address without a path: the provider's documentation says which paths there are.
    private func origin() -> String? {
        guard var url = channelURL() else { return nil }
        while url.hasSuffix("/") { url.removeLast() }
        guard url.split(separator: "/").count == 2, !url.contains("?") else {
            bad("'\(url)' has a path", hint: "write \(Configuration.Imperva.standardURL)")
            return nil
        }
        return url
    }

    private func digits() -> String? {
        guard let text = text() else { return nil }
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            bad("'\(text)' is not the id of an account at Imperva: digits, in quotes")
            return nil
        }
        return text
    }
}
