import Engine
import Foundation
import TestSupport
import Testing

@testable import Formats

/// Escapes of programming languages in plain text: once, again and again, and of blanks before a word.
@Suite struct EscapedTextTests {
    static let rules = [
        rule("email", #"(?<![A-Za-z0-9.])[a-z.]+@[a-z]+\.example\b"#),
        rule("token", #"\btok_([A-Za-z0-9]{12})\b"#),
        fields("password", ["password"]),
    ]

    /// Texts with a secret, and what becomes of them.
    static let cases: [(text: String, masked: String)] = [
        (#"mail ann\u{40}c.example"#, "mail [REDACTED:email]"),
        (#"mail ann\x{40}c.example"#, "mail [REDACTED:email]"),
        (#"mail ann\U00000040c.example"#, "mail [REDACTED:email]"),
        (#"mail ann\100c.example"#, "mail [REDACTED:email]"),
        (#"mail ann%u0040c.example"#, "mail [REDACTED:email]"),
        (#"mail ann\\u0040c.example"#, "mail [REDACTED:email]"),
        (#"mail ann\\\\u0040c.example"#, "mail [REDACTED:email]"),
        (#"mail ann\@c\.example"#, "mail [REDACTED:email]"),
        (#"p\u{61}ssword=hunter2"#, #"p\u{61}ssword=[REDACTED:password]"#),
        (#"b'\x70assword=hunter2'"#, #"b'\x70assword=[REDACTED:password]'"#),
        (#"\160assword=hunter2"#, #"\160assword=[REDACTED:password]"#),
        (#"x %u0070assword=hunter2"#, #"x %u0070assword=[REDACTED:password]"#),
        (#"{\"p\\u0061ssword\":\"hunter2\",\"n\":1}"#, #"{\"p\\u0061ssword\":\"[REDACTED:password]\",\"n\":1}"#),
        (#"login\u003fpassword\u003dhunter2\u0026n=1"#, #"login\u003fpassword\u003d[REDACTED:password]\u0026n=1"#),
        // What seemed to begin with the letter of the escape took it along.
        (#"Hello\nann@c.example wrote"#, #"Hello\n[REDACTED:email] wrote"#),
        (#"'a\tann@c.example\r\nbob@c.example'"#, #"'a\t[REDACTED:email]\r\n[REDACTED:email]'"#),
        // A word that begins behind an escape was none.
        (#"'key:\ntok_abcdefghijkl\n'"#, #"'key:\ntok_[REDACTED:token]\n'"#),
        (#"'key:\\ntok_abcdefghijkl\\n'"#, #"'key:\\ntok_[REDACTED:token]\\n'"#),
    ]

    @Test(arguments: [EngineKind.fast, .reference])
    func secretsBehindEscapesAreMasked(kind: EngineKind) throws {
        let bench = try Bench(Self.rules, kind: kind)
        for (text, masked) in Self.cases {
            let outcome = try bench.run(text + "\n")
            #expect(outcome.text == masked + "\n", "\(text)")
            #expect(try bench.run(outcome.output).isUnchanged, "\(text)")
        }
    }

    @Test func theyAreMaskedInBase64AsWell() throws {
        let bench = try Bench(Self.rules)
        // With base64 around it, four backslashes are a layer more than are seen through.
        for (text, masked) in Self.cases where !text.contains(#"\\\\"#) {
            let outcome = try bench.run("x \(Data("log: \(text) ".utf8).base64EncodedString()) y\n")
            let digits = outcome.text.dropFirst(2).dropLast(3)
            let decoded = String(decoding: try #require(Data(base64Encoded: String(digits))), as: UTF8.self)
            // Blanks behind a mask keep groups of three bytes where they were.
            func packed(_ text: String) -> String { text.replacingOccurrences(of: "] *", with: "]", options: .regularExpression) }
            #expect(packed(decoded) == packed("log: \(masked) "), "\(text)")
            #expect(try bench.run(outcome.output).isUnchanged, "\(text)")
        }
    }

    @Test func allLinesTogetherComeToTheSameWhereverTheyAreCut() throws {
        let text = Self.cases.map { $0.text + "\n" }.joined()
        let expected = Self.cases.map { $0.masked + "\n" }.joined()
        for kind in [EngineKind.fast, .reference] {
            let bench = try Bench(Self.rules, kind: kind)
            for cuts in [[], [0], [1, 3, 7], Array(0..<Self.cases.count)] {
                #expect(String(decoding: try bench.inBlocks(Array(text.utf8), cuts: cuts).output, as: UTF8.self) == expected)
            }
        }
    }

    @Test func noMaskRunsOverAQuoteThatIsNotEscaped() throws {
        let bench = try Bench([rule("long", #"secret=[^\n]{3,40}"#)])
        #expect(try bench.run(#"m="\u0073ecret=abc def" n="x""#).text == #"m="[REDACTED:long]" n="x""#)
    }

    @Test func namesInPathsOfWindowsAreNone() throws {
        // A path that was looked at with its blanks and line ends would be cut into lines at each of them.
        for path in [#"C:\temp\new\readme"#, #"at D:\\task\\nodes\\run"#] {
            let found = Array(path.utf8).withUnsafeBufferPointer { unsafe EscapedText.first(in: $0, from: 0) }
            #expect(found == nil, "\(path)")
        }
        let found = Array(#"Error:\nann"#.utf8).withUnsafeBufferPointer { unsafe EscapedText.first(in: $0, from: 0) }
        #expect(found == 6)
    }
}
