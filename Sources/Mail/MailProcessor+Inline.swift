internal import Bytes
internal import Formats

/// Files and encrypted text within a text.
extension MailProcessor {
    /// Content within a text that cannot be examined there.
    mutating func noteInline(_ text: [UInt8], _ leaf: Leaf) throws(MailError) {
        func holds(_ line: String) -> Bool {
            unsafe text.withUnsafeBufferPointer { all in
                let needle = ByteSearch.lowered(line)
                var at = 0
                while let found = unsafe ByteSearch.first(needle, in: all, from: at) {
                    if unsafe found == 0 || all[found - 1] == 0x0A || all[found - 1] == 0x0D { return true }
                    at = found + 1
                }
                return false
            }
        }
        // All but one of these hold a word that few texts do.
        let begins = unsafe text.withUnsafeBufferPointer { unsafe ByteSearch.contains(Array("begin".utf8), in: $0) }
        if begins, holds("-----begin pgp message-----"), try note(.encrypted, leaf.name, text.count) {
            throw MailError(.policy, part: leaf.name, unexamined: .encrypted, "encrypted text within a text cannot be left out alone")
        }
        if begins, holds("-----begin pgp signed message-----") { hasSignature = true }
        let isEncoded =
            begins && (Self.holdsUuencode(text) || holds("=ybegin line=")) || holds("(this file must be converted with binhex")
        if isEncoded, try note(.uuencode, leaf.name, text.count) {
            throw MailError(.policy, part: leaf.name, unexamined: .uuencode, "a file within a text cannot be left out alone")
        }
    }

    /// `begin 644 name` or `begin-base64 644 name`, and a line of data behind it (POSIX, uuencode).
    private static func holdsUuencode(_ text: [UInt8]) -> Bool {
        unsafe text.withUnsafeBufferPointer { all in
            let needle = Array("begin".utf8)
            var at = 0
            while let found = unsafe ByteSearch.first(needle, in: all, from: at) {
                at = found + 1
                guard unsafe found == 0 || all[found - 1] == 0x0A || all[found - 1] == 0x0D else { continue }
                let start = found + needle.count
                let isBase64 = unsafe all.part(start..<all.count).starts(with: "-base64 ".utf8)
                let blank = isBase64 ? start + 7 : start
                guard blank < all.count, unsafe all[blank] == 0x20 else { continue }
                var digits = blank + 1
                while digits < all.count, unsafe all[digits] >= UInt8(ascii: "0") && all[digits] <= UInt8(ascii: "7") { digits += 1 }
                guard (3...4).contains(digits - blank - 1), digits < all.count, unsafe all[digits] == 0x20 else { continue }
                return true
            }
            return false
        }
    }
}
