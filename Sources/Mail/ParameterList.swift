/// The parameters of a field, as in `attachment; filename*0="a"; filename*1*=utf-8''%20b`: RFC 2045, 5.1 and RFC 2231.
///
/// Lenient as readers are: comments and blanks anywhere, values without quotes whatever they hold, quotes that do not close.
struct ParameterList {
    /// A piece of a value, with where it stands.
    struct Segment {
        /// In lower case, without `*0*`.
        var name: String
        /// nil where it has none, and is a value by itself.
        var number: Int?
        /// Percent signs in it stand for bytes.
        var isExtended: Bool
        /// From the name to the end of the value.
        var whole: Range<Int>
        var value: [UInt8]
    }

    /// What stands before the first semicolon, without comments, in lower case.
    private(set) var head = ""
    private(set) var segments: [Segment] = []
    /// All values, in the order in which they begin.
    private(set) var values: [Value] = []
    /// It has more parameters than are taken.
    private(set) var isCutShort = false
    /// Of more, the rest is text of the field like any other.
    private static let mostSegments = 128

    init() {}

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        var at = range.lowerBound
        let end = range.upperBound
        while at < end, bytes[at] != UInt8(ascii: ";"), bytes[at] != UInt8(ascii: "(") { at += 1 }
        var text = bytes[range.lowerBound..<at]
        while at < end, bytes[at] != UInt8(ascii: ";") {
            if bytes[at] == UInt8(ascii: "(") {
                at = Self.skipComment(bytes, at, end)
                continue
            }
            text.append(bytes[at])
            at += 1
        }
        head = String(lowercasing: Self.withoutBlanks(text))
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
        if !segments.isEmpty { values = joinedValues() }
    }

    private mutating func parameter(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
        var at = start
        while at < end, bytes[at] != UInt8(ascii: "="), bytes[at] != UInt8(ascii: ";") { at += 1 }
        guard at < end, bytes[at] == UInt8(ascii: "=") else { return at }
        var name = Self.withoutBlanks(bytes[start..<at])
        at += 1
        while at < end, Self.isBlank(bytes[at]) { at += 1 }
        let value = Self.value(bytes, &at, end)
        let isExtended = name.last == UInt8(ascii: "*")
        if isExtended { name.removeLast() }
        var number: Int?
        if let star = name.lastIndex(of: UInt8(ascii: "*")),
            let found = Int(String(decoding: name[(star + 1)...], as: UTF8.self)), found >= 0
        {
            number = found
            name = name[..<star]
        }
        // What has no name, or one that is none (RFC 2045, 5.1), is no parameter, but text.
        guard !name.isEmpty, name.allSatisfy(Self.isToken) else { return at }
        segments.append(
            Segment(name: String(lowercasing: name), number: number, isExtended: isExtended, whole: start..<at, value: value))
        return at
    }

    /// Takes a value, quoted or not, and goes on behind it.
    private static func value(_ bytes: [UInt8], _ at: inout Int, _ end: Int) -> [UInt8] {
        let start = at
        guard at < end, bytes[at] == UInt8(ascii: "\"") else {
            while at < end, bytes[at] != UInt8(ascii: ";"), !isBlank(bytes[at]) { at += 1 }
            return Array(bytes[start..<at])
        }
        at += 1
        while at < end, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\"), bytes[at] != 0x0D, bytes[at] != 0x0A { at += 1 }
        var value = Array(bytes[start + 1..<at])
        while at < end, bytes[at] != UInt8(ascii: "\"") {
            if bytes[at] == UInt8(ascii: "\\"), at + 1 < end { at += 1 }
            // A fold is no part of a value.
            if bytes[at] != 0x0D, bytes[at] != 0x0A { value.append(bytes[at]) }
            at += 1
        }
        at = min(end, at + 1)
        return value
    }

    private static func withoutBlanks(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while let first = text.first, isBlank(first) { text.removeFirst() }
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text.contains(where: isBlank) ? text.filter { !isBlank($0) }[...] : text
    }

    /// A value: one piece, or all numbered ones of a name. `filename=x; filename*=utf-8''y` has two, of which readers take either.
    struct Value {
        var name: String
        /// In `segments`, in the order in which they are read.
        var pieces: [Int]
        /// As it is read: pieces joined, percent signs resolved.
        var bytes: [UInt8]
        /// Percent signs, and what they stand for is told.
        var isExtended: Bool
        var charset: String?
    }

    private func joinedValues() -> [Value] {
        var values: [Value] = []
        var joined: Set<String> = []
        for (index, segment) in segments.enumerated() {
            if segment.number == nil {
                values.append(value([index]))
            } else if joined.insert(segment.name).inserted {
                let pieces = segments.indices.filter { segments[$0].name == segment.name && segments[$0].number != nil }
                values.append(value(pieces.sorted { (segments[$0].number ?? 0, $0) < (segments[$1].number ?? 0, $1) }))
            }
        }
        return values
    }

    private func value(_ pieces: [Int]) -> Value {
        var result = Value(name: segments[pieces[0]].name, pieces: pieces, bytes: [], isExtended: false)
        for (position, index) in pieces.enumerated() {
            let piece = segments[index]
            guard piece.isExtended else {
                result.bytes += piece.value
                continue
            }
            result.isExtended = true
            var value = piece.value[...]
            if position == 0 {
                let sides = value.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
                if sides.count == 3 {
                    result.charset = String(decoding: sides[0], as: UTF8.self)
                    value = sides[2]
                }
            }
            result.bytes += Self.percentDecoded(value)
        }
        return result
    }

    /// What most readers take for the value of a parameter: the extended one (RFC 5987, 4.2), else the first.
    subscript(name: String) -> [UInt8]? {
        if segments.isEmpty { return nil }
        let all = values.filter { $0.name == name }
        return (all.first(where: \.isExtended) ?? all.first)?.bytes
    }

    /// Every value that some reader may take for that of a parameter.
    func all(_ name: String) -> [[UInt8]] {
        guard segments.contains(where: { $0.name == name }) else { return [] }
        var found: [[UInt8]] = []
        for value in values where value.name == name && !found.contains(value.bytes) { found.append(value.bytes) }
        for piece in segments
        where piece.name == name && piece.isExtended && piece.number == nil && !piece.value.contains(UInt8(ascii: "'")) {
            if !found.contains(piece.value) { found.append(piece.value) }
        }
        return found
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

    static func skipComment(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
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

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F..., UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"),
            UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "?"):
            false
        default: true
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
}
