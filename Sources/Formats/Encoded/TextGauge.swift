/// Tells text from other bytes: printable ASCII, blanks and line ends, and what is UTF-8 by its form. A NUL parts texts, as those of a
/// SASL answer (`\0user\0password`, RFC 4616).
struct TextGauge {
    /// Bytes that the character begun last still wants.
    private var wanted = 0

    /// Takes the next byte. False where the bytes so far are no beginning of a text.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        if wanted > 0 {
            wanted &-= 1
            return byte & 0xC0 == 0x80
        }
        switch byte {
        case 0x20...0x7E, 0x00, 0x09, 0x0A, 0x0D, 0x1B: return true
        case 0xC2...0xDF: wanted = 1
        case 0xE0...0xEF: wanted = 2
        case 0xF0...0xF4: wanted = 3
        default: return false
        }
        return true
    }

    /// No character is cut by the end.
    var isWhole: Bool { wanted == 0 }
}
