internal import Bytes

/// Where markup ends.
extension HTMLView {
    /// Behind a tag, a comment or the like; nil where `<` is a character like any other.
    mutating func markupEnd(_ start: Int) -> Int? {
        guard start + 1 < source.count else { return nil }
        let byte = source[start + 1]
        if byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") {
            if isComment(start) { return commentEnd(start + 4) }
            return source[start...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 }
        }
        let isName = byte == UInt8(ascii: "/") || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
        guard isName else { return nil }
        var at = start + 1
        var quote: UInt8 = 0
        var firstClose: Int?
        while at <= lastClose {
            let byte = source[at]
            if quote != 0 {
                if byte == quote { quote = 0 }
                if byte == UInt8(ascii: ">"), firstClose == nil { firstClose = at }
                // A quote that is never closed holds no more than this.
                if let firstClose, at - firstClose > Self.longestValue { return firstClose + 1 }
            } else if byte == UInt8(ascii: ">") {
                return at + 1
            } else if (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")) && at > start + 1 && Self.opensValue(source, at) {
                quote = byte
            }
            at += 1
        }
        return firstClose.map { $0 + 1 }
    }

    private static let longestValue = 1_024

    /// A quote opens a value behind an equals sign only.
    private static func opensValue(_ source: [UInt8], _ at: Int) -> Bool {
        var before = at - 1
        while before > 0, source[before] <= 0x20, at - before < 64 { before -= 1 }
        return before >= 0 && source[before] == UInt8(ascii: "=")
    }

    private mutating func commentEnd(_ start: Int) -> Int {
        guard !endless.contains(.comment) else { return source.count }
        var at = max(0, start - 1)
        while at < lastClose, let close = source[(at + 1)...].firstIndex(of: UInt8(ascii: ">")) {
            // `-->`, and `--!>`, which ends one as well.
            let dash = close >= 1 && source[close - 1] == UInt8(ascii: "!") && close - 1 > start ? close - 1 : close
            if dash >= 2, source[dash - 1] == UInt8(ascii: "-"), source[dash - 2] == UInt8(ascii: "-") { return close + 1 }
            at = close
        }
        endless.insert(.comment)
        return source.count
    }

    /// Where the content of a script or a style ends.
    mutating func rawTextEnd(_ hidden: Endless, from start: Int) -> Int {
        guard !endless.contains(hidden) else { return source.count }
        var at = start
        let closing = Array((hidden == .script ? "</script" : "</style").utf8)
        while at < lastClose, let open = source[at...].firstIndex(of: UInt8(ascii: "<")) {
            if source.count - open >= closing.count, source[open..<open + closing.count].map({ $0 | 0x20 }) == closing.map({ $0 | 0x20 }) {
                return open
            }
            at = open + 1
        }
        endless.insert(hidden)
        return source.count
    }

    /// `<!--[if mso]>`
    func isConditional(_ at: Int) -> Bool { isComment(at) && source[(at + 4)...].starts(with: "[if".utf8) }

    func isComment(_ at: Int) -> Bool {
        at + 4 <= source.count && source[at + 1] == UInt8(ascii: "!") && source[at + 2] == UInt8(ascii: "-")
            && source[at + 3] == UInt8(ascii: "-")
    }

    func conditionEnd(_ at: Int) -> Int { source[at...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? source.count }

    /// The content of `<![CDATA[…]]>`.
    mutating func dataSection(_ at: Int) -> Range<Int>? {
        guard !endless.contains(.data), source[(at + 1)...].starts(with: "![CDATA[".utf8) else { return nil }
        let start = at + 9
        guard let close = unsafe source.withUnsafeBufferPointer({ unsafe ByteSearch.first(Array("]]>".utf8), in: $0, from: start) }) else {
            endless.insert(.data)
            return nil
        }
        return start..<close
    }
}
