import Engine
import Formats
import JSONPath
import Masking
import Testing

/// `journalctl -o json` writes what is no plain text as an array of its bytes.
@Suite struct ByteArrayTests {
    static func array(_ text: String, separator: String = ",") -> String {
        "[" + text.utf8.map { "\($0)" }.joined(separator: separator) + "]"
    }

    static let rules = [rule("tok", "tok_([a-z0-9]+)"), fields("pw", ["password"])]

    @Test(arguments: [",", ", ", " ,\t"]) func whatIsFoundMasksAllOfTheArray(separator: String) throws {
        for kind in [EngineKind.fast, .reference] {
            let bench = try Bench(Self.rules, kind: kind)
            for (before, after) in [
                ("{\"A\":\"b\",\"MESSAGE\":", "}"), ("{ \"MESSAGE\" : ", ", \"X\" : 1 }"), ("x {\"a\":{\"M\":", "}} y"),
            ] {
                let outcome = try bench.run(before + Self.array("\u{1B}[31mx tok_ab12 y tok_cd34 z", separator: separator) + after + "\n")
                #expect(outcome.text == before + "\"[REDACTED:tok]\"" + after + "\n")
                #expect(outcome.leaks.count == 1 && outcome.leakyRecords == 1)
                #expect(try bench.run(outcome.output).isUnchanged)
            }
        }
    }

    @Test func otherArraysAreLists() throws {
        let bench = try Bench(Self.rules)
        for text in [
            Self.array("tok_ab1"), Self.array("tok_ab12").replacing("]", with: ",256]"),
            Self.array("tok_ab12").replacing("]", with: ",-1]"),
            Self.array("tok_ab12").replacing("]", with: ",1.0]"), Self.array("tok_ab12").replacing("]", with: ",\"a\"]"),
            Self.array("nothing here"),
        ] {
            #expect(try bench.run("{\"MESSAGE\":\(text)}\n").isUnchanged, "\(text)")
        }
        #expect(try bench.run(Self.array("x tok_ab12") + "\n").isUnchanged)
        #expect(try !bench.run("{\"MESSAGE\":\(Self.array("tok_ab12"))}\n").isUnchanged)
    }

    /// JSON in the bytes: its strings are looked into, paths select in it; and the document may stand in a string itself.
    @Test func jsonInBytes() throws {
        let path = Rule(id: "ssn", detection: .path(try JSONPathQuery(parsing: "$.user.ssn")), place: RulePlace(file: "test.yaml", line: 1))
        let bench = try Bench(Self.rules + [path])
        for inner in [#"{"user":{"ssn":1}}"#, #"{"a":"{\"password\":\"hunter2\"}"}"#, #"{"a":"tok\u005fabc"}"#] {
            let document = "{\"MESSAGE\":\(Self.array(inner))}"
            let outcome = try bench.run(document + "\n")
            #expect(outcome.text.hasPrefix("{\"MESSAGE\":\"[REDACTED:") && outcome.text.hasSuffix("]\"}\n"), "\(inner): \(outcome.text)")
            #expect(outcome.leaks.count == 1)
            #expect(try bench.run(outcome.output).isUnchanged)
            let quoted = try bench.run("{\"log\":\"\(document.replacing("\"", with: "\\\""))\"}\n")
            #expect(quoted.text.hasPrefix(#"{"log":"{\"MESSAGE\":\"[REDACTED:"#) && quoted.text.hasSuffix("]\\\"}\"}\n"), "\(quoted.text)")
            #expect(try bench.run(quoted.output).isUnchanged)
        }
    }

    @Test(arguments: [MaskStrategy.label, .pseudonym, .fill(0x2A), .keep(first: 0, last: 4), .null, .remove, .digits])
    func masks(mask: MaskStrategy) throws {
        let bench = try Bench(Self.rules, strategy: mask)
        let outcome = try bench.run("{\"MESSAGE\":\(Self.array("x tok_abcdefgh1234 y")),\"a\":1}\n")
        #expect(!outcome.isUnchanged)
        #expect(outcome.text.hasPrefix("{\"MESSAGE\":") && outcome.text.hasSuffix(",\"a\":1}\n"), "\(outcome.text)")
        #expect(try bench.run(outcome.output).isUnchanged, "\(outcome.text)")
    }

    @Test func longArrays() throws {
        let bench = try Bench(Self.rules)
        for length in [255 << 10, 256 << 10, 300 << 10] {
            let outcome = try bench.run("{\"M\":\(Self.array(String(repeating: "-", count: length) + "tok_ab12"))}\n")
            #expect(outcome.text == "{\"M\":\"[REDACTED:tok]\"}\n")
        }
    }
}
