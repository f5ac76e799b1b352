/// Whether an input is mail, by its first bytes: header fields from the first line on, of which some are those that mail has.
public enum MailSniff {
    /// So much of a header is waited for.
    public static let patience = 16 << 10

    private static let telling: Set<String> = [
        "from", "received", "return-path", "message-id", "mime-version", "delivered-to", "dkim-signature", "x-originating-ip",
        "x-mailer", "reply-to", "to", "subject",
    ]
    private static let known: Set<String> = telling.union([
        "date", "cc", "bcc", "sender", "content-type", "content-transfer-encoding", "in-reply-to", "references", "x-original-to",
        "authentication-results", "received-spf", "arc-seal", "list-id", "list-unsubscribe", "auto-submitted", "precedence", "importance",
        "user-agent", "resent-from", "resent-to", "domainkey-signature", "errors-to", "x-priority", "content-length", "lines", "status",
        "organization", "thread-index", "thread-topic", "content-language",
    ])

    /// - Returns: nil where more must come to tell.
    public static func of(_ start: UnsafeBufferPointer<UInt8>, atEnd: Bool) -> Bool? {
        let head = unsafe Array(start.prefix(patience))
        return of(head, atEnd: atEnd)
    }

    static func of(_ head: [UInt8], atEnd: Bool) -> Bool? {
        var at = 0
        var seen: Set<String> = []
        var count = 0
        let isLast = atEnd || head.count >= patience
        while true {
            let newline = head[at...].firstIndex(of: 0x0A)
            guard let end = newline ?? (isLast ? head.count : nil), at < head.count else {
                // The first line must be able to become a field.
                if !isLast, at == 0, !mayBeFirst(head) { return false }
                return isLast ? isEnough(seen) : nil
            }
            let stop = end > at && head[end - 1] == 0x0D ? end - 1 : end
            if stop == at { return isEnough(seen) }
            let line = head[at..<stop]
            if at == 0, isEnvelope(line) {
                at = min(head.count, end + 1)
                continue
            }
            if line.first == 0x20 || line.first == 0x09 {
                guard count > 0 else { return false }
            } else {
                guard let name = name(line), count > 0 || known.contains(name) || name.hasPrefix("x-") else { return false }
                count += 1
                if known.contains(name) { seen.insert(name) }
            }
            if isStrong(seen) { return true }
            at = min(head.count, end + 1)
        }
    }

    private static func isEnough(_ seen: Set<String>) -> Bool { seen.count >= 3 && seen.intersection(telling).count >= 2 }

    /// Enough without the rest.
    private static func isStrong(_ seen: Set<String>) -> Bool { seen.count >= 5 && seen.intersection(telling).count >= 3 }

    /// `From someone@example.org Thu Jan  1 00:00:00 1970`: RFC 4155, appendix A.
    static func isEnvelope(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.starts(with: "From ".utf8) else { return false }
        let words = line.split(separator: 0x20)
        guard words.count >= 6 else { return false }
        return words.dropFirst(2).contains { $0.count >= 5 && $0.contains(UInt8(ascii: ":")) && (0x30...0x39).contains($0.first ?? 0) }
    }

    private static func name(_ line: ArraySlice<UInt8>) -> String? {
        guard let colon = line.prefix(77).firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return nil }
        let name = line[line.startIndex..<colon]
        return name.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? String(decoding: name, as: UTF8.self).lowercased() : nil
    }

    /// Whether a line that has not come whole may be a field, or the line of an mbox.
    private static func mayBeFirst(_ head: [UInt8]) -> Bool {
        guard head.count <= 1_000 else { return false }
        if head.starts(with: "From ".utf8) || "From ".utf8.starts(with: head) { return true }
        guard head.contains(UInt8(ascii: ":")) else {
            let start = String(decoding: head, as: UTF8.self).lowercased()
            return head.count <= 76 && (known.contains { $0.hasPrefix(start) } || start.hasPrefix("x-") || start == "x")
        }
        return name(head[...]).map { known.contains($0) || $0.hasPrefix("x-") } ?? false
    }
}
