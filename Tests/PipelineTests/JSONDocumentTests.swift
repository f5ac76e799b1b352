import Engine
import Formats
import JSONPath
import Masking
import Pipeline
import Report
import Streams
import TestSupport
import Testing

/// Documents of JSON that are read in pieces: what comes of them does not depend on where they are cut.
@Suite struct JSONDocumentTests {
    static let blockSizes = [256 << 10, 4_096, 700, 64, 17, 7, 3, 2, 1]
    static let mask = "MASKED"

    /// Without records, which documents in pieces are not counted by yet.
    private static func statistics(_ ran: Ran) -> [String] {
        ran.statistics.split(separator: "\n").map(String.init)
    }

    struct Made {
        var output: [UInt8]
        var ran: Ran

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Runs a text in every way there is; all must agree. Returns what they agree on.
    static func check(
        _ text: [UInt8], _ detector: Detector, format: InputFormat = .json, blockSizes: [Int] = blockSizes, jobs: [Int] = [1, 3],
        _ note: String
    ) throws -> Made {
        let folder = Folder()
        let input = folder.put("input.json", text)
        let target = folder["output.json"]
        var expected: Made?
        for blockSize in blockSizes {
            for jobs in jobs {
                let ran = try run([input], to: .file(target), detector: detector, blockSize: blockSize, jobs: jobs) { $0.format = format }
                let made = Made(output: content(target) ?? [], ran: ran)
                guard let first = expected else {
                    expected = made
                    continue
                }
                #expect(
                    made.output == first.output,
                    "\(note), block size \(blockSize), jobs \(jobs)\n    this  \(made.text.debugDescription)\n    whole \(first.text.debugDescription)\n    input \(String(decoding: text.prefix(2_000), as: UTF8.self).debugDescription)"
                )
                let differing = Set(statistics(made.ran)).symmetricDifference(statistics(first.ran))
                #expect(
                    differing.isEmpty,
                    "\(note), block size \(blockSize), jobs \(jobs), input \(String(decoding: text.prefix(2_000), as: UTF8.self).debugDescription)"
                )
                #expect(ran.result.withheld == first.ran.result.withheld && !ran.result.failed, "\(note)")
                #expect(
                    ran.findings.map { "\($0.offset) \($0.length) \($0.rule)" }
                        == first.ran.findings.map { "\($0.offset) \($0.length) \($0.rule)" },
                    "\(note), block size \(blockSize), jobs \(jobs)")
                if made.output != first.output { break }
            }
        }
        let made = try #require(expected)
        #expect(made.ran.document.bytes == text.count, "\(note)")
        return made
    }

    /// Law 4, in a run.
    static func checkAgain(_ made: Made, _ detector: Detector, format: InputFormat = .json, _ note: String) throws {
        let again = try check(made.output, detector, format: format, blockSizes: [256 << 10, 7], jobs: [1], "\(note), again")
        #expect(again.output == made.output, "\(note), again: \(again.text.debugDescription) of \(made.text.debugDescription)")
    }

    static func detector(_ rules: [Rule], limits: Limits = .init(), strategy: MaskStrategy = .fixed(mask)) throws -> Detector {
        try Detector(rules, limits: limits) { $0.mask ?? strategy }
    }

    static func path(_ id: String, _ query: String, leaves: Bool = false, mask: MaskStrategy? = nil) throws -> Rule {
        var rule = Rule(id: id, detection: .path(try JSONPathQuery(parsing: query)), place: RulePlace(file: "test.yaml", line: 1))
        rule.masksLeaves = leaves
        rule.mask = mask
        return rule
    }

    // MARK: - Against the model

    @Test(arguments: [false, true]) func generatedDocuments(filters: Bool) throws {
        var masked = 0
        for seed in 0..<400 as Range<UInt64> {
            var maker = JSONMaker(seed: seed)
            let document = maker.document(depth: 5)
            var queries = QueryMaker(seed: seed)
            let query = try JSONPathQuery(parsing: queries.query(filters: filters))
            let model = PathModel([.init(query)], mask: "\"\(Self.mask)\"")
            let layout = maker.random.pick([JSONValue.Layout.pretty, .prettyCRLF, .spaced])
            let text = Array(document.text(layout).utf8) + (maker.random.chance(70) ? [0x0A] : [])
            let expected = try model.masked(text)
            // Containers that are cut are masked by what there is of them.
            if expected.masksContainers { continue }
            if expected.text == text, seed % 4 > 0 { continue }
            let note = "seed \(seed), \(query.text)"
            let detector = try Self.detector(model.rules { "p\($0)" })
            let made = try Self.check(text, detector, blockSizes: [256 << 10, 700, 17, 1], "\(note)")
            #expect(
                made.output == expected.text,
                "\(note)\n    out   \(made.text)\n    model \(String(decoding: expected.text, as: UTF8.self))\n    input \(String(decoding: text, as: UTF8.self))"
            )
            try Self.checkAgain(made, detector, note)
            if expected.text != text { masked += 1 }
        }
        #expect(masked > 8)
    }

    @Test func documentsOneBehindTheOther() throws {
        var masked = 0
        for seed in 0..<120 as Range<UInt64> {
            var maker = JSONMaker(seed: 900 + seed)
            let model = PathModel(
                [.init(try JSONPathQuery(parsing: maker.random.pick(["$..a", "$.user", "$[*].b", "$..['x y']"])), leaves: false)],
                mask: "\"\(Self.mask)\"")
            var text: [UInt8] = []
            var expected: [UInt8] = []
            var masksContainers = false
            for _ in 0..<maker.random.below(5) + 1 {
                let document = Array(maker.document(depth: 3).text(maker.random.pick(JSONValue.Layout.allCases)).utf8)
                let before: [UInt8] = maker.random.chance(20) ? [0x1E] : []
                let behind = Array(maker.random.pick(["\n", "\r\n", "\n\n", "\n", " \n"]).utf8)
                let (part, _, hasContainers) = try model.masked(document)
                masksContainers = masksContainers || hasContainers
                text += before + document + behind
                expected += before + part + behind
            }
            if masksContainers { continue }
            let detector = try Self.detector(model.rules { "p\($0)" })
            let made = try Self.check(text, detector, blockSizes: [256 << 10, 64, 5, 1], "seed \(seed)")
            #expect(
                made.output == expected,
                "seed \(seed)\n    out   \(made.text.debugDescription)\n    model \(String(decoding: expected, as: UTF8.self).debugDescription)\n    input \(String(decoding: text, as: UTF8.self).debugDescription)"
            )
            #expect(made.ran.document.brokenJSON == 0, "seed \(seed), \(String(decoding: text, as: UTF8.self).debugDescription)")
            if expected != text { masked += 1 }
        }
        #expect(masked > 20)
    }

    // MARK: - Texts that are not what they should be

    static let secret = "tok_" + "abc123"

    /// A text rule, a field rule, paths; in documents and around them.
    static func mixedRules() throws -> [Rule] {
        [
            rule("tok", "tok_[a-z0-9]{6}"), Rule(id: "pw", detection: .fields(["password"]), place: RulePlace(file: "test.yaml", line: 2)),
            try path("p", "$..secret"), try path("q", "$.list[*].b"),
        ]
    }

    static let sample = """
        {
          "a": "x tok_\("abc123") y",
          "pass\\u0077ord": "hunter\\n2x",
          "secret": [1, "two", {"three": null}],
          "list": [
            {"b": 12345, "c": "tok\\u005f\("abc123")"},
            {"b": "\\"\\\\", "password": 77777}
          ],
          "log": "{\\"password\\":\\"hunter2x\\",\\"secret\\":7}",
          "empty": [{}, [], ""]
        }

        """

    @Test func aDocumentCutOffAnywhere() throws {
        let detector = try Self.detector([
            rule("tok", "tok_[a-z0-9]{6}"), Rule(id: "pw", detection: .fields(["password"]), place: RulePlace(file: "test.yaml", line: 2)),
            try Self.path("q", "$.list[*].b"),
        ])
        let text = Array(Self.sample.utf8)
        for end in 0...text.count {
            let made = try Self.check(Array(text[..<end]), detector, blockSizes: [256 << 10, 64, 7, 1], jobs: [1], "cut off at \(end)")
            #expect(made.output.firstRange(of: Self.secret.utf8) == nil, "cut off at \(end): \(made.text)")
            try Self.checkAgain(made, detector, "cut off at \(end)")
        }
    }

    static let good = "{\n \"list\": [{\"b\": \"hidden1\"}],\n \"n\": \"tok_\("abc123")\"\n}\n"
    static let maskedGood = "{\n \"list\": [{\"b\": \"MASKED\"}],\n \"n\": \"MASKED\"\n}\n"

    @Test(arguments: [
        "{\n\"a\": 1]\n}\n", "{\n\"a\": \n", "[\n1,\n2\n\n", "{\n\"a\": \"x\ny\"\n}\n", "{\n\"a\" 1\n}\n", "{\n,\n}\n", "[\n\"a\": 1\n]\n",
        "}\n", "]]\n",
        "{\"list\": tru}\n", "{\n\"a\": tru\n}\n", "{\"a\":1}}\n", "{\n\"a\":1\n}}\n", "[\n1\n] x\n", "\u{0}\n", "{\"list\":\"\u{1}\"}\n",
        "nothing of the kind\n", "\n",
    ]) func goodOnesFollowABrokenOne(broken: String) throws {
        let detector = try Self.detector([rule("tok", "tok_[a-z0-9]{6}"), try Self.path("q", "$.list[*].b")])
        for before in ["", Self.good] {
            let text = before + broken + Self.good + "{\"list\":[{\"b\":5}]}\n"
            let made = try Self.check(Array(text.utf8), detector, blockSizes: [256 << 10, 64, 7, 2, 1], "\(broken.debugDescription)")
            let masked = before.isEmpty ? "" : Self.maskedGood
            // What never closes takes in what follows: masks are still those of the text, and nothing leaks as text.
            if ["{\n\"a\": \n", "[\n1,\n2\n\n"].contains(broken) {
                #expect(made.output.firstRange(of: Self.secret.utf8) == nil)
            } else {
                #expect(made.text == masked + broken + Self.maskedGood + "{\"list\":[{\"b\":\"MASKED\"}]}\n", "\(broken.debugDescription)")
            }
            if broken != "\n" { #expect(made.ran.document.brokenJSON > 0, "\(broken.debugDescription)") }
            try Self.checkAgain(made, detector, "\(broken.debugDescription)")
        }
    }

    @Test func blankLinesAreNotBroken() throws {
        let detector = try Self.detector([try Self.path("q", "$.a")])
        for text in [
            "{\"a\":1}\r\n\r\n{\"a\":1}\r\n", "{\n\"a\":1}  \n{\"a\":1}\n", "{\r\n\"a\":1}\r\n \r\n\r\n",
            "\u{FEFF}{\"a\":1}\n\u{1E}{\"a\":1}\n",
        ] {
            let made = try Self.check(Array(text.utf8), detector, "\(text.debugDescription)")
            #expect(made.ran.document.brokenJSON == 0, "\(text.debugDescription)")
            #expect(made.text == text.replacing("1", with: "\"MASKED\""))
        }
    }

    // MARK: - Bounds

    @Test(arguments: ["[", "{\"a\":"]) func nestingBeyondTheBoundIsWithheld(open: String) throws {
        let close = open == "[" ? "]" : "}"
        let detector = try Self.detector([rule("tok", "tok_[a-z0-9]{6}"), try Self.path("q", "$.list[*].b")])
        for depth in [1_023, 1_024, 1_025, 3_000] {
            for ends in [true, false] {
                let nested =
                    "\n" + String(repeating: open, count: depth - 1) + "\"\(Self.secret)\""
                    + String(repeating: close, count: ends ? depth - 1 : 0)
                let text = "[\n{\"b\":1},\(nested)" + (ends ? ",\n\"\(Self.secret)\"\n]\n" : "\n")
                let made = try Self.check(
                    Array(text.utf8), detector, blockSizes: [256 << 10, 4_096, 700, 3], jobs: [1, 2], "\(open) \(depth) ends \(ends)")
                #expect(made.output.firstRange(of: Self.secret.utf8) == nil)
                #expect(made.ran.result.withheld == (depth > 1_024), "\(depth), \(made.ran.document.withheldTotal)")
                if ends { #expect((try? JSONTree(parsing: made.output.span)) != nil, "\(depth): \(made.text.suffix(100))") }
                try Self.checkAgain(made, detector, "\(open) \(depth) \(ends)")
            }
        }
    }

    @Test func aStringOverTheCapIsWithheld() throws {
        let detector = try Self.detector(
            [rule("tok", "tok_[a-z0-9]{6}"), try Self.path("q", "$.b")],
            limits: Limits(record: 1_024, multilineWindow: 300, windowOverlap: 100))
        for length in [900, 1_020, 1_022, 1_023, 1_024, 1_025, 1_100, 5_000] {
            for value in ["\"" + String(repeating: "x", count: length) + "\"", String(repeating: "1", count: length)] {
                let text =
                    "{\n\"a\": \"\(Self.secret)\",\n\"long\": \(value),\n\"b\": \"hidden1\",\n\"c\": \"\(Self.secret)\"\n}\n{\"b\":1}\n"
                let made = try Self.check(Array(text.utf8), detector, blockSizes: [4_096, 700, 64, 1], "\(length) \(value.prefix(2))")
                #expect(made.output.firstRange(of: Self.secret.utf8) == nil && made.output.firstRange(of: "hidden1".utf8) == nil)
                #expect(made.text.hasSuffix("\"b\": \"MASKED\",\n\"c\": \"MASKED\"\n}\n{\"b\":\"MASKED\"}\n"), "\(made.text.suffix(200))")
            }
        }
    }

    @Test func manyTinyDocumentsStayAsTheyAre() throws {
        let detector = try Self.detector([try Self.path("q", "$.b")])
        let text = Array(String(repeating: "{}\n", count: 150_000).utf8) + Array("{\"b\":1}\n".utf8)
        let made = try Self.check(text, detector, blockSizes: [256 << 10, 1 << 20], jobs: [1, 2], "tiny")
        #expect(made.output == Array(String(repeating: "{}\n", count: 150_000).utf8) + Array("{\"b\":\"MASKED\"}\n".utf8))
        #expect(!made.ran.result.withheld)
    }

    @Test func withoutRulesAllStaysAsItIs() throws {
        let detector = try Self.detector([])
        for text in [Self.sample, "[[[[", "{\"a\":", "\u{1E}{}\n\u{1E}[\n]", "\u{FEFF}{\n}"] {
            let made = try Self.check(Array(text.utf8), detector, blockSizes: [256 << 10, 7, 1], "\(text.debugDescription)")
            #expect(made.output == Array(text.utf8))
        }
    }

    /// What is JSON for some bytes only, cut anywhere: nothing leaks that the text shows.
    @Test(arguments: 0..<10 as Range<UInt64>) func generatedRubbish(seed: UInt64) throws {
        var random = SeededGenerator(seed: 7_000 + seed)
        let pieces = [
            "{", "}", "[", "]", "\"", ":", ",", "\n", "\r\n", " ", "\\", "\\\"", "1", "null", "\"a\"", "\"b\"", "\"b\":", "{\"b\":", "[{",
            "}]", Self.secret, "\"\(Self.secret)\"", "\u{1E}", "\u{0}", "\u{FEFF}", "x", "\"\\u0062\":", "{\n", "[\n", "}\n", "]\n", ",\n",
            "\"list\":[", "\"password\":", "\"hunter2\"",
        ]
        let detector = try Self.detector([
            rule("tok", "tok_[a-z0-9]{6}"), Rule(id: "pw", detection: .fields(["password"]), place: RulePlace(file: "test.yaml", line: 2)),
            try Self.path("q", "$.list[*].b"), try Self.path("r", "$.b"),
        ])
        for round in 0..<25 {
            let text = "{\n" + (0..<random.below(60)).map { _ in random.pick(pieces) }.joined()
            for blockSize in [256 << 10, 16, 3, 1] {
                let note = "seed \(seed), round \(round), block size \(blockSize), \(text.debugDescription)"
                let made = try Self.check(Array(text.utf8), detector, blockSizes: [blockSize], jobs: [1], note)
                #expect(made.output.firstRange(of: Self.secret.utf8) == nil, "\(note): \(made.text.debugDescription)")
            }
        }
    }

    @Test(arguments: [
        "{[{tok\" \"", "{\"a\" tok}", "{tok: 1}", "[1 tok]", "{\"a\": 1 tok, \"b\": 2}", "{\"a\":{tok", "[tok tok]", "{\"a\",tok:[tok]tok}",
    ])
    func whatIsOutOfPlaceIsStillText(text: String) throws {
        let detector = try Self.detector([rule("tok", "tok_[a-z0-9]{6}"), try Self.path("q", "$.b")])
        for layout in [text, "{\n" + text, text.replacing(" ", with: "\n")] {
            let input = Array((layout.replacing("tok", with: Self.secret) + "\n").utf8)
            for blockSize in [256 << 10, 3, 1] {
                let made = try Self.check(input, detector, blockSizes: [blockSize], jobs: [1], layout)
                #expect(made.output.firstRange(of: Self.secret.utf8) == nil, "\(layout): \(made.text)")
                #expect(made.ran.document.brokenJSON > 0, "\(layout)")
            }
        }
    }
}
