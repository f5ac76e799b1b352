/// The type of a part: RFC 2045, 5.1.
struct ContentType {
    /// `text/html`, in lower case. What is none is text, as RFC 2045, 5.2 has it.
    var name = "text/plain"
    /// Nothing was said, or nothing that makes sense.
    var isImplied = true
    var parameters = ParameterList()

    var family: Substring { name.prefix { $0 != "/" } }
    var charset: String? { parameters["charset"].map { String(decoding: $0, as: UTF8.self) } }

    init() {}

    init(implied name: String) { self.name = name }

    /// - Parameter value: of the field, in `bytes`.
    init(_ bytes: [UInt8], _ value: Range<Int>) {
        parameters = ParameterList(bytes, value)
        let text = parameters.head.lowercased()
        let sides = text.split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else { return }
        name = text
        isImplied = false
    }
}

/// The parameters of a field, as in `attachment; filename*0="a"; filename*1*=utf-8''%20b`: RFC 2045, 5.1 and RFC 2231.
///
/// Lenient as readers are: comments and blanks anywhere, values without quotes whatever they hold, quotes that do not close.
struct ParameterList {
    /// A piece of a value, with where it stands.
    struct Segment {
        /// In lower case, without `*0*`.
        var name: String
        /// 0 where it is the only one.
        var number: Int
        /// Percent signs in it stand for bytes.
        var isExtended: Bool
        /// From the name to the end of the value.
        var whole: Range<Int>
        var value: [UInt8]
    }

    /// What stands before the first semicolon, without comments.
    private(set) var head = ""
    private(set) var segments: [Segment] = []
    /// It has more parameters than are taken.
    private(set) var isCutShort = false
    /// Of more, the rest is text of the field like any other.
    private static let mostSegments = 128

    init() {}

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        var at = range.lowerBound
        let end = range.upperBound
        var text: [UInt8] = []
        while at < end, bytes[at] != UInt8(ascii: ";") {
            if bytes[at] == UInt8(ascii: "(") {
                at = Self.skipComment(bytes, at, end)
                continue
            }
            if !Self.isBlank(bytes[at]) { text.append(bytes[at]) }
            at += 1
        }
        head = String(decoding: text, as: UTF8.self)
        while at < end {
            guard segments.count < Self.mostSegments else {
                isCutShort = true
                break
            }
            // At a semicolon, or at what should be one.
            if bytes[at] == UInt8(ascii: ";") || Self.isBlank(bytes[at]) {
                at += 1
                continue
            }
            if bytes[at] == UInt8(ascii: "(") {
                at = Self.skipComment(bytes, at, end)
                continue
            }
            at = parameter(bytes, at, end)
        }
    }

    private mutating func parameter(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
        var at = start
        var name: [UInt8] = []
        while at < end, bytes[at] != UInt8(ascii: "="), bytes[at] != UInt8(ascii: ";") {
            if !Self.isBlank(bytes[at]) { name.append(bytes[at]) }
            at += 1
        }
        guard at < end, bytes[at] == UInt8(ascii: "=") else { return at }
        at += 1
        while at < end, Self.isBlank(bytes[at]) { at += 1 }
        var value: [UInt8] = []
        if at < end, bytes[at] == UInt8(ascii: "\"") {
            at += 1
            while at < end, bytes[at] != UInt8(ascii: "\"") {
                if bytes[at] == UInt8(ascii: "\\"), at + 1 < end { at += 1 }
                // A fold is no part of a value.
                if bytes[at] != 0x0D, bytes[at] != 0x0A { value.append(bytes[at]) }
                at += 1
            }
            at = min(end, at + 1)
        } else {
            while at < end, bytes[at] != UInt8(ascii: ";"), !Self.isBlank(bytes[at]) {
                value.append(bytes[at])
                at += 1
            }
        }
        var key = String(decoding: name, as: UTF8.self).lowercased()
        let isExtended = key.hasSuffix("*")
        if isExtended { key.removeLast() }
        var number = 0
        if let star = key.lastIndex(of: "*"), let found = Int(key[key.index(after: star)...]), found >= 0 {
            number = found
            key = String(key[..<star])
        }
        segments.append(Segment(name: key, number: number, isExtended: isExtended, whole: start..<at, value: value))
        return at
    }

    /// All names, each once, in their order.
    var names: [String] {
        var names: [String] = []
        for segment in segments where !names.contains(segment.name) { names.append(segment.name) }
        return names
    }

    /// The value of a parameter as it is read: its pieces joined, percent signs resolved; bytes, and its charset if it has one.
    func value(of name: String) -> (bytes: [UInt8], charset: String?)? {
        var pieces = segments.filter { $0.name == name }
        guard !pieces.isEmpty else { return nil }
        pieces.sort { $0.number < $1.number }
        var bytes: [UInt8] = []
        var charset: String?
        for (index, piece) in pieces.enumerated() {
            var value = piece.value[...]
            if piece.isExtended {
                if index == 0 {
                    let sides = value.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
                    if sides.count == 3 {
                        charset = String(decoding: sides[0], as: UTF8.self)
                        value = sides[2]
                    }
                }
                bytes += Self.percentDecoded(value)
            } else {
                bytes += value
            }
        }
        return (bytes, charset)
    }

    subscript(name: String) -> [UInt8]? { value(of: name)?.bytes }

    /// Every value that some reader may take for that of a parameter.
    func all(_ name: String) -> [[UInt8]] {
        var values = segments.filter { $0.name == name && !$0.isExtended && $0.number == 0 }.map(\.value)
        if let joined = self[name], !values.contains(joined) { values.append(joined) }
        return values
    }

    private static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var at = bytes.startIndex
        while at < bytes.endIndex {
            if bytes[at] == UInt8(ascii: "%"), at + 2 < bytes.endIndex, let high = HexDigit.value(bytes[at + 1]),
                let low = HexDigit.value(bytes[at + 2])
            {
                result.append(high << 4 | low)
                at += 3
            } else {
                result.append(bytes[at])
                at += 1
            }
        }
        return result
    }

    private static func skipComment(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
        var depth = 0
        var at = start
        while at < end {
            switch bytes[at] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "\\"): at += 1
            default: break
            }
            at += 1
            if depth == 0 { return min(at, end) }
        }
        return end
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
}

enum HexDigit {
    static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        let digits: StaticString = "0123456789ABCDEF"
        unsafe bytes.append(digits.utf8Start[Int(byte >> 4)])
        unsafe bytes.append(digits.utf8Start[Int(byte & 15)])
    }
}
