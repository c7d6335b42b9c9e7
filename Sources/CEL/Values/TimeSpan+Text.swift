extension TimeSpan {
    /// Reads numbers with units, as in `1h30m`, `-1.5s` or `250ms`. Nil for everything else and
    /// beyond the range.
    public init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        var isNegative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest.removeFirst()
        }
        if rest.elementsEqual("0".utf8) {
            self.init(totalNanoseconds: 0)
            return
        }
        guard !rest.isEmpty else { return nil }
        var total: Int128 = 0
        while !rest.isEmpty {
            guard let part = Self.part(&rest) else { return nil }
            total += part
            guard total <= Int128(Int64.max) + 1 else { return nil }
        }
        guard let nanoseconds = Int64(exactly: isNegative ? -total : total) else { return nil }
        self.init(totalNanoseconds: nanoseconds)
    }

    private static let units: [(name: String, nanoseconds: Int128)] = [
        ("ns", 1), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ms", 1_000_000),
        ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    private static func part(_ rest: inout ArraySlice<UInt8>) -> Int128? {
        let whole = rest.prefix { $0.isDigit }
        rest.removeFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = rest.prefix { $0.isDigit }
            rest.removeFirst(fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty, whole.count <= 20 else { return nil }
        let name = rest.prefix { !$0.isDigit && $0 != UInt8(ascii: ".") }
        guard let unit = units.first(where: { name.elementsEqual($0.name.utf8) }) else {
            return nil
        }
        rest.removeFirst(name.count)
        var nanoseconds = whole.reduce(Int128(0)) { $0 * 10 + Int128($1 - 48) } * unit.nanoseconds
        var scale = unit.nanoseconds
        for digit in fraction {
            scale /= 10
            nanoseconds += Int128(digit - 48) * scale
        }
        return nanoseconds
    }
}
