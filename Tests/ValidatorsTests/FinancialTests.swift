import Testing

@testable import Validators

@Suite struct FinancialTests {
    /// Numbers that processors publish for tests, in parts.
    @Test(arguments: [
        ["4111", "1111", "1111", "1111"], ["4222", "2222", "2222", "2"], ["5555", "5555", "5555", "4444"],
        ["2223", "0031", "2200", "3222"],
        ["3782", "822463", "10005"], ["6011", "1111", "1111", "1117"], ["3056", "9309", "0259", "04"], ["3530", "1113", "3330", "0000"],
        ["6200", "0000", "0000", "0005"], ["6759", "6498", "2643", "8453"], ["5018", "0000", "0009"], ["2200", "0000", "0000", "0004"],
    ])
    func cards(parts: [String]) {
        for separator in ["", " ", "-"] { #expect(Validation.card.accepts(parts.joined(separator: separator)), "\(parts)") }
        #expect(!Validation.card.accepts(parts.joined() + "00000000"))
        #expect(!Validation.card.accepts(String(parts.joined().dropLast(5))))
    }

    @Test(arguments: [
        // The Luhn test alone passes.
        "7992739871300018", "1111111111111117", "9400111899223100001", "4000000000002", "0000000000000000", "59", "",
    ])
    func noCards(text: String) {
        #expect(!Validation.card.accepts(text))
    }

    @Test(arguments: [
        ("DEUTDEFF", true), ("DEUTDEFF500", true), ("BOFAUS3N", true), ("NEDSZAJJXXX", true), ("PASSWORD", false), ("DEUTDEF", false),
        ("DEUTDEFF50", false), ("deutdeff", false), ("DEU1DEFF", false), ("DEUT12FF", false), ("DEUTXXFF", false), ("", false),
    ])
    func bankCodes(text: String, isOne: Bool) {
        #expect(Validation.bic.accepts(text) == isOne)
    }

    @Test func countriesAreThoseOfTheStandard() {
        #expect(Countries.codes.split(whereSeparator: \.isWhitespace).count == 250)
        #expect(!Countries.contains(0x60, 0x41) && !Countries.contains(0x41, 0x5B))
    }

    /// From the documents that describe each.
    @Test(arguments: [
        (CryptoAddress.base58, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), (.base58, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
        (.base58, "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW"), (.ripple, "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"),
        (.bech32, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"), (.bech32, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"),
        (.bech32, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
        (.ethereum, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), (.ethereum, "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"),
        (.ethereum, "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"),
        (.monero, "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A"),
        (.base58Key, "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"),
        (.base58Key, "KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617"),
        (
            .base58Key,
            "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
        ),
    ])
    func addresses(kind: CryptoAddress, text: String) {
        let validation = Validation.crypto(kind)
        #expect(validation.accepts(text))
        #expect(!validation.accepts(text + "2"))
        #expect(!validation.accepts(String(text.dropLast())))
        let bytes = Array(text.utf8)
        // Every character that becomes another of its kind is found.
        for place in 4..<bytes.count {
            var changed = bytes
            switch bytes[place] {
            case 0x32...0x37: changed[place] += 1
            case 0x61...0x66: changed[place] ^= 0x20
            default: continue
            }
            guard kind != .ethereum || bytes[place] > 0x39 else { continue }
            #expect(!validation.accepts(changed), "\(place)")
        }
    }

    @Test(arguments: [
        (CryptoAddress.base58, "1111111111111111111114oLvT2"), (.ethereum, "0x" + String(repeating: "0", count: 40)),
        (.ethereum, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beag0"), (.bech32, "1qw508d6"), (.bech32, "bc1"), (.monero, ""),
        (.base58, "0OIl"), (.base58Key, String(repeating: "z", count: 111)), (.ripple, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    ])
    func noAddresses(kind: CryptoAddress, text: String) {
        // The first is the address of nobody: twenty zeros, with a checksum that holds.
        #expect(Validation.crypto(kind).accepts(text) == (text == "1111111111111111111114oLvT2"))
    }

    /// Test vectors of BIP-39 and of the reference implementation.
    @Test(arguments: [
        ("legal winner thank year wave sausage worth useful legal winner thank yellow", true),
        ("LEGAL WINNER THANK YEAR WAVE SAUSAGE WORTH USEFUL LEGAL WINNER THANK YELLOW", true),
        ("legal, winner, thank, year, wave, sausage, worth, useful, legal, winner, thank, yellow", true),
        ("legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal will", true),
        (
            "hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple dilemma"
                + " loan word shrug inflict delay length", true
        ),
        ("legal winner thank year wave sausage worth useful legal winner thank zoo", false),
        ("legal winner thank year wave sausage worth useful legal winner yellow", false),
        ("legal winner thank year wave sausage worth useful legal winner thank yellows", false),
        ("", false), ("legal", false), (String(repeating: "zoo ", count: 30), false), (String(repeating: "a", count: 500), false),
    ])
    func seedPhrases(text: String, isOne: Bool) {
        #expect(Validation.seedPhrase.accepts(text) == isOne)
    }

    @Test func wordListIsWhole() {
        let words = SeedPhrase.words.split(whereSeparator: \.isWhitespace)
        #expect(words.count == 2048 && Array(words.sorted()) == Array(words))
        #expect(SeedPhrase.packedWords == SeedPhrase.packedWords.sorted() && Set(SeedPhrase.packedWords).count == 2048)
        #expect(Set(words.map { $0.prefix(4) }).count == 2048)
        // The digest that the documentation gives.
        var hash = SHA256()
        for word in words { for byte in word.utf8 + [0x0A] { hash.add(byte) } }
        #expect(hex(hash.finish()) == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda")
    }

    /// FIPS 180-4's examples, and lengths around a block's end.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func sha256(text: String, digest: String) {
        var hash = SHA256()
        for byte in text.utf8 { hash.add(byte) }
        #expect(hex(hash.finish()) == digest)
    }

    @Test(arguments: [
        ("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        ("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ])
    func keccak(text: String, digest: String) {
        var hash = Keccak256()
        for byte in text.utf8 { hash.add(byte) }
        #expect(hex(hash.finish()) == digest)
    }

    private func hex(_ digest: InlineArray<32, UInt8>) -> String {
        (0..<32).map { String(digest[$0] >> 4, radix: 16) + String(digest[$0] & 15, radix: 16) }.joined()
    }
}
