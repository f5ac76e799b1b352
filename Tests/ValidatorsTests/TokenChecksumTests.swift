import Testing
import Validators

@Suite struct TokenChecksumTests {
    /// A revoked token that its owner published to show the format, and the made-up one of npm's announcement, in parts.
    @Test(arguments: [
        ["ghp", "_", "zQWBuTSOoRi4A9spHc", "VY5ncnsDkxkJ", "0mLq17"],
        ["npm", "_", "qkJaB6MffYVzZXWqmc", "oF49yrUxP3wf", "0LsakP"],
        ["zQWBuTSOoRi4A9spHc", "VY5ncnsDkxkJ", "0mLq17"],
    ])
    func acceptsPublishedTokens(parts: [String]) {
        #expect(Validation.crc32Base62.accepts(parts.joined()))
    }

    /// CRC-32 of "123456789" is CBF43926 (the check value of its specification), lowest byte first.
    @Test func hexIsLowestByteFirst() {
        #expect(String(decoding: TokenChecksum.hex(completing: Array("123456789".utf8)), as: UTF8.self) == "123456789_2639f4cb")
    }

    /// The same check value in base 36, lower case, with a zero in front where there is room.
    @Test func base36HasSevenDigits() {
        #expect(String(decoding: TokenChecksum.base36(completing: Array("123456789".utf8)), as: UTF8.self) == "1234567891kl8mjq")
        #expect(TokenChecksum.base36(completing: []).suffix(7) == Array("0000000".utf8)[...])
    }

    /// A token as GitLab makes them, of made-up bytes; reckoned with Python's zlib.
    @Test func acceptsARoutableToken() {
        let token = ["glpat", "-", "bWFkZS11cC0xNi1ieXRlc2M6", "MQpvOjEKdToydAw", ".01.13", "1jvb3av"].joined()
        #expect(Validation.crc32Base36.accepts(token))
        #expect(!Validation.crc32Base36.accepts("sie-" + token))
        #expect(!Validation.crc32Base36.accepts(token.uppercased()))
    }

    @Test(arguments: [
        "", "_", "ghp_", "0mLq17", "ghp_0mLq17", "_26", "123456789_2639f4cb", "a_________________00000000",
        "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq1", "ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq1-",
    ])
    func refuses(text: String) {
        #expect(!Validation.crc32Base62.accepts(text))
        #expect(!Validation.crc32Base36.accepts(text))
        #expect(!Validation.crc32Hex.accepts(text))
    }

    /// Every byte counts: a token with one byte changed is another.
    @Test func aChangedByteIsFound() {
        var random = Generator(seed: 41, for: "aChangedByteIsFound")
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        for _ in 0..<200 {
            let body = (0..<Int.random(in: 16...80, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            for (validation, token) in [
                (Validation.crc32Base62, TokenChecksum.base62(completing: Array("ghp_".utf8) + body)),
                (.crc32Base36, TokenChecksum.base36(completing: Array("glpat".utf8) + body)),
                (.crc32Hex, TokenChecksum.hex(completing: Array("glsa_".utf8) + body)),
            ] {
                #expect(validation.accepts(token))
                var changed = token
                let at = Int.random(in: 5..<(token.count - 9), using: &random)
                changed[at] = changed[at] == 0x61 ? 0x62 : 0x61
                #expect(!validation.accepts(changed), "\(String(decoding: changed, as: UTF8.self))")
            }
        }
    }
}
