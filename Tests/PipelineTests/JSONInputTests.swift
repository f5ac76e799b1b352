import Engine
import Formats
import JSONPath
import Masking
import Pipeline
import Report
import Streams
import Testing

/// Inputs of JSON as they come: in UTF-16, nested too deep, too long.
@Suite struct JSONInputTests {
    private static func detector(limits: Limits = .init()) throws -> Detector {
        try Detector([rule("tok", "tok_[a-z0-9]{6}"), try JSONDocumentTests.path("p", "$..a")], limits: limits) { _ in .label }
    }

    /// A document of several lines and lines behind it: the same however it is cut, and the same text as in UTF-8.
    @Test(arguments: [true, false], [true, false]) func utf16IsReadAsUTF8Is(isBigEndian: Bool, hasMark: Bool) throws {
        let text = "{\n\"a\": \"ü€\u{1F600}\",\n\"b\": [\"x\\ntok_\("abc123")\"]\n}\n{\"a\":1}\n"
        func utf16(_ text: String) -> [UInt8] {
            ((hasMark ? "\u{FEFF}" : "") + text).utf16.flatMap {
                isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
            }
        }
        let detector = try Self.detector()
        let plain = try JSONDocumentTests.check(Array(text.utf8), detector, blockSizes: [1 << 18], jobs: [1], "plain")
        let made = try JSONDocumentTests.check(utf16(text), detector, format: .auto, blockSizes: [1 << 18, 64, 5, 2, 1], "UTF-16")
        #expect(made.output == utf16(plain.text) && plain.text.contains("[REDACTED:tok]"), "\(plain.text)")
        let odd = try JSONDocumentTests.check(utf16(text) + [0x41], detector, format: .auto, blockSizes: [1 << 18, 3], "half a unit")
        #expect(odd.output == made.output + [0x41])
    }

    /// What UTF-16 one input is in is not known of the next.
    @Test func eachInputHasItsOwnEncoding() throws {
        let folder = Folder()
        let little = folder.put("in/a.json", "{\"a\":1}\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
        let plain = folder.put("in/b.json", Array("{\"a\":1}\n".utf8))
        let big = folder.put("in/c.json", "{\"a\":1}\n".utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
        _ = try run([little, plain, big], to: .directory(folder["out"]), detector: try Self.detector())
        let masked = "{\"a\":\"[REDACTED:p]\"}\n"
        #expect(content(folder["out/a.json"]) == masked.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
        #expect(content(folder["out/b.json"]) == Array(masked.utf8))
        #expect(content(folder["out/c.json"]) == masked.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
    }

    /// Where no path asks for it, and no escape hides anything, what nests too deep has been examined as text.
    @Test func whatNestsTooDeepIsWithheldOnlyIfNeeded() throws {
        let deep =
            "{\n\"x\":" + String(repeating: "[", count: 1_500) + "\"tok_\("abc123")\"" + String(repeating: "]", count: 1_500) + "\n}\n"
        let text = Array(deep.utf8)
        let without = try Detector([rule("tok", "tok_[a-z0-9]{6}")]) { _ in .label }
        let examined = try JSONDocumentTests.check(text, without, blockSizes: [1 << 18, 700], "without paths")
        #expect(examined.text == deep.replacing("tok_abc123", with: "[REDACTED:tok]") && !examined.ran.result.withheld)
        let asked = try JSONDocumentTests.check(text, try Self.detector(), blockSizes: [1 << 18, 700], "with a path")
        #expect(asked.text.contains("[WITHHELD:nesting]") && !asked.text.contains("abc123") && asked.ran.result.withheld)
    }

    /// A line of a log over the cap is not looked at as JSON: where there are paths, that is said.
    @Test func pathsThatDoNotReachAreCounted() throws {
        let line = Array(("INFO " + String(repeating: "x", count: 3_000) + " {\"a\":\"secret\"}\n").utf8)
        let limits = Limits(record: 1_024)
        let made = try JSONDocumentTests.check(
            line, try Self.detector(limits: limits), format: .auto, blockSizes: [1 << 18, 64], "over the cap")
        #expect(made.ran.result.withheld && made.ran.document.withheld["paths-record-limit"]?.records == 1)
        let short = try JSONDocumentTests.check(line, try Self.detector(), format: .auto, blockSizes: [1 << 18, 64], "under the cap")
        #expect(!short.ran.result.withheld && short.text.contains("{\"a\":\"[REDACTED:p]\"}"))
    }

    /// A root that a path selects is masked alike on one line and on several.
    @Test(arguments: ["{\"a\":1,\n\"b\":2}\n", "[1,\n2,\n3]\n", "{\"a\":1}\n"]) func theRootIsMaskedOnAnyNumberOfLines(text: String) throws
    {
        let detector = try Detector([try JSONDocumentTests.path("root", "$")]) { _ in .label }
        let made = try JSONDocumentTests.check(Array(text.utf8), detector, "root")
        #expect(made.text == "\"[REDACTED:root]\"\n" && !made.ran.result.withheld, "\(made.text)")
    }
}
