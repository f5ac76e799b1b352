internal import Bytes
internal import Masking

/// Whether an input is JSON from its first byte on: a document, or one a line.
public enum JSONSniff {
    /// So many bytes are waited for; what does not tell within them is text.
    public static let patience = 4_096

    /// - Returns: nil where more must come to tell.
    public static func of(_ head: UnsafeBufferPointer<UInt8>, atEnd: Bool) -> Bool? {
        var at = 0
        if unsafe head.count >= 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF { at = 3 }
        // A mark that has not come whole.
        if unsafe !atEnd && head.count < 3 && head.first == 0xEF && (head.count < 2 || head[1] == 0xBB) { return nil }
        while at < head.count, unsafe JSONScalar.isBlank(head[at]) || head[at] == 0x1E { at += 1 }
        let isLast = atEnd || head.count >= patience
        guard at < head.count else { return isLast ? false : nil }
        let isObject = unsafe head[at] == UInt8(ascii: "{")
        guard unsafe isObject || head[at] == UInt8(ascii: "[") else { return false }
        var next = at + 1
        while next < head.count, unsafe JSONScalar.isBlank(head[next]) {
            // A bracket alone on its line begins nothing else.
            if unsafe head[next] == UInt8(ascii: "\n") { return true }
            next += 1
        }
        guard next < head.count else { return isLast ? false : nil }
        let byte = unsafe head[next]
        if isObject { return byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "}") }
        switch byte {
        // A mask in brackets is no array.
        case UInt8(ascii: "["): return unsafe MaskGrammar.beginsLabel(at: next, in: head).map { !$0 } ?? (isLast ? true : nil)
        case UInt8(ascii: "{"), UInt8(ascii: "\""), UInt8(ascii: "]"): return true
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            return unsafe endsValue(head, from: next, isLast: isLast)
        default: return false
        }
    }

    /// `[1,` and `[true]` begin an array, `[2026-01-01` and `[notice]` a line of a log.
    private static func endsValue(_ head: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool) -> Bool? {
        var at = start
        while at < head.count {
            let byte = unsafe head[at]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || JSONScalar.isBlank(byte) {
                var behind = at
                while behind < head.count, unsafe JSONScalar.isBlank(head[behind]) { behind += 1 }
                guard behind < head.count else { return isLast ? false : nil }
                guard unsafe head[behind] == UInt8(ascii: ",") || head[behind] == UInt8(ascii: "]") else { return false }
                return unsafe JSONScalar.kind(of: start..<at, in: head).isValid
            }
            if at - start > 64 { return false }
            at += 1
        }
        return isLast ? false : nil
    }
}
