/// The target of a request, as far as anything depends on it: RFC 9112, 3.2.1. Other forms than a path are refused, and so is a path
/// that two programs may resolve differently.
struct RequestTarget {
    let path: Substring
    let query: Substring?

    /// nil where it is none that is taken.
    init?(_ text: String) {
        guard text.utf8.count <= GatewayLimits.target, text.utf8.first == UInt8(ascii: "/"), !text.hasPrefix("//") else { return nil }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#") }) else { return nil }
        let mark = text.firstIndex(of: "?")
        path = text[..<(mark ?? text.endIndex)]
        query = mark.map { text[text.index(after: $0)...] }
        guard Self.isPlain(path) else { return nil }
    }

    /// No segment is `.` or `..`, spelled out or with percent signs, and no slash, backslash, percent sign or control character is
    /// written with one.
    private static func isPlain(_ path: Substring) -> Bool {
        let lower = path.lowercased()
        guard !["%2f", "%5c", "%25", "%7f"].contains(where: { lower.contains($0) }) else { return false }
        for sides in lower.split(separator: "%", omittingEmptySubsequences: false).dropFirst() {
            let digits = sides.utf8.prefix(2)
            guard digits.count == 2, digits.allSatisfy(HexDigits.isHex), digits.first != 0x30, digits.first != 0x31 else { return false }
        }
        for segment in lower.split(separator: "/") {
            var dots = segment[...]
            var count = 0
            while !dots.isEmpty {
                if dots.hasPrefix(".") {
                    dots = dots.dropFirst()
                } else if dots.hasPrefix("%2e") {
                    dots = dots.dropFirst(3)
                } else {
                    break
                }
                count += 1
            }
            // A semicolon ends a name for some (RFC 3986, 3.3).
            if count > 0, count <= 2, dots.isEmpty || dots.hasPrefix(";") { return false }
        }
        return true
    }
}
