internal import Bytes

/// Values of a card or a calendar that are encoded by themselves: `NOTE;ENCODING=QUOTED-PRINTABLE:a=3Db` (vCard 2.1, 2.1.3.2) and
/// `PHOTO;ENCODING=b:…` (RFC 2426, 2.4.1; RFC 5545, 3.2.7).
struct CardValue {
    /// Of the text: the value with its folds, without the last line end.
    var range: Range<Int>
    /// `base64` or `quotedPrintable`.
    var encoding: TransferEncoding

    static func all(in text: [UInt8]) -> [CardValue] {
        var found: [CardValue] = []
        var at = 0
        while at < text.count {
            let end = lineEnd(text, at)
            guard let colon = colon(text, at..<end), let encoding = encoding(text[at..<colon]) else {
                at = end + 1
                continue
            }
            var stop = end
            if encoding == .quotedPrintable {
                // A soft break, and what goes on behind it.
                while stop < text.count, endsSoftly(text, colon..<stop) { stop = lineEnd(text, stop + 1) }
            }
            while stop + 1 < text.count, text[stop + 1] == 0x20 || text[stop + 1] == 0x09 { stop = lineEnd(text, stop + 1) }
            let content = stop > colon + 1 && text[stop - 1] == 0x0D ? stop - 1 : stop
            if content > colon + 1 { found.append(CardValue(range: colon + 1..<content, encoding: encoding)) }
            at = stop + 1
        }
        return found
    }

    private static func lineEnd(_ text: [UInt8], _ start: Int) -> Int {
        unsafe text.withUnsafeBufferPointer { unsafe ByteSearch.first(0x0A, in: $0, from: min(start, text.count)) } ?? text.count
    }

    /// The one that ends the name and its parameters.
    private static func colon(_ text: [UInt8], _ line: Range<Int>) -> Int? {
        var isQuoted = false
        for at in line {
            if text[at] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if text[at] == UInt8(ascii: ":"), !isQuoted { return at }
        }
        return nil
    }

    private static func encoding(_ head: ArraySlice<UInt8>) -> TransferEncoding? {
        guard head.contains(UInt8(ascii: ";")) else { return nil }
        for parameter in String(decoding: head, as: UTF8.self).lowercased().split(separator: ";").dropFirst() {
            let value = parameter.split(separator: "=", maxSplits: 1).last ?? parameter
            // A value without a name is an encoding in vCard 2.1.
            guard value == parameter || parameter.hasPrefix("encoding=") else { continue }
            switch value.filter({ $0 != "\"" && $0 != " " }) {
            case "quoted-printable": return .quotedPrintable
            case "base64", "b": return .base64
            default: continue
            }
        }
        return nil
    }

    private static func endsSoftly(_ text: [UInt8], _ line: Range<Int>) -> Bool {
        var at = line.upperBound - 1
        while at > line.lowerBound, text[at] == 0x0D || text[at] == 0x20 || text[at] == 0x09 { at -= 1 }
        return at > line.lowerBound && text[at] == UInt8(ascii: "=")
    }
}
