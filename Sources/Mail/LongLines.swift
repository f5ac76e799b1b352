internal import Bytes

/// Lines of more than 998 bytes, which no server has to pass on (RFC 5321, 4.5.3.1.6). A mask is longer than what it replaces, as a
/// rule, and must not make one.
enum LongLines {
    /// Whether no line is too long.
    static func isWithin(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { all in
            var at = 0
            while all.count - at > MailLimits.line {
                guard let end = unsafe ByteSearch.first(0x0A, in: all, from: at), end - at <= MailLimits.line + 1 else { return false }
                if end - at == MailLimits.line + 1, unsafe all[end - 1] != 0x0D { return false }
                at = end + 1
            }
            return true
        }
    }

    /// The message with a line end before the last blank that fits on a line, for a header field is then folded and a text wrapped;
    /// before a bracket where there is no blank, and anywhere where there is none either.
    static func folded(_ bytes: [UInt8], lineEnd: [UInt8]) -> [UInt8] {
        guard !isWithin(bytes) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        var at = 0
        while at < bytes.count {
            let end = bytes[at...].firstIndex(of: 0x0A) ?? bytes.count
            while end - at > MailLimits.line {
                let head = bytes[at + 1..<at + MailLimits.line]
                let cut =
                    head.lastIndex(of: 0x20) ?? head.lastIndex(of: 0x09) ?? head.lastIndex(of: UInt8(ascii: "[")) ?? at + MailLimits.line
                result += bytes[at..<cut]
                result += lineEnd
                // What goes on in a header begins with a blank.
                if bytes[cut] != 0x20, bytes[cut] != 0x09 { result.append(0x20) }
                at = cut
            }
            result += bytes[at..<min(bytes.count, end + 1)]
            at = end + 1
        }
        return result
    }
}
