/// Takes the examples out of a pack before it is parsed.
///
/// They are more than a third of the built-in packs, no run but a test needs them, and the parser takes most of the time
/// that loading does. Blanked are lines that begin with blanks and `examples:`, and the lines below that stand further
/// to the right. A line like that within a text over several lines would go as well, so this is for packs of which a
/// test has shown that nothing else is lost.
enum ExampleBlocks {
    private static let key = Array("examples:".utf8)

    /// The same lines, those of examples empty: every other line keeps its number.
    static func blanked(in text: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var column: Int?
        var start = 0
        while start < text.count {
            var end = start
            while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
            var first = start
            while first < end, text[first] == UInt8(ascii: " ") { first += 1 }
            let indent = first - start
            if let open = column, first < end, indent <= open { column = nil }
            if column == nil, indent > 0, begins(text, at: first, end) { column = indent }
            if column == nil {
                for index in start..<end { result.append(text[index]) }
            }
            if end < text.count { result.append(UInt8(ascii: "\n")) }
            start = end + 1
        }
        return result
    }

    private static func begins(_ text: Span<UInt8>, at start: Int, _ end: Int) -> Bool {
        guard end - start >= key.count else { return false }
        for (offset, byte) in key.enumerated() where text[start + offset] != byte { return false }
        return true
    }
}
