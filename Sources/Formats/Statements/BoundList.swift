internal import Bytes

/// A list of values as programs log it: `["ann", 7]`, `('ann', 7)`, `{"1":"ann","2":7}`, `; "ann", 7`.
struct BoundList {
    private(set) var values: [Range<Int>] = []
    /// Brackets included.
    private(set) var range: Range<Int>

    private static let mostValues = 512
    private static let longest = 1 << 16
    private static let longestCall = 256

    /// The list that a bracket or a semicolon opens; nil where it opens none.
    ///
    /// - Parameters:
    ///   - takesNumbers: whether numbers without quotes may be values; if not, nothing stands in their place.
    ///   - isNext: whether another list stands right before it.
    init?(at open: Int, in text: UnsafeBufferPointer<UInt8>, to limit: Int, takesNumbers: Bool, isNext: Bool) {
        range = open..<open
        let end = min(limit, open + Self.longest)
        let close: UInt8?
        switch unsafe text[open] {
        case UInt8(ascii: "["): close = UInt8(ascii: "]")
        case UInt8(ascii: "{"): close = UInt8(ascii: "}")
        case UInt8(ascii: "("):
            // Within a statement stand many of these.
            guard unsafe isNext || Self.leads(before: open, in: text) else { return nil }
            close = UInt8(ascii: ")")
        case UInt8(ascii: ";"):
            // `;@p0 = 'k3y'`: each is for itself.
            guard unsafe open + 1 < end && text[open + 1] != UInt8(ascii: "@") else { return nil }
            close = nil
        default: return nil
        }
        // In JSON a number's mask would need quotes of its own.
        let isPlain = unsafe close == UInt8(ascii: ")") || close == nil || (!isNext && Self.standsInText(open, in: text))
        let takesNumbers = takesNumbers && isPlain
        var at = open + 1
        while true {
            while at < end, unsafe Self.isBlank(text[at]) { at += 1 }
            // Python writes a comma behind the only value.
            if !values.isEmpty, at < end, unsafe text[at] == close { break }
            unsafe Self.skipKey(&at, in: text, to: end, isNeeded: text[open] == UInt8(ascii: "{"))
            // Of a list of lists each is one.
            if values.isEmpty, at < end, unsafe Self.opens(text[at]) { return nil }
            guard at < end, values.count < Self.mostValues, let value = unsafe Self.value(&at, in: text, to: end, close, takesNumbers)
            else { return nil }
            values.append(value)
            while at < end, unsafe Self.isBlank(text[at]) { at += 1 }
            if at < end, unsafe text[at] == UInt8(ascii: ",") {
                at += 1
                continue
            }
            guard let close else { break }
            guard at < end, unsafe text[at] == close else { return nil }
            break
        }
        range = open..<(close == nil ? at : at + 1)
    }

    /// Whether something that leads to a list stands before a bracket: `args=(`, `parameters: (`, `[generated in 0.1s] (`, `array(`,
    /// `execute("…", (`.
    private static func leads(before open: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = open
        while at > 0, unsafe text[at - 1] == UInt8(ascii: " ") { at -= 1 }
        guard at > 0 else { return false }
        switch unsafe text[at - 1] {
        case UInt8(ascii: "="): return at == open
        case UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "["): return true
        case UInt8(ascii: ","):
            // The statement was the argument before.
            return unsafe at > 1 && (text[at - 2] == UInt8(ascii: "'") || text[at - 2] == UInt8(ascii: "\""))
        default: return unsafe at == open && text.part(max(0, at - 5)..<at).elementsEqual("array".utf8)
        }
    }

    /// Whether a bracket stands behind `word:` or `word=`, and so in no document of JSON.
    private static func standsInText(_ open: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = open
        while at > 0, unsafe isBlank(text[at - 1]) { at -= 1 }
        guard at > 1, unsafe text[at - 1] == UInt8(ascii: ":") || text[at - 1] == UInt8(ascii: "=") else { return false }
        return unsafe isWord(text[at - 2])
    }

    private static let longestName = 12
    private static let names: Set<[UInt8]> = Set(
        ["param", "params", "parameter", "parameters", "bind", "binds", "binding", "bindings", "args"].map { Array($0.utf8) })
    private static let times = ["[generated in ", "[cached since ", "[no key "].map { Array($0.utf8) }
    private static let longestTime = 40

    /// Whether a bracket stands right behind a word that says that a list of parameters follows.
    static func isNamed(before open: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = open
        func isBetween(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "\""): true
            default: false
            }
        }
        while at > 0, at > open - 6, unsafe isBetween(text[at - 1]) { at -= 1 }
        if at > 0, unsafe text[at - 1] == UInt8(ascii: "]") {
            let part = unsafe text.part(max(0, at - longestTime)..<at)
            guard let start = unsafe ByteSearch.last(UInt8(ascii: "["), in: part, before: part.count) else { return false }
            return times.contains { unsafe part.part(start..<part.count).starts(with: $0) }
        }
        let end = at
        while at > 0, end - at <= longestName, unsafe isWord(text[at - 1]) { at -= 1 }
        return unsafe names.contains(text.part(at..<end).map { $0 | 0x20 })
    }

    // MARK: - Values

    /// Goes behind `"1":`, the number of a value.
    private static func skipKey(_ at: inout Int, in text: UnsafeBufferPointer<UInt8>, to end: Int, isNeeded: Bool) {
        guard isNeeded else { return }
        var next = at
        while next < end, unsafe text[next] == UInt8(ascii: "\\") || text[next] == UInt8(ascii: "\"") || digit(text[next]) != nil {
            next += 1
        }
        guard next > at, next < end, unsafe text[next] == UInt8(ascii: ":") else {
            // No list: what follows is the name of something.
            at = end
            return
        }
        at = next + 1
        while at < end, unsafe isBlank(text[at]) { at += 1 }
    }

    /// Goes behind a value. Of what stands in quotes it is what they hold; of a number the number; of a call or a word of the
    /// language nothing.
    private static func value(_ at: inout Int, in text: UnsafeBufferPointer<UInt8>, to end: Int, _ close: UInt8?, _ takesNumbers: Bool)
        -> Range<Int>?
    {
        let start = at
        if let quoted = unsafe quoted(at: at, in: text, to: end) {
            at = quoted.end
            return quoted.content
        }
        var depth = 0
        let callEnd = min(end, start + longestCall)
        while at < callEnd {
            let byte = unsafe text[at]
            if depth == 0, byte == close || byte == UInt8(ascii: ",") { break }
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                guard let quoted = unsafe quoted(at: at, in: text, to: end) else { return nil }
                if depth == 0 {
                    // `b'…'` and the like.
                    guard at <= start + 2 else { return nil }
                    at = quoted.end
                    return quoted.content
                }
                at = quoted.end
                continue
            case UInt8(ascii: ";"), UInt8(ascii: "\n"): return nil
            default: break
            }
            guard depth >= 0 else { return nil }
            if close == nil, depth == 0, isBlank(byte) { break }
            at += 1
        }
        guard at > start else { return nil }
        let isNumber = unsafe digit(text[start]) != nil || text[start] == UInt8(ascii: "-")
        // Words of a sentence are no values.
        if !isNumber, unsafe depth == 0 && text.part(start..<at).contains(UInt8(ascii: " ")) && isWord(text[at - 1]) { return nil }
        var last = at
        while last > start, unsafe isBlank(text[last - 1]) { last -= 1 }
        return isNumber && takesNumbers ? start..<last : start..<start
    }

    /// What stands in quotes at an offset, which may stand behind as many backslashes each; and where it ends. A doubled quote ends
    /// nothing. Between apostrophes no other quote may stand: in a record of JSON, a string would end there.
    static func quoted(at start: Int, in text: UnsafeBufferPointer<UInt8>, to end: Int) -> (content: Range<Int>, end: Int)? {
        var at = start
        while at < end, at < start + 4, unsafe text[at] == UInt8(ascii: "\\") { at += 1 }
        let slashes = at - start
        guard at < end, unsafe text[at] == UInt8(ascii: "'") || text[at] == UInt8(ascii: "\"") else { return nil }
        let quote = unsafe text[at]
        let content = at + 1
        at = content
        var before = 0
        while at < end {
            let byte = unsafe text[at]
            if byte == quote, slashes == 0 ? before % 2 == 0 : before == slashes {
                let isDoubled = unsafe slashes == 0 && at + 1 < end && text[at + 1] == quote
                guard isDoubled else { return (content..<at - slashes, at + 1) }
                at += 1
            }
            // A quote behind fewer backslashes ends what holds this one.
            let isOuter = byte == UInt8(ascii: "\"") && (before < slashes || (quote != byte && before == 0))
            if byte == UInt8(ascii: "\n") || isOuter { return nil }
            before = byte == UInt8(ascii: "\\") ? before + 1 : 0
            at += 1
        }
        return nil
    }

    // MARK: - Bytes

    private static func opens(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
    }

    static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
    }

    static func isAroundName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "`") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "\\")
    }

    static func isWord(_ byte: UInt8) -> Bool {
        digit(byte) != nil || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
            || byte >= 0x80
    }

    static func digit(_ byte: UInt8) -> Int? {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte - UInt8(ascii: "0")) : nil
    }
}
