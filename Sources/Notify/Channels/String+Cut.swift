extension String {
    /// At most so many characters, and where more were written how many of them are left out:
    /// `The volume is … (1,234 more characters)`.
    func cutWithCount(toCharacters limit: Int) -> String {
        // Counting all of a text that fits would cost the same, and most do.
        guard let end = index(startIndex, offsetBy: limit, limitedBy: endIndex), end < endIndex
        else { return self }
        // The count that is written is itself of a length that depends on what is cut.
        let total = count
        for kept in stride(from: limit, through: 0, by: -1) {
            let tail = "… (\((total - kept).grouped) more characters)"
            if kept + tail.count <= limit { return prefix(kept) + tail }
        }
        return String(prefix(limit))
    }
}
