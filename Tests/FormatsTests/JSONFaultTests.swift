import Engine
import Formats
import JSONPath
import Masking
import TestSupport
import Testing
import Validators

/// JSON that was cut, or is none here and there: what a path selects does not come out for that.
@Suite struct JSONFaultTests {
    static func path(_ id: String, _ query: String, _ change: (inout Rule) -> Void = { _ in }) throws -> Rule {
        var rule = Rule(id: id, detection: .path(try JSONPathQuery(parsing: query)), place: RulePlace(file: "test", line: 1))
        change(&rule)
        return rule
    }

    /// Each text holds `leak` and digits of `12345` in places that the path selects, and nothing else of the kind.
    @Test(arguments: [
        #"{"ssn":{"a":12345"#, #"x {"ssn":[1,12345"#, #"{"log":"{\"ssn\":{\"a\":12345","stream":"stdout"}"#,
        #"x {"ssn":12345... took 3ms"#, #"x {"ssn":12345."#, #"x {"ssn":leak}"#, #"{"m":"{\"ssn\":12345..."}"#,
        #"x {"ssn":["leak", leak]}"#, #"x {"ssn":{"k":leak}}"#, #"x {"ssn":"leak"#, #"{"ssn":"leak"#,
    ]) func whatWasCutIsMasked(text: String) throws {
        for expectsJSON in [false, true] {
            let bench = try Bench([try Self.path("p", "$..ssn")])
            bench.processor.expectsJSON = expectsJSON
            let outcome = try bench.run(text + "\n")
            #expect(!outcome.text.contains("leak") && !outcome.text.contains("12345"), "\(text) became \(outcome.text)")
            #expect(outcome.text.contains("[REDACTED:p]"), "\(text) became \(outcome.text)")
        }
    }

    @Test(arguments: [
        #"{"ssn":"a" "leak"}"#, #"{"ssn":/*c*/"leak"}"#, "{\"ssn\":\u{0}\"leak\"}", #"{"ssn":tru"leak"}"#, #"{"ssn":[1,2]"leak"}"#,
        #"{"ssn":"ab"leak","b":1}"#, #"{"ssn":"a"x"leak"}"#, #"{"ssn":{"a":1}"leak"}"#,
        #"{"ssn":[1,{"m"leak"#, #"{"ssn":{"m" leak "n":1"#,
    ]) func whereACommaIsMissingValuesGoOn(text: String) throws {
        let bench = try Bench([try Self.path("p", "$..ssn")])
        bench.processor.expectsJSON = true
        let outcome = try bench.run(text + "\n")
        #expect(!outcome.text.contains("leak"), "\(text) became \(outcome.text)")
        #expect(try bench.run(outcome.output).output == outcome.output, "\(text) became \(outcome.text)")
    }

    /// A mask without quotes has brackets, and was taken for an array that a path selects when it was masked again.
    @Test(
        arguments: ["$..a", "$..*", "$.a[0]", "$[-1]"],
        [#"{"a"tok_ab,1}"#, #"{"a":tok_ab x,"b":1}"#, #"x {"a" tok_ab"#, #"[%74ok_ab"w"""#, #"x [ %74ok_ab,"w"]"#])
    func aMaskIsNoArray(query: String, text: String) throws {
        for expectsJSON in [false, true] {
            let bench = try Bench([try Self.path("p", query), rule("t", "tok_[a-z0-9]{2,6}")])
            bench.processor.expectsJSON = expectsJSON
            let outcome = try bench.run(text + "\n")
            #expect(!outcome.text.contains("tok_ab"), "\(text) became \(outcome.text)")
            #expect(try bench.run(outcome.output).output == outcome.output, "\(text) became \(outcome.text)")
        }
    }

    /// A name behind a value without a comma is a name.
    @Test func aNameIsToldByItsColon() throws {
        let bench = try Bench([try Self.path("p", "$.a")])
        bench.processor.expectsJSON = true
        #expect(try bench.run(#"{"a":"x" "b":"y"}"# + "\n").text == #"{"a":"[REDACTED:p]" "b":"y"}"# + "\n")
    }

    @Test(arguments: [
        (#"level=info msg="{\"ssn\":\"q\"}" n=1"#, #"level=info msg="{\"ssn\":\"[REDACTED:p]\"}" n=1"#),
        (#"a="{\"b\":1}" c="{\"ssn\":\"q\"}" {"ssn":2}"#, #"a="{\"b\":1}" c="{\"ssn\":\"[REDACTED:p]\"}" {"ssn":"[REDACTED:p]"}"#),
        (#"{"a":"{\"ssn\":1}"} x="{\"ssn\":2}""#, #"{"a":"{\"ssn\":\"[REDACTED:p]\"}"} x="{\"ssn\":\"[REDACTED:p]\"}""#),
        (#"never "{\"ssn\":1 ends"#, #"never "{\"ssn\":1 ends"#),
    ]) func quotedJSONInTextIsLookedInto(text: String, expected: String) throws {
        let bench = try Bench([try Self.path("p", "$..ssn")])
        let outcome = try bench.run(text + "\n")
        #expect(outcome.text == expected + "\n")
        #expect(try bench.run(outcome.output).output == outcome.output)
    }

    /// An array needs no escape to stand in a string.
    @Test func anArrayInAString() throws {
        let bench = try Bench([try Self.path("p", "$[0]")])
        #expect(try bench.run(#"{"log":"[12,5]"}"# + "\n").text == #"{"log":"[\"[REDACTED:p]\",5]"}"# + "\n")
    }

    /// What a rule says of secrets holds for values that its path selects, as they are once their escapes are resolved.
    @Test func validateAndAllowAreAsked() throws {
        let bench = try Bench([
            try Self.path("p", "$.a") {
                $0.allow.words = ["none"]
                $0.allow.patterns = ["^x"]
                $0.validations = [.length(min: 3, max: nil)]
            }
        ])
        for kept in [#""none""#, #""NONE""#, #""n\u006fne""#, #""xylophone""#, #""ab""#, "12"] {
            #expect(try bench.run("{\"a\":\(kept)}\n").text == "{\"a\":\(kept)}\n")
        }
        for masked in [#""nones""#, "123", #""a\u0062c""#] {
            #expect(try bench.run("{\"a\":\(masked)}\n").text == "{\"a\":\"[REDACTED:p]\"}\n")
        }
    }

    /// Masks of containers say nothing of what was in them, whatever the strategy.
    @Test(arguments: [MaskStrategy.keep(first: 4, last: 4), .fill(MaskStrategy.defaultFill), .pseudonym])
    func containersHaveALabel(strategy: MaskStrategy) throws {
        let bench = try Bench([try Self.path("p", "$.a")], strategy: strategy)
        #expect(
            try bench.run(#"{"a":{"x":"yyyyyyyyyyyyyyyyyyyyyyy","z":[1,2]},"b":1}"# + "\n").text == #"{"a":"[REDACTED:p]","b":1}"# + "\n")
    }

    /// Time grows with the bytes where members are removed that no comma parts, matches cross ends of strings, strings stand
    /// deep beside a masked one, and the items of a list all belong to one match. Quadratic time would take minutes.
    @Test(
        arguments: [
            "{\"a\":1" + String(repeating: " \"rem\":1", count: 20_000) + "}\n",
            "{" + String(repeating: "\"q\":\"q\",", count: 20_000) + "\"z\":1}\n",
            String(repeating: "[", count: 900) + "{\"rem\":1}" + String(repeating: ",\"a\\nb\"", count: 20_000)
                + String(repeating: "]", count: 900) + "\n",
            "{\"l\":[\"keys=a1\"" + String(repeating: ",\"a1\"", count: 60_000) + "]}\n",
        ]) func timeIsLinear(text: String) throws
    {
        let list = rule("list", "keys=([a-z0-9]+)") { $0.more = "\",\"([a-z0-9]+)" }
        let bench = try Bench([try Self.path("r", "$..rem") { $0.mask = .remove }, rule("cross", "q\":\"q"), list])
        let seconds = try processorSeconds { _ = try bench.run(text) }
        #expect(seconds < 40)
    }

    /// What stands in no document is masked as in a text without any: else the masks of a line would depend on what else came
    /// with it.
    @Test func aDocumentChangesNoOtherLine() throws {
        let rules = [
            rule("fill", "k([a-z]+)") { $0.mask = .fill(MaskStrategy.defaultFill) }, rule("gone", "k([a-z]+)") { $0.mask = .remove },
            rule("kept", "to(ks): ") { $0.mask = .keep(first: 1, last: 0) },
        ]
        for line in ["toks: \"\"]}\n", "keys=zz toks: 1\n", "ok toks: kkk\n"] {
            let alone = try Bench(rules).run(line).text
            for document in ["{\"a\":[\"kab\"]}\n", "x {\"a\":\"keys\"} y\n", "{\"keys\":[\"kab\n"] {
                #expect(try Bench(rules).run(line + document).text.hasPrefix(alone), "\(line)\(document)")
                #expect(try Bench(rules).run(document + line).text.hasSuffix(alone), "\(document)\(line)")
            }
        }
    }

    /// A line that is one string is a document as well: no mask cuts its escapes, and a path may select it.
    @Test func aStringMayBeADocument() throws {
        var mail = Rule(id: "m", detection: .pattern("[a-z.]+@[a-z.]+"), place: RulePlace(file: "test", line: 1))
        mail.severity = .medium
        for expectsJSON in [false, true] {
            let bench = try Bench([mail])
            bench.processor.expectsJSON = expectsJSON
            for (line, masked) in [
                (#""x\nann@a.example""#, #""x\n[REDACTED:m]""#), (#"  "x\tann@a.example" "#, #"  "x\t[REDACTED:m]" "#),
                (#""a\u0073b ann@a.example""#, #""a\u0073b [REDACTED:m]""#), (#""ann\u0040a.example""#, #""[REDACTED:m]""#),
            ] {
                #expect(try bench.run(line + "\n").text == masked + "\n", "\(line)")
            }
        }
        let root = try Bench([try Self.path("p", "$")])
        root.processor.expectsJSON = true
        #expect(try root.run("\"leak\"\n\"x\\ny\"\n").text == "\"[REDACTED:p]\"\n\"[REDACTED:p]\"\n")
        #expect(try root.run("\"two\" words\n").text == "\"two\" words\n")
    }
}
