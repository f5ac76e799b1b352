import Bytes
import Engine
import Formats
import Masking
import Testing

/// A secret that colour codes cut is one secret: masked, counted and told from others by all of its bytes.
@Suite struct CutSecretTests {
    static let whole = "x tok_abcd1234efgh5678 y"
    static let cut = "x tok_ab\u{1B}[31mcd1234ef\u{1B}[0mgh5678 y"

    func run(_ text: String, _ mask: MaskStrategy) throws -> Outcome {
        try Bench([rule("tok", "tok_([a-z0-9]+)", mask: mask)]).run(text)
    }

    @Test func keepKeepsTheEndOfTheWhole() throws {
        let outcome = try run(Self.cut, .keep(first: 0, last: 4))
        #expect(outcome.text == "x tok_************5678\u{1B}[31m\u{1B}[0m y")
        #expect(try Bench([rule("tok", "tok_([a-z0-9*]+)", mask: .keep(first: 0, last: 4))]).run(outcome.output).isUnchanged)
    }

    @Test func fillIsAsLongAsTheWhole() throws {
        #expect(try run(Self.cut, .fill(0x23)).text == "x tok_################\u{1B}[31m\u{1B}[0m y")
    }

    @Test func colouredAndPlainAreEqual() throws {
        let plain = try run(Self.whole, .label)
        let cut = try run(Self.cut, .label)
        #expect(plain.leaks.count == 1 && cut.leaks.count == 1)
        #expect(plain.leaks.first?.hash == cut.leaks.first?.hash && cut.leaks.first?.bytes == 16)
        // Equal only from the first byte to the last.
        #expect(try run(Self.cut.replacing("5678", with: "5679"), .label).leaks.first?.hash != plain.leaks.first?.hash)
    }

    @Test func pseudonymsAreEqual() throws {
        let detector = try Detector([rule("tok", "tok_([a-z0-9]+)", mask: .pseudonym)], limits: .init()) { $0.mask ?? .label }
        let key = try PseudonymKey(bytes: Array("0123456789abcdef0123456789abcdef".utf8))
        var masks: [String] = []
        for text in [Self.whole, Self.cut, Self.cut.replacing("5678", with: "5679")] {
            var processor = try TextProcessor(detector, kind: .fast, masker: Masker(key: key), options: .init { _ in 0 })
            var outcome = BlockOutcome()
            unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
            let output = String(decoding: outcome.output.array(), as: UTF8.self)
            masks.append(String(output.prefix { $0 != "]" }))
        }
        #expect(masks[0] == masks[1] && masks[1] != masks[2] && masks[0].hasPrefix("x tok_[REDACTED:tok:"))
    }

    @Test func recordsOfEachPieceAreLeaky() throws {
        let block = rule("block", "BEGIN((?s:.*?))END") {
            $0.isMultiline = true
            $0.keywords = ["BEGIN"]
        }
        let bench = try Bench([block, rule("tok", "tok_([a-z0-9]+)")])
        // Of five lines the span touches four, in three pieces; the last holds a leak of its own as well.
        let outcome = try bench.run("a\nBEGIN 1\n2\u{1B}[1m\n3\u{1B}[0m\n4 END tok_1\n")
        #expect(outcome.leaks.count == 2 && outcome.leakyRecords == 4 && outcome.records == 5)
        #expect(outcome.leaks.first?.bytes == " 1\n2\n3\n4 ".utf8.count)
        #expect(try bench.run("BEGIN 1\n2 END\nx\ntok_1 tok_2\n").leakyRecords == 3)
        // A line end alone belongs to the line that it ends.
        #expect(try bench.run("BEGIN\u{1B}[1m\n\u{1B}[0mEND\n").leakyRecords == 1)
    }

    @Test func bareJSONThatIsCutGetsItsQuotes() throws {
        let bench = try Bench([fields("pw", ["password"])])
        #expect(
            try bench.run("{\"password\": 12\u{1B}[1m34, \"a\": 1}").text == "{\"password\": \"[REDACTED:pw]\"\u{1B}[1m, \"a\": 1}")
    }

    /// A secret in many pieces, and a line with many secrets: the time once grew with the square of either.
    @Test func manyPiecesAndManySecretsTakeLinearTime() throws {
        func time(_ text: String, _ pattern: String) throws -> Duration {
            let bench = try Bench([rule("tok", pattern)])
            return try ContinuousClock().measure { _ = try bench.run(text) }
        }
        for (piece, before, after, pattern) in [
            ("a\u{1B}[m", "password=\"", "\"", "password=\"([^\"]+)\""), ("tok_ab1 and some more words ", "", "", "tok_([a-z0-9]+)"),
        ] {
            func text(_ count: Int) -> String { before + String(repeating: piece, count: count) + after }
            let small = try (0..<3).map { _ in try time(text(10_000), pattern) }.min() ?? .zero
            let large = try time(text(80_000), pattern)
            // 8 times the text: 8 times the time where it is linear, 64 times where it is quadratic.
            #expect(large < small * 28 + .milliseconds(20), "\(piece.debugDescription): \(small), \(large)")
        }
    }
}
