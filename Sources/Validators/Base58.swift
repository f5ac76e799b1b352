/// Base58, as addresses are written: no 0, O, I or l. Up to 82 bytes, those of an extended key.
///
/// Bitcoin Wiki, "Base58Check encoding": bytes as one number to the base 58, leading zeros as leading `1`s; of the bytes the
/// last four are the first four of SHA-256 of SHA-256 of the others.
struct Base58 {
    static let capacity = 82

    /// The bytes; the first `count` are in use.
    private(set) var bytes = InlineArray<82, UInt8>(repeating: 0)
    private(set) var count = 0

    static let bitcoin = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    /// XRP Ledger, "base58 encodings".
    static let ripple = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"

    /// - Parameter length: of the bytes; nil where the text is no number of that many.
    init?(_ text: Span<UInt8>, alphabet: String = bitcoin, length: Int) {
        guard length <= Self.capacity, text.count <= 2 * length else { return nil }
        count = length
        for index in 0..<text.count {
            guard var carry = Self.value(text[index], alphabet) else { return nil }
            for place in stride(from: length - 1, through: 0, by: -1) {
                carry += 58 * Int(bytes[place])
                bytes[place] = UInt8(carry & 0xFF)
                carry >>= 8
            }
            guard carry == 0 else { return nil }
        }
        // As many leading zeros as the text says, no more and no fewer.
        guard let zero = alphabet.utf8.first else { return nil }
        var leading = 0
        while leading < text.count, text[leading] == zero { leading += 1 }
        var zeros = 0
        while zeros < length, bytes[zeros] == 0 { zeros += 1 }
        guard leading == zeros else { return nil }
    }

    private static func value(_ byte: UInt8, _ alphabet: String) -> Int? {
        var index = 0
        for letter in alphabet.utf8 {
            if letter == byte { return index }
            index += 1
        }
        return nil
    }

    /// Whether the last four bytes are the checksum of the others.
    var hasChecksum: Bool {
        guard count > 4 else { return false }
        var first = SHA256()
        for index in 0..<count - 4 { first.add(bytes[index]) }
        let once = first.finish()
        var second = SHA256()
        for index in 0..<32 { second.add(once[index]) }
        let twice = second.finish()
        return (0..<4).allSatisfy { bytes[count - 4 + $0] == twice[$0] }
    }
}
