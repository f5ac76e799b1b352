import Engine
import TestSupport
import Testing

@testable import Formats

/// Bytes that a program printed as numbers.
@Suite struct ByteListTests {
    static let plain = "{\"user\":\"ann@c.example\",\"password\":\"hunter2\",\"n\":1}"
    static let masked = "{\"user\":\"[REDACTED:email]\",\"password\":\"[REDACTED:password]\",\"n\":1}"

    static func decimal(_ text: String) -> String { text.utf8.map { String($0) }.joined(separator: " ") }

    static func hexadecimal(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }

    static func decoded(_ numbers: Substring, radix: Int) -> String {
        String(decoding: numbers.split(separator: " ").compactMap { UInt8($0, radix: radix) }, as: UTF8.self)
    }

    @Test(arguments: [EngineKind.fast, .reference])
    func secretsInListsAreMasked(kind: EngineKind) throws {
        let bench = try Bench(EscapedTextTests.rules, kind: kind)
        let go = try bench.run("body=[\(Self.decimal(Self.plain))] end\n")
        #expect(go.text.hasPrefix("body=[") && go.text.hasSuffix("] end\n"))
        #expect(Self.decoded(go.text.dropFirst(6).dropLast(6), radix: 10) == Self.masked)
        let node = try bench.run("<Buffer \(Self.hexadecimal(Self.plain)) ... 20 more bytes>\n")
        #expect(node.text.hasPrefix("<Buffer ") && node.text.hasSuffix("... 20 more bytes>\n"))
        #expect(Self.decoded(node.text.dropFirst(8).dropLast(20), radix: 16) == Self.masked)
        for outcome in [go, node] {
            #expect(outcome.leaks.count == 2)
            #expect(try bench.run(outcome.output).isUnchanged)
        }
    }

    @Test func aSecretAtTheEndIsMasked() throws {
        let bench = try Bench(EscapedTextTests.rules)
        let outcome = try bench.run("[\(Self.decimal("mail: ann@c.example"))]")
        #expect(Self.decoded(outcome.text.dropFirst().dropLast(), radix: 10) == "mail: [REDACTED:email]")
        #expect(try bench.run(outcome.output).isUnchanged)
    }

    @Test func otherNumbersAreLeftAsTheyAre() throws {
        let bench = try Bench([rule("any", "[a-z ]{6,}")])
        for text in [
            "[1 2 3 4 5 6 7 8 9]", "[112 97 115]", "[112 97 115 115 119 256 114 100 32 32]", "[112, 97, 115, 115, 119, 111, 114, 100]",
        ] {
            #expect(try bench.run(text).isUnchanged, "\(text)")
        }
    }
}
