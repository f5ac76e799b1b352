/// The name of a column, as its header has it, in the spellings that rules know names by.
///
/// Headers are written for people: `Customer SSN`, `Phone (home)`, `E-Mail*`, `user.password`, `Phone 2`. Field rules
/// compare the last words of a name (`FieldNames`), so what stands behind the words goes: marks, a remark in parentheses,
/// a number. Each step is one more spelling to try.
public struct ColumnName: Sendable, Hashable {
    /// As it stands, without the mark of a byte order, blanks and quotes around it; empty where there is none.
    public let text: [UInt8]
    /// What field rules compare: words joined by `_`, letters as they are.
    let spellings: [[UInt8]]
    /// What selectors compare: letters and digits alone, in lower case; other bytes beyond ASCII stay.
    let squeezed: [UInt8]
    /// What a rule's keywords and near words are looked for in: the name, as before a value, and its words one by one.
    public let context: [UInt8]

    /// A longer name is a value. In bytes.
    public static let longest = 256

    /// - Parameter header: decoded; longer ones are cut.
    public init(_ header: Span<UInt8>) {
        var start = 0
        var end = header.count
        if end >= 3, header[0] == 0xEF, header[1] == 0xBB, header[2] == 0xBF { start = 3 }
        while start < end, Self.isTrimmed(header[start]) { start += 1 }
        while end > start, Self.isTrimmed(header[end - 1]) { end -= 1 }
        end = min(end, start + Self.longest)
        var text: [UInt8] = []
        for at in start..<end { text.append(header[at]) }
        self.text = text
        squeezed = Self.squeezed(text)
        var spellings = [Self.joined(text)]
        for reduced in [Self.withoutRemark(text), Self.withoutNumber(text), Self.withoutNumber(Self.withoutRemark(text))] {
            let spelling = Self.joined(reduced)
            if !spelling.isEmpty, !spellings.contains(spelling) { spellings.append(spelling) }
        }
        self.spellings = spellings.filter { !$0.isEmpty }
        context = text.isEmpty ? [] : text + Array(": ".utf8) + Self.spaced(text) + Array(" ".utf8)
    }

    public init(_ header: String) {
        let bytes = Array(header.utf8)
        self.init(bytes.span)
    }

    private init(text: [UInt8], spellings: [[UInt8]], squeezed: [UInt8], context: [UInt8]) {
        self.text = text
        self.spellings = spellings
        self.squeezed = squeezed
        self.context = context
    }

    /// This name, or the other where it is none, with the words of both around a value.
    func joined(with other: ColumnName) -> ColumnName {
        guard !text.isEmpty else { return other }
        return ColumnName(text: text, spellings: spellings + other.spellings, squeezed: squeezed, context: context + other.context)
    }

    private static func isTrimmed(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    /// Whether a byte is part of a word: a letter, a digit, or beyond ASCII.
    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
        default: false
        }
    }

    /// The words, with one `_` between them.
    private static func joined(_ text: [UInt8]) -> [UInt8] {
        var joined: [UInt8] = []
        var isPending = false
        for byte in text {
            if isWord(byte) {
                if isPending, !joined.isEmpty { joined.append(UInt8(ascii: "_")) }
                isPending = false
                joined.append(byte)
            } else {
                isPending = true
            }
        }
        return joined
    }

    /// The words with blanks between them, at the steps of camel case as well.
    private static func spaced(_ text: [UInt8]) -> [UInt8] {
        var spaced: [UInt8] = []
        var before: UInt8 = UInt8(ascii: " ")
        for byte in joined(text) {
            let isStep = (0x41...0x5A).contains(byte) && (0x61...0x7A).contains(before)
            if isStep { spaced.append(UInt8(ascii: " ")) }
            spaced.append(byte == UInt8(ascii: "_") ? UInt8(ascii: " ") : byte)
            before = byte
        }
        return spaced
    }

    static func squeezed(_ text: [UInt8]) -> [UInt8] {
        let words = text.filter(isWord)
        guard words.contains(where: { $0 >= 0x80 }), let name = String(validating: words, as: UTF8.self) else {
            return words.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        }
        // A sigma that ends a word is one that does not, in upper case.
        return name.lowercased().unicodeScalars.flatMap { Array(String($0 == "\u{3C2}" ? "\u{3C3}" : $0).utf8) }
    }

    /// `Phone (home)` without its parentheses.
    private static func withoutRemark(_ text: [UInt8]) -> [UInt8] {
        guard let open = text.firstIndex(where: { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") }), open > 0 else { return text }
        return Array(text[..<open])
    }

    /// `Phone 2`, `email_3` without their number, and `Phone 1 - Value` without that.
    private static func withoutNumber(_ text: [UInt8]) -> [UInt8] {
        var words = joined(text).split(separator: UInt8(ascii: "_"))
        if words.count > 1, let last = words.last, last.map({ $0 | 0x20 }) == Array("value".utf8) { words.removeLast() }
        if words.count > 1, let last = words.last, last.count <= 3, last.allSatisfy({ (0x30...0x39).contains($0) }) { words.removeLast() }
        return Array(words.joined(separator: [UInt8(ascii: "_")]))
    }
}
