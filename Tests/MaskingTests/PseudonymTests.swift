import Masking
import Testing

@Suite struct PseudonymTests {
    /// Expected digits computed with Python's `hmac.new(key, id + b"\0" + secret, "sha256").hexdigest()[:16]`.
    @Test(arguments: [
        ("test-rule", Array("made-up secret".utf8), "80a33675a3b38348"),
        ("other-rule", Array("made-up secret".utf8), "3e5565967cc544fa"),
        ("test-rule", [], "9ae870007a3f257c"),
        ("test-rule", Array(0...255), "c2491c22fefafcda"),
    ])
    func isKeyedDigestOfRuleAndSecret(rule: String, secret: [UInt8], digits: String) throws {
        let key = try PseudonymKey(bytes: Array("0123456789abcdef".utf8))
        let mask = masked(secret, .pseudonym, rule: rule, key: key)
        #expect(String(decoding: mask, as: UTF8.self) == "[REDACTED:\(rule):\(digits)]")
        #expect(masked(secret, .pseudonym, rule: rule, key: key) == mask)
    }

    @Test func longKeysAreHashedFirst() throws {
        let key = try PseudonymKey(bytes: Array(repeating: UInt8(ascii: "k"), count: 100))
        let mask = masked(Array("made-up secret".utf8), .pseudonym, key: key)
        #expect(String(decoding: mask, as: UTF8.self) == "[REDACTED:test-rule:895c8ba05e687c60]")
    }

    @Test func ruleAndSecretDoNotRunTogether() throws {
        let key = try PseudonymKey(bytes: Array(repeating: 7, count: 16))
        let a = masked(Array("bc".utf8), .pseudonym, rule: "a", key: key).suffix(17)
        let b = masked(Array("c".utf8), .pseudonym, rule: "ab", key: key).suffix(17)
        #expect(a != b)
    }

    @Test func oneLineEndIsNotPartOfTheKey() throws {
        let plain = Array("0123456789abcdef".utf8)
        let secret: [UInt8] = [1, 2, 3]
        func mask(_ bytes: [UInt8]) throws -> [UInt8] {
            masked(secret, .pseudonym, key: try PseudonymKey(bytes: bytes))
        }
        let expected = try mask(plain)
        #expect(try mask(plain + [0x0A]) == expected)
        #expect(try mask(plain + [0x0D, 0x0A]) == expected)
        #expect(try mask(plain + [0x0A, 0x0A]) != expected)
        #expect(try mask(plain + [0x0D]) != expected)
        #expect(try mask([0x0A] + plain) != expected)
    }

    @Test func keysHaveALeastAndAGreatestLength() {
        #expect(throws: PseudonymKeyError.tooShort(bytes: 0)) { try PseudonymKey(bytes: []) }
        #expect(throws: PseudonymKeyError.tooShort(bytes: 0)) { try PseudonymKey(bytes: [0x0A]) }
        #expect(throws: PseudonymKeyError.tooShort(bytes: 15)) {
            try PseudonymKey(bytes: Array(repeating: 1, count: 15) + [0x0A])
        }
        #expect(throws: Never.self) { try PseudonymKey(bytes: Array(repeating: 1, count: 16)) }
        #expect(throws: Never.self) { try PseudonymKey(bytes: Array(repeating: 1, count: 4096)) }
        #expect(throws: PseudonymKeyError.tooLong(bytes: 4097)) {
            try PseudonymKey(bytes: Array(repeating: 1, count: 4097))
        }
    }

    @Test func nothingPrintsTheKey() throws {
        let text = "made-up-key-12345"
        let key = try PseudonymKey(bytes: Array(text.utf8))
        var dumped = ""
        dump(key, to: &dumped)
        for shown in ["\(key)", String(reflecting: key), dumped] {
            #expect(shown.contains("PseudonymKey"))
            #expect(!shown.contains("made-up") && !shown.contains("109") && !shown.contains("hasher"))
        }
    }
}
