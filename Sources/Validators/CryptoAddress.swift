/// Addresses and keys of cryptocurrencies, by the checksum that each has.
public enum CryptoAddress: String, Sendable, Hashable, CaseIterable {
    /// Base58Check with the version byte of Bitcoin, Litecoin, Dogecoin, Dash, Tron or Zcash (transparent).
    case base58 = "base58-address"
    /// A private key in wallet import format (Bitcoin Wiki), or an extended key (BIP-32), public or private.
    case base58Key = "base58-key"
    /// Base58Check in the alphabet of the XRP Ledger.
    case ripple = "xrp-address"
    /// Bech32 and Bech32m: Bitcoin, Litecoin, Cardano, Cosmos and others.
    case bech32
    /// Twenty bytes in hex behind `0x`. EIP-55: where letters have both cases, Keccak says which.
    case ethereum = "ethereum-address"
    /// Monero: Base58 in blocks of eleven, and the first four bytes of Keccak.
    case monero = "monero-address"

    func accepts(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .base58: Self.isBase58Address(text)
        case .base58Key: Self.isBase58Key(text)
        case .ripple:
            Base58(text, alphabet: Base58.ripple, length: 25).map { $0.bytes[0] == 0 && $0.hasChecksum } ?? false
        case .bech32: Bech32.accepts(text)
        case .ethereum: Self.isEthereum(text)
        case .monero: MoneroAddress.accepts(text)
        }
    }

    private static func isBase58Address(_ text: Span<UInt8>) -> Bool {
        if let address = Base58(text, length: 25) {
            switch address.bytes[0] {
            // Bitcoin 1, 3 and, on test networks, m, n and 2; Litecoin L and M; Dogecoin D, A and 9; Dash X and 7; Tron T.
            case 0x00, 0x05, 0x6F, 0xC4, 0x30, 0x32, 0x1E, 0x16, 0x4C, 0x10, 0x41: return address.hasChecksum
            default: return false
            }
        }
        // Zcash t1 and t3.
        guard let address = Base58(text, length: 26), address.bytes[0] == 0x1C else { return false }
        return (address.bytes[1] == 0xB8 || address.bytes[1] == 0xBD) && address.hasChecksum
    }

    private static func isBase58Key(_ text: Span<UInt8>) -> Bool {
        if text.count >= 100 {
            guard let key = Base58(text, length: 82) else { return false }
            // xprv and xpub (BIP-32), yprv, ypub, zprv, zpub (SLIP-132), tprv, tpub.
            return key.bytes[0] == 0x04 && key.hasChecksum
        }
        // A byte for the network, 32 of the key, and perhaps 01 for a compressed public key.
        if let key = Base58(text, length: 37) { return [0x80, 0xEF, 0xB0].contains(key.bytes[0]) && key.hasChecksum }
        guard let key = Base58(text, length: 38) else { return false }
        return [0x80, 0xEF, 0xB0].contains(key.bytes[0]) && key.bytes[33] == 1 && key.hasChecksum
    }

    private static func isEthereum(_ text: Span<UInt8>) -> Bool {
        guard text.count == 42, text[0] == UInt8(ascii: "0"), text[1] | 0x20 == UInt8(ascii: "x") else { return false }
        var hash = Keccak256()
        var hasLower = false
        var hasUpper = false
        var isFlat = true
        for index in 2..<42 {
            let byte = text[index]
            switch byte {
            case 0x30...0x39: break
            case 0x61...0x66: hasLower = true
            case 0x41...0x46: hasUpper = true
            default: return false
            }
            if byte != text[2] { isFlat = false }
            hash.add(byte | 0x20)
        }
        guard !isFlat else { return false }
        // In one case throughout there is no checksum to look at.
        guard hasLower && hasUpper else { return true }
        let digest = hash.finish()
        for index in 0..<40 {
            let byte = text[index + 2]
            guard byte > 0x39 else { continue }
            let nibble = index.isMultiple(of: 2) ? digest[index / 2] >> 4 : digest[index / 2] & 15
            guard (byte < 0x61) == (nibble >= 8) else { return false }
        }
        return true
    }
}

/// Addresses of Monero.
///
/// Monero documentation, "Standard address": a byte for the kind, two keys of 32 bytes (an integrated one has eight bytes
/// more), four bytes of Keccak; written in blocks of eight bytes as eleven characters each, the last of five as seven.
enum MoneroAddress {
    static func accepts(_ text: Span<UInt8>) -> Bool {
        // 69 bytes as 8·11 + 7 characters, 77 as 9·11 + 7.
        guard text.count == 95 || text.count == 106 else { return false }
        var bytes = InlineArray<77, UInt8>(repeating: 0)
        var count = 0
        var at = 0
        while at < text.count {
            let length = min(11, text.count - at)
            let size = length == 11 ? 8 : 5
            guard let block = block(text, at, length, size) else { return false }
            for index in 0..<size {
                bytes[count] = UInt8(truncatingIfNeeded: block >> UInt64((size - 1 - index) * 8))
                count += 1
            }
            at += length
        }
        // Main network, its subaddresses and integrated addresses; the two test networks.
        guard [18, 42, 19, 53, 63, 54, 24, 36, 25].contains(bytes[0]) else { return false }
        var hash = Keccak256()
        for index in 0..<count - 4 { hash.add(bytes[index]) }
        let digest = hash.finish()
        return (0..<4).allSatisfy { bytes[count - 4 + $0] == digest[$0] }
    }

    /// A block as a number that fits in `size` bytes.
    private static func block(_ text: Span<UInt8>, _ start: Int, _ length: Int, _ size: Int) -> UInt64? {
        var number: UInt64 = 0
        for index in start..<start + length {
            var value: UInt64 = 0
            var isKnown = false
            for letter in Base58.bitcoin.utf8 {
                if letter == text[index] {
                    isKnown = true
                    break
                }
                value += 1
            }
            guard isKnown else { return nil }
            let (product, overflows) = number.multipliedReportingOverflow(by: 58)
            let (sum, carries) = product.addingReportingOverflow(value)
            guard !overflows, !carries else { return nil }
            number = sum
        }
        return size == 8 || number >> UInt64(size * 8) == 0 ? number : nil
    }
}
