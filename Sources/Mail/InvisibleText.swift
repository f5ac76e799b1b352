internal import Bytes

/// Characters that nobody sees, and a text without them: a secret that one of them stands in is read, and copied, as if it were whole.
///
/// They are NUL and, of Unicode, the format characters and those that "Default_Ignorable_Code_Point" says may be drawn as nothing
/// (Unicode 15, 5.21), but for those that are letters of some script: U+00AD, U+034F, U+061C, U+180E, U+200B–U+200F, U+202A–U+202E,
/// U+2060–U+206F, U+FE00–U+FE0F, U+FEFF, U+FFF9–U+FFFB, U+E0000–U+E0FFF.
enum InvisibleText {
    /// The length of such a character in UTF-8; nil where none begins.
    static func length(_ bytes: [UInt8], _ at: Int) -> Int? {
        let first = bytes[at]
        if first == 0 { return 1 }
        guard first >= 0xC2, at + 1 < bytes.count else { return nil }
        switch (first, bytes[at + 1]) {
        case (0xC2, 0xAD), (0xCD, 0x8F), (0xD8, 0x9C): return 2
        default: break
        }
        guard first >= 0xE1, at + 2 < bytes.count else { return nil }
        switch (first, bytes[at + 1], bytes[at + 2]) {
        case (0xE1, 0xA0, 0x8E), (0xE2, 0x80, 0x8B...0x8F), (0xE2, 0x80, 0xAA...0xAE), (0xE2, 0x81, 0xA0...0xAF),
            (0xEF, 0xB8, 0x80...0x8F), (0xEF, 0xBB, 0xBF), (0xEF, 0xBF, 0xB9...0xBB):
            return 3
        case (0xF3, 0xA0, _): return at + 3 < bytes.count ? 4 : nil
        default: return nil
        }
    }

    /// Whether a byte may begin one.
    static func mayBegin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0, 0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xEF, 0xF3: true
        default: false
        }
    }

    /// A text without such characters; nil where it has none.
    static func removed(from text: [UInt8]) -> (text: [UInt8], map: OffsetMap)? {
        var at = firstUnusual(text, 0)
        while at < text.count, length(text, at) == nil { at = firstUnusual(text, at + 1) }
        guard at < text.count else { return nil }
        var result = Array(text[..<at])
        result.reserveCapacity(text.count)
        var map = OffsetMap()
        map.appendVerbatim(raw: 0, length: at)
        var start = at
        while at < text.count, map.pieceCount <= MailLimits.pieces {
            guard let count = length(text, at) else {
                at = firstUnusual(text, at + 1)
                continue
            }
            result += text[start..<at]
            map.appendVerbatim(raw: start, length: at - start)
            at += count
            start = at
        }
        if start < text.count {
            result += text[start...]
            map.appendVerbatim(raw: start, length: text.count - start)
        }
        return (result, map)
    }

    /// The first byte at or after an offset that may begin such a character; the count where there is none.
    static func firstUnusual(_ text: [UInt8], _ start: Int) -> Int {
        unsafe text.withUnsafeBufferPointer { unsafe usual.end(in: $0, from: start) }
    }

    private static let usual = ByteClass { !mayBegin($0) }
}
