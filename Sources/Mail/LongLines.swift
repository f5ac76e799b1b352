internal import Bytes

/// Lines of more than 998 bytes, which no server has to pass on (RFC 5321, 4.5.3.1.6). A mask is longer than what it replaces, as a
/// rule, and must not make one.
enum LongLines {
    /// Whether no line is too long.
    static func isWithin(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { all in
            var at = 0
            while all.count - at > MailLimits.line {
                // The last line end that a line from here may have: what is before it are lines that fit, however many.
                if let end = unsafe ByteSearch.last(0x0A, in: all.part(at..<at + MailLimits.line + 1), before: MailLimits.line + 1) {
                    at += end + 1
                    continue
                }
                let end = at + MailLimits.line + 1
                guard end < all.count, unsafe all[end] == 0x0A && all[end - 1] == 0x0D else { return false }
                at = end + 1
            }
            return true
        }
    }

    /// The message with a line end before the last blank that fits on a line, for a header field is then folded and a text wrapped;
    /// before a bracket where there is no blank, and anywhere where there is none either.
    ///
    /// Only where that changes nothing but the layout: headers, and plain text that is shown. A line end in data would be part of
    /// them; there the line stays long.
    static func folded(_ bytes: [UInt8], lineEnd: [UInt8]) throws(MailError) -> [UInt8] {
        guard !isWithin(bytes) else { return bytes }
        let ranges = try layouts(bytes)
        var next = 0
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        var at = 0
        while at < bytes.count {
            let end = bytes[at...].firstIndex(of: 0x0A) ?? bytes.count
            while next < ranges.count, ranges[next].upperBound <= at { next += 1 }
            let mayFold = next < ranges.count && ranges[next].lowerBound <= at
            while mayFold, end - at > MailLimits.line {
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

    /// Where a line end is layout, in order.
    private static func layouts(_ bytes: [UInt8]) throws(MailError) -> [Range<Int>] {
        let structure = try MIMEParser.parse(bytes)
        var ranges: [Range<Int>] = []
        for entity in structure.entities {
            ranges.append(entity.header)
            let isShown = entity.kind == .leaf && entity.type.name == "text/plain" && entity.disposition.head.isEmpty
            let first = bytes[entity.body].first { $0 > 0x20 }
            if isShown, first != UInt8(ascii: "{"), first != UInt8(ascii: "[") { ranges.append(entity.body) }
        }
        return ranges.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    }
}
