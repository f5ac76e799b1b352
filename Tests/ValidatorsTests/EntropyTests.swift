import Glibc
import Testing

@testable import Validators

@Suite struct EntropyTests {
    private func bits(_ bytes: [UInt8]) -> Double { Entropy.bitsPerByte(bytes.span) }

    @Test(arguments: [
        ("", 0), ("a", 0), ("aaaaaaaa", 0), ("ab", 1), ("aabb", 1), ("abcd", 2), ("0123456789abcdef", 4),
        ("aaabbbccc", 1.584962500721156), ("aab", 0.9182958340544896), ("hello world", 2.845350936622437),
    ])
    func isShannons(text: String, expected: Double) {
        #expect(abs(bits(Array(text.utf8)) - expected) < 1e-12)
    }

    @Test func everyByteOnceIsEight() {
        #expect(bits(Array(0...255)) == 8)
    }

    /// Against the definition, −Σ p·log₂ p.
    @Test func agreesWithTheDefinition() {
        var random = Generator(seed: 19, for: "agreesWithTheDefinition")
        for length in 1...600 {
            let alphabet = UInt8.random(in: 0...255, using: &random)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...alphabet, using: &random) }
            let shares = Dictionary(grouping: bytes) { $0 }.values.map { Double($0.count) / Double(length) }
            let expected = -shares.reduce(0) { $0 + $1 * log2($1) }
            #expect(abs(bits(bytes) - expected) < 1e-9, "\(length)")
        }
    }

    @Test func longSecretsAreJudgedByTheirBeginning() {
        let beginning = [UInt8](repeating: 7, count: Entropy.examined)
        #expect(bits(beginning + Array(0...255)) == 0)
        #expect(bits(Array(beginning.dropLast()) + [8]) > 0)
    }

    @Test func boundsAreIncluded() {
        let three = String(repeating: "abcdefgh", count: 3)
        #expect(Validation.entropy(min: 3, max: nil).accepts(three))
        #expect(Validation.entropy(min: 3, max: 3).accepts(three))
        #expect(!Validation.entropy(min: 3.001, max: nil).accepts(three))
        #expect(!Validation.entropy(min: 0, max: 2.999).accepts(three))
        #expect(Validation.entropy(min: 0, max: nil).accepts(""))
        // Whatever the order in which the values are added up.
        for shift in 0..<24 {
            let turned = String(
                (three.dropFirst(shift) + three.prefix(shift)).sorted { a, b in shift % 2 == 0 ? a < b : a > b })
            #expect(Validation.entropy(min: 3, max: 3).accepts(turned))
        }
    }
}
