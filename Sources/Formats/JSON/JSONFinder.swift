internal import Bytes
internal import Masking

/// Where JSON stands in a line of text: `2026-01-01 ERROR payload={"user":…} took 3ms`.
public enum JSONFinder {
    /// The next offset in a range where a document may begin: a bracket behind which stands what may follow it.
    static func start(in text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        let part = unsafe text.part(0..<range.upperBound)
        var at = range.lowerBound
        while let bracket = unsafe ByteSearch.bracket(in: part, from: at) {
            if unsafe begins(bracket, in: text, end: range.upperBound) { return bracket }
            at = bracket + 1
        }
        return nil
    }

    /// The next string in a range that holds JSON which was quoted: behind a blank, `=` or the like, a quote, a bracket and an
    /// escaped quote; it ends with the first quote that is not escaped.
    static func quotedDocument(in text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        let part = unsafe text.part(0..<range.upperBound)
        var at = range.lowerBound
        while let quote = unsafe ByteSearch.first(UInt8(ascii: "\""), in: part, from: at) {
            at = quote + 1
            guard unsafe quote == 0 || mayPrecedeString(text[quote - 1]) else { continue }
            var bracket = quote + 1
            while bracket < range.upperBound, unsafe JSONScalar.isBlank(text[bracket]) { bracket += 1 }
            guard bracket < range.upperBound, unsafe isBracket(text[bracket]) else { continue }
            var close = bracket
            var hasEscape = false
            while close < range.upperBound, unsafe text[close] != UInt8(ascii: "\"") {
                let isEscape = unsafe text[close] == UInt8(ascii: "\\")
                hasEscape = hasEscape || isEscape
                close += isEscape ? 2 : 1
            }
            guard hasEscape, close < range.upperBound else {
                // No string ends there: none does behind it.
                if close >= range.upperBound { return nil }
                at = close
                continue
            }
            return quote..<close + 1
        }
        return nil
    }

    /// The string that is all a line holds, but for blanks, a byte order mark, or the separator of a JSON text sequence:
    /// a document that is no container.
    static func rootString(in text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Range<Int>? {
        var at = line.lowerBound
        if line.count >= 3, unsafe text[at] == 0xEF && text[at + 1] == 0xBB && text[at + 2] == 0xBF { at += 3 }
        while at < line.upperBound, unsafe JSONScalar.isBlank(text[at]) || text[at] == 0x1E { at += 1 }
        guard at < line.upperBound, unsafe text[at] == UInt8(ascii: "\"") else { return nil }
        var end = line.upperBound
        while end > at, unsafe JSONScalar.isBlank(text[end - 1]) { end -= 1 }
        var close = at + 1
        while close < end, unsafe text[close] != UInt8(ascii: "\"") {
            if unsafe text[close] < 0x20 { return nil }
            close += unsafe text[close] == UInt8(ascii: "\\") ? 2 : 1
        }
        return close == end - 1 ? at..<end : nil
    }

    private static func mayPrecedeString(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "("), UInt8(ascii: ","), UInt8(ascii: "\n"): true
        default: JSONScalar.isBlank(byte)
        }
    }

    static func isBracket(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }

    private static func begins(_ at: Int, in text: UnsafeBufferPointer<UInt8>, end: Int) -> Bool {
        var next = at + 1
        while next < end, unsafe JSONScalar.isBlank(text[next]) { next += 1 }
        // Cut off right behind the bracket: nothing to find.
        guard next < end else { return false }
        let byte = unsafe text[next]
        if unsafe text[at] == UInt8(ascii: "{") { return byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "}") }
        switch byte {
        // A mask in the place of what began no document: it begins none (law 4).
        case UInt8(ascii: "["): return unsafe MaskGrammar.beginsLabel(at: next, in: text.part(0..<end)) != true
        case UInt8(ascii: "{"), UInt8(ascii: "]"), UInt8(ascii: "\""), UInt8(ascii: "-"),
            UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return true
        default: return false
        }
    }

    /// The bracket that a text begins with, but for blanks and the like; nil where it begins with something else.
    static func firstBracket(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        guard unsafe opensWithBracket(0..<text.count, in: text) else { return nil }
        return unsafe text.firstIndex(where: isBracket)
    }

    /// Whether a line is meant to be JSON: it begins with a bracket, but for blanks, a byte order mark, or the separator of
    /// a JSON text sequence (RFC 7464).
    public static func opensWithBracket(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = range.lowerBound
        if range.count >= 3, unsafe text[at] == 0xEF && text[at + 1] == 0xBB && text[at + 2] == 0xBF { at += 3 }
        while at < range.upperBound, unsafe JSONScalar.isBlank(text[at]) || text[at] == 0x1E { at += 1 }
        return unsafe at < range.upperBound && (text[at] == UInt8(ascii: "{") || text[at] == UInt8(ascii: "["))
    }

    /// The first line of `text` that begins a document which is not over with it, or is longer than `bound` bytes.
    ///
    /// - Parameter whole: so much of the text are whole lines; what follows is the beginning of one.
    public static func multilineDocument(in text: UnsafeBufferPointer<UInt8>, whole: Int, bound: Int) -> Int? {
        let long = unsafe longLine(in: text, bound: bound)
        var from = 0
        while from < min(whole, long ?? whole), let line = unsafe JSONLines.firstUnbalanced(in: text.part(from..<whole)) {
            let end = from + line.end
            let start = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: end).map { $0 + 1 } ?? 0
            if let long, long <= start { return long }
            if line.isOpen, unsafe opensDocument(start..<end, in: text) { return start }
            from = end + 1
        }
        return long
    }

    /// Whether a line that does not close what it opens may be the first of a document: it begins with a bracket and ends right
    /// there, or goes on as a document does.
    private static func opensDocument(_ line: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard unsafe opensWithBracket(line, in: text) else { return false }
        var at = line.lowerBound
        while unsafe text[at] != UInt8(ascii: "{") && text[at] != UInt8(ascii: "[") { at += 1 }
        if unsafe begins(at, in: text, end: line.upperBound) { return true }
        for next in at + 1..<max(at + 1, line.upperBound) where unsafe !JSONScalar.isBlank(text[next]) { return false }
        return true
    }

    private static func longLine(in text: UnsafeBufferPointer<UInt8>, bound: Int) -> Int? {
        var start = 0
        while text.count - start > bound {
            let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: start) ?? text.count
            if end - start > bound, unsafe opensDocument(start..<end, in: text) { return start }
            start = end + 1
        }
        return nil
    }
}
