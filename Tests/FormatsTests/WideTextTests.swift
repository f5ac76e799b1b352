import Engine
import Foundation
import TestSupport
import Testing

@testable import Formats

/// UTF-16 within other text: in base64, in hexadecimal digits, and as it stands.
@Suite struct WideTextTests {
    static let rules = EscapedTextTests.rules
    static let plain = "$password = 'hunter2'; Send ann@c.example \"tok_abcdefghijkl\" now"
    static let masked = "$password = '[REDACTED:password]'; Send [REDACTED:email] \"tok_[REDACTED:token]\" now"

    static func bytes(_ text: String, isBig: Bool) -> [UInt8] {
        text.utf16.flatMap { isBig ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
    }

    static func decoded(_ bytes: some Sequence<UInt8>, isBig: Bool) -> String {
        var units: [UInt16] = []
        var first: UInt8?
        for byte in bytes {
            guard let high = first else {
                first = byte
                continue
            }
            units.append(isBig ? UInt16(high) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(high))
            first = nil
        }
        return String(decoding: units, as: UTF16.self)
    }

    @Test(arguments: [EngineKind.fast, .reference], [false, true])
    func commandsInBase64AreMasked(kind: EngineKind, isBig: Bool) throws {
        let bench = try Bench(Self.rules, kind: kind)
        for start in ["", "x", "xy", "\u{FEFF}", "\u{FEFF}xx ", "é: ", "日本語 – "] {
            // What is no ASCII at the start tells no encoding.
            let lead = start.utf8.first.map { $0 < 0x80 || start.hasPrefix("\u{FEFF}") } ?? true ? start : "abc " + start
            let digits = Data(Self.bytes(lead + Self.plain, isBig: isBig)).base64EncodedString()
            for fill in [digits, digits.replacingOccurrences(of: "=", with: "")] {
                let outcome = try bench.run("powershell -enc \(fill)\nnext\n")
                #expect(outcome.text.hasPrefix("powershell -enc ") && outcome.text.hasSuffix("\nnext\n"))
                var left = String(outcome.text.dropFirst(16).dropLast(6))
                while left.utf8.count % 4 != 0 { left += "=" }
                let text = Self.decoded(try #require(Data(base64Encoded: left)), isBig: isBig)
                #expect(
                    text.replacingOccurrences(of: "] {1,2}", with: "]", options: .regularExpression).replacingOccurrences(
                        of: "]", with: "] ")
                        == (lead + Self.masked).replacingOccurrences(of: "] ", with: "]").replacingOccurrences(of: "]", with: "] "),
                    "\(lead)")
                #expect(outcome.leaks.count == 3)
                #expect(try bench.run(outcome.output).isUnchanged)
            }
        }
    }

    @Test(arguments: [EngineKind.fast, .reference], [false, true])
    func linesThatAProgramAppendedAreMasked(kind: EngineKind, isBig: Bool) throws {
        let bench = try Bench(Self.rules, kind: kind)
        let text = Array("plain line\n".utf8) + Self.bytes("first\r\n\(Self.plain)\r\n", isBig: isBig) + Array("tok_abcdefghijkl\n".utf8)
        let expected =
            Array("plain line\n".utf8) + Self.bytes("first\r\n\(Self.masked)\r\n", isBig: isBig) + Array("tok_[REDACTED:token]\n".utf8)
        for cuts in [[], [0], [1], [2], [0, 1, 2, 3]] {
            #expect(try bench.inBlocks(text, cuts: cuts).output == expected, "\(cuts)")
        }
        #expect(try bench.run(expected).isUnchanged)
    }

    @Test func hexadecimalDigitsOfItAreMasked() throws {
        let bench = try Bench(Self.rules)
        let digits = Self.bytes(Self.plain, isBig: false).map { String(format: "%02x", $0) }.joined()
        let outcome = try bench.run("reg: \(digits) end")
        var bytes: [UInt8] = []
        var rest = outcome.text.dropFirst(5).dropLast(4)
        while let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        #expect(Self.decoded(bytes, isBig: false) == Self.masked)
    }

    @Test func fewNULsAreNoText() throws {
        let bench = try Bench([rule("any", "[a-z]{4,}")])
        // Names that NULs part, as in a list of files, are seen as they stand.
        #expect(try bench.run("abcd\0efgh\0a\0b\0c\0d\0").text == "[REDACTED:any]\0[REDACTED:any]\0a\0b\0c\0d\0")
    }
}
