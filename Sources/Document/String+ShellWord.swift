extension String {
    /// As a shell reads it as one word, whatever it holds.
    public var shellWord: String {
        let plain = utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            default: "-_./:=@,+".utf8.contains(byte)
            }
        }
        return plain && !isEmpty ? self : "'" + replacing("'", with: #"'\''"#) + "'"
    }
}
