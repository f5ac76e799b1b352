import Testing

@testable import Validators

@Suite struct RandomTextTests {
    static func bits(_ text: String) -> Double { RandomText.bits(in: Array(text.utf8).span) }

    /// What stands behind keys in code, settings and logs without being a secret: no more than 6 bits speak for random.
    @Test(arguments: [
        "my-app-secret-name", "kubernetes", "production_database", "RIGHT_PARENTHESIS", "lookahead1", "config.settings.api_key",
        "TokenType",
        "nextContinuationToken", "NSURLSessionTask", "HTTPServerRequest2", "eu-central-1b", "Ed25519PrivateKey", "sha256WithRSAEncryption",
        "utf-8", "application/json", "de_DE.UTF-8", "arn:aws:iam::123456789012:role/deploy", "2026-11-26T10:11:12Z", "v1.24.3",
        "Benutzerverwaltung", "contrasena_del_usuario", "motdepasse", "facade", "decade", "deployment-pipeline-7", "SEEK_END", "i18n", "x",
        "", "12345678901234567890", "----------", "\u{FF}\u{FE}", "k8s-sigs-io", "DescribeInstances", "us-east-1", "postgres12",
    ])
    func writtenTextsAreNotRandom(text: String) {
        #expect(Self.bits(text) < 6, "\(text): \(Self.bits(text))")
    }

    struct Kind: CustomStringConvertible, Sendable {
        var description: String
        var alphabet: String
        var length: Int
        /// Of a hundred so many at the least have ten bits.
        var least: Int
    }

    static let letters = "abcdefghijklmnopqrstuvwxyz"
    static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    @Test(arguments: [
        Kind(description: "10 letters and digits", alphabet: letters + upper + "0123456789", length: 10, least: 84),
        Kind(description: "12 letters and digits", alphabet: letters + upper + "0123456789", length: 12, least: 90),
        Kind(description: "20 letters and digits", alphabet: letters + upper + "0123456789", length: 20, least: 99),
        Kind(description: "16 small letters and digits", alphabet: letters + "0123456789", length: 16, least: 96),
        Kind(description: "24 letters", alphabet: letters + upper, length: 24, least: 99),
        Kind(description: "16 small letters", alphabet: letters, length: 16, least: 90),
        Kind(description: "16 hexadecimal digits", alphabet: "0123456789abcdef", length: 16, least: 92),
        Kind(description: "32 hexadecimal digits", alphabet: "0123456789ABCDEF", length: 32, least: 99),
        Kind(description: "32 of base64", alphabet: letters + upper + "0123456789+/", length: 32, least: 99),
        Kind(description: "20 of a password", alphabet: letters + upper + "0123456789!#$%&*-_", length: 20, least: 90),
    ])
    func randomTextsAre(kind: Kind) {
        let alphabet = Array(kind.alphabet)
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        let random = (0..<500).filter { _ in
            let text = String(
                (0..<kind.length).map { _ in
                    state ^= state << 13
                    state ^= state >> 7
                    state ^= state << 17
                    return alphabet[Int((state >> 11) % UInt64(alphabet.count))]
                })
            return Self.bits(text) >= 10
        }
        #expect(random.count >= 5 * kind.least, "\(kind): \(random.count) of 500")
    }

    /// The end of a long text does not count, and costs nothing.
    @Test func looksAtTheBeginningOnly() {
        let start = String(repeating: "kQ7z", count: RandomText.examined / 4)
        #expect(Self.bits(start) == Self.bits(start + String(repeating: "word", count: 100_000)))
        #expect(Self.bits(start) > 100)
    }

    @Test func theBoundIsIncluded() {
        let text = "kQz7TbRwLp"
        #expect(Validation.random(min: Self.bits(text)).accepts(text))
        #expect(!Validation.random(min: Self.bits(text) + 0.125).accepts(text))
    }
}
