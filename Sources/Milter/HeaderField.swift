/// A header field as a mail server hands it over: what stands before the colon, and what stands behind it with line feeds between
/// the lines of a folded one (mfapi.h, xxfi_header).
public struct HeaderField: Sendable, Hashable {
    public var name: [UInt8]
    public var value: [UInt8]

    public init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// Names are compared without regard to case (RFC 5322, 1.2.2).
    var key: [UInt8] { name.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 } }

    /// As it stands in a message: lines that end in CRLF, as those of a milter's body do.
    ///
    /// - Parameter keepsSpaces: the value has the blank behind the colon; else one is written.
    func line(keepsSpaces: Bool) -> [UInt8] {
        var line = name + [UInt8(ascii: ":")]
        line.reserveCapacity(line.count + value.count + 8)
        if !keepsSpaces { line.append(0x20) }
        var last: UInt8 = 0
        for byte in value {
            if byte == 0x0A, last != 0x0D { line.append(0x0D) }
            line.append(byte)
            last = byte
        }
        return line + [0x0D, 0x0A]
    }
}

/// The header of a message, read as fields.
struct ParsedHeader {
    var fields: [HeaderField] = []
    /// Where the body begins.
    var end = 0

    /// nil where something in it is no field: nothing that a server could be told of.
    init?(_ message: [UInt8], keepsSpaces: Bool) {
        var at = 0
        while at < message.count {
            let feed = message[at...].firstIndex(of: 0x0A) ?? message.count
            let next = min(feed + 1, message.count)
            let stop = feed > at && feed <= message.count && message[feed - 1] == 0x0D ? feed - 1 : feed
            let line = message[at..<stop]
            at = next
            guard let first = line.first else {
                end = next
                return
            }
            if first == 0x20 || first == 0x09 {
                guard !fields.isEmpty else { return nil }
                fields[fields.count - 1].value.append(0x0A)
                fields[fields.count - 1].value += line
                continue
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return nil }
            var value = line[(colon + 1)...]
            if !keepsSpaces, value.first == 0x20 { value = value.dropFirst() }
            // A string of C ends at the first of these.
            guard !line.contains(0) else { return nil }
            fields.append(HeaderField(name: Array(line[..<colon]), value: Array(value)))
        }
        end = message.count
    }
}
