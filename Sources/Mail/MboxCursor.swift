internal import Bytes

/// Cuts an mbox into messages: each begins with a line `From someone Thu Jan  1 00:00:00 1970` behind an empty one (RFC 4155).
///
/// The line must look like that, and a header field must follow: readers differ on lines that merely begin with `From `, and a part
/// that is cut in two would not be seen as one. `Content-Length` is not asked, for it may say anything.
public struct MboxCursor {
    /// So many bytes behind the beginning of a line tell whether it begins a message.
    private static let deciding = 2_048

    /// Where the first message behind the one that begins a text begins.
    public private(set) var end: Int?
    /// Nothing was found before.
    public private(set) var searched = 0

    public init() {}

    /// Whether a text begins as a message of an mbox does.
    public static func begins(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
        let line = unsafe Array(head.prefix(1_024).prefix { $0 != 0x0A })
        return MailSniff.isEnvelope(line[...])
    }

    /// Whether a text that nobody called an mbox is one: a header field must follow the first line, or it is a text about mail.
    static func isBox(_ text: [UInt8]) -> Bool {
        let head = text.prefix(deciding)
        guard let lineEnd = head.firstIndex(of: 0x0A), MailSniff.isEnvelope(head[..<lineEnd]) else { return false }
        return isField(head[(lineEnd + 1)...])
    }

    /// Whether a text begins with a header field.
    private static func isField(_ text: ArraySlice<UInt8>) -> Bool {
        let line = text.prefix { $0 != 0x0A }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return false }
        return line[..<colon].allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// Looks on in a text of which the first `searched` bytes were seen.
    public mutating func search(_ text: UnsafeBufferPointer<UInt8>, atEnd: Bool) {
        let needle = Array("\nfrom ".utf8)
        var at = max(0, searched)
        while let found = unsafe ByteSearch.first(needle, in: text, from: at) {
            let start = found + 1
            guard atEnd || text.count - start >= Self.deciding else {
                searched = found
                return
            }
            if unsafe isBoundary(start, text) {
                end = start
                return
            }
            at = found + 1
        }
        searched = max(at, text.count - needle.count)
    }

    private func isBoundary(_ start: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard start >= 2, unsafe text[start] == UInt8(ascii: "F"), unsafe text[start - 1] == 0x0A else { return false }
        let before = start - 2
        let isBehindEmptyLine = unsafe text[before] == 0x0A || (text[before] == 0x0D && before > 0 && text[before - 1] == 0x0A)
        guard isBehindEmptyLine else { return false }
        let window = unsafe Array(text.part(start..<min(text.count, start + Self.deciding)))
        guard let lineEnd = window.firstIndex(of: 0x0A), MailSniff.isEnvelope(window[..<lineEnd]) else { return false }
        let next = window[(lineEnd + 1)...].prefix { $0 != 0x0A }
        if next.starts(with: ">From ".utf8) { return true }
        return Self.isField(next)
    }

    /// What stands in the place of a message that is not taken.
    public static func note(inPlaceOf message: UnsafeBufferPointer<UInt8>, _ error: MailError) -> [UInt8] {
        let line = unsafe Array(message.prefix(1_024).prefix { $0 != 0x0A && $0 != 0x0D })
        let hasReturns = unsafe message.prefix(1_026).contains(0x0D)
        let lineEnd: [UInt8] = hasReturns ? [0x0D, 0x0A] : [0x0A]
        let envelope = MailSniff.isEnvelope(line[...]) ? line : Array("From MAILER-DAEMON Thu Jan  1 00:00:00 1970".utf8)
        let why = error.unexamined?.rawValue ?? error.kind.rawValue
        return [
            envelope, Array("Subject: Message left out".utf8), [], Array("[Left out, for it could not be examined: \(why)]".utf8), [], [],
        ].map { $0 }.joined(separator: lineEnd).map { $0 }
    }
}
