/// A message that stands for one that was not sent, since it could not be examined: its recipients learn that something happened.
public enum WithheldNotice {
    /// So much of a message is searched for who it is from and for.
    public static let headerLimit = 64 << 10

    /// What brings a mail to its readers, and what threads and sorts it (RFC 5322, 3.6). Nothing that says something.
    private static let kept: Set<String> = [
        "from", "sender", "reply-to", "to", "cc", "bcc", "date", "message-id", "in-reply-to", "references", "auto-submitted",
    ]

    /// - Parameters:
    ///   - head: the first bytes of the message.
    ///   - reason: as statistics name it.
    public static func text(inPlaceOf head: [UInt8], reason: String) -> [UInt8] {
        let lineEnd = head.prefix(2_048).contains(0x0D) ? "\r\n" : "\n"
        var text = fields(head).map { String(decoding: $0, as: UTF8.self) + lineEnd }.joined()
        for line in [
            "Subject: An alert was withheld", "MIME-Version: 1.0", "Content-Type: text/plain; charset=us-ascii", "",
            "A message was not sent, since blot could not examine it.", "", "Reason: \(reason)",
        ] { text += line + lineEnd }
        return Array(text.utf8)
    }

    /// Fields that are kept, folded ones made one line; only such as are plain and whole.
    private static func fields(_ head: [UInt8]) -> [[UInt8]] {
        var fields: [[UInt8]] = []
        var isKept = false
        var isWhole = head.count < headerLimit
        for line in head.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let line = line.last == 0x0D ? line.dropLast() : line
            guard let first = line.first else {
                isWhole = true
                break
            }
            guard line.allSatisfy({ $0 == 0x09 || (0x20...0x7E).contains($0) }) else {
                // What is cut or odd names nobody.
                isKept = false
                continue
            }
            if first == 0x20 || first == 0x09 {
                if isKept { fields[fields.count - 1] += [0x20] + line.drop { $0 == 0x20 || $0 == 0x09 } }
                continue
            }
            let name = line.firstIndex(of: UInt8(ascii: ":")).map {
                String(decoding: line[line.startIndex..<$0], as: UTF8.self).lowercased()
            }
            isKept = name.map(kept.contains) ?? false
            if isKept { fields.append(Array(line)) }
        }
        // Cut in two, an address is somebody else's.
        if !isWhole, isKept { fields.removeLast() }
        // Longer ones no reader takes (RFC 5322, 2.1.1).
        return fields.filter { $0.count <= 998 }
    }
}
