import Engine
import Formats
import JSONPath
import Masking
import TestSupport
import Testing

/// Masking by path against `PathModel`, byte for byte, wherever the document stands.
@Suite struct JSONDifferentialTests {
    static let mask = "MASKED"

    struct Case {
        var seed: UInt64
        var document: JSONValue
        var model: PathModel
        var note: String
    }

    static func make(seed: UInt64, filters: Bool) throws -> Case {
        var maker = JSONMaker(seed: seed)
        let document = maker.document()
        var queries = QueryMaker(seed: seed &* 31)
        var parts: [PathModel.Part] = []
        for _ in 0..<queries.random.below(2) + 1 {
            parts.append(
                .init(
                    try JSONPathQuery(parsing: queries.query(filters: filters && queries.random.chance(60))),
                    leaves: queries.random.chance(30)))
        }
        let note = "seed \(seed), \(parts.map { "\($0.query.text)\($0.leaves ? " leaves" : "")" }), \(document.text())"
        return Case(seed: seed, document: document, model: PathModel(parts, mask: "\"\(mask)\""), note: note)
    }

    /// Runs the cases of some seeds; each is asked for the text and what shall become of it, nil where that is not to be asked.
    static func check(
        _ seeds: Range<UInt64>, filters: Bool, atLeast least: Int,
        _ place: (Case) throws -> (text: [UInt8], expected: [UInt8])?
    ) throws {
        var masked = 0
        for seed in seeds {
            let made = try make(seed: seed, filters: filters)
            guard let (text, expected) = try place(made) else { continue }
            let bench = try Bench(made.model.rules { "p\($0)" }, kind: seed % 3 == 0 ? .reference : .fast, strategy: .fixed(mask))
            for expectsJSON in [false, true] {
                bench.processor.expectsJSON = expectsJSON
                let outcome = try bench.run(text)
                #expect(
                    outcome.output == expected,
                    "\(made.note)\n    in    \(String(decoding: text, as: UTF8.self))\n    out   \(outcome.text)\n    model \(String(decoding: expected, as: UTF8.self))"
                )
                #expect(outcome.withheld.isEmpty, "\(made.note)")
                let again = try bench.run(outcome.output)
                #expect(again.output == outcome.output && again.leaks.isEmpty, "\(made.note), again: \(again.text)")
            }
            if expected != text { masked += 1 }
        }
        #expect(masked >= least, "so few cases mask anything that this tests nothing")
    }

    @Test(arguments: [false, true]) func asALine(filters: Bool) throws {
        try Self.check(0..<1_500, filters: filters, atLeast: 400) { made in
            let text = Array(made.document.text(made.seed % 2 == 0 ? .compact : .spaced).utf8) + [0x0A]
            return (text, try made.model.masked(text).text)
        }
    }

    @Test func oneLineAfterTheOther() throws {
        try Self.check(10_000..<10_200, filters: true, atLeast: 100) { made in
            var text: [UInt8] = []
            var expected: [UInt8] = []
            for other in 0..<5 as Range<UInt64> {
                let line = Array(try Self.make(seed: made.seed + other, filters: false).document.text().utf8)
                text += line + [0x0A]
                expected += try made.model.masked(line).text + [0x0A]
            }
            return (text, expected)
        }
    }

    /// Within a text an array of but numbers and words is no document.
    private static func isDocumentInText(_ document: JSONValue) -> Bool {
        guard case .array(let elements) = document else { return true }
        return elements.contains { if case .scalar(let spelled) = $0 { spelled.hasPrefix("\"") } else { true } }
    }

    @Test(arguments: [false, true]) func inALineOfLog(filters: Bool) throws {
        try Self.check(20_000..<21_000, filters: filters, atLeast: 250) { made in
            guard Self.isDocumentInText(made.document) else { return nil }
            let document = Array(made.document.text(.spaced).utf8)
            let (before, between, after) = (Array("03:04:05 INFO payload=".utf8), Array("; ".utf8), Array(" took 3ms\r\n".utf8))
            let masked = try made.model.masked(document).text
            return (before + document + between + document + after, before + masked + between + masked + after)
        }
    }

    @Test(arguments: 1...4) func inStrings(depth: Int) throws {
        try Self.check(30_000..<30_800, filters: true, atLeast: 60) { made in
            guard Self.isDocumentInText(made.document) else { return nil }
            var text = Array(made.document.text(.pretty).utf8)
            var expected = try made.model.masked(text).text
            for _ in 0..<depth {
                text = Array("{\"log\":".utf8) + quoted(text) + Array(",\"n\":1}".utf8)
                // What selects the string itself masks it whole, and what is around it says nothing of what it holds.
                if try made.model.selectsSomething(in: text) { return nil }
                expected = Array("{\"log\":".utf8) + quoted(expected) + Array(",\"n\":1}".utf8)
            }
            return (text + [0x0A], expected + [0x0A])
        }
    }

    @Test func asElementsOfAnArray() throws {
        try Self.check(40_000..<40_150, filters: true, atLeast: 50) { made in
            var elements: [JSONValue] = []
            for other in 0..<20 as Range<UInt64> { elements.append(try Self.make(seed: made.seed + other, filters: false).document) }
            let text = Array(JSONValue.array(elements).text(.spaced).utf8)
            return (text, try made.model.masked(text).text)
        }
    }

    // MARK: - Labels and other masks

    @Test(arguments: [("null", MaskStrategy.null, "null"), ("label", .label, "\"[REDACTED:p0]\"")])
    func otherMasks(name: String, strategy: MaskStrategy, mask: String) throws {
        var masked = 0
        for seed in 50_000..<50_600 as Range<UInt64> {
            var made = try Self.make(seed: seed, filters: true)
            made.model.parts = [made.model.parts[0]]
            made.model.mask = Array(mask.utf8)
            let bench = try Bench(made.model.rules { "p\($0)" }, strategy: strategy)
            let text = Array(made.document.text(.spaced).utf8)
            let expected = try made.model.masked(text).text
            let outcome = try bench.run(text)
            #expect(
                outcome.output == expected,
                "\(made.note)\n    out   \(outcome.text)\n    model \(String(decoding: expected, as: UTF8.self))")
            if expected != text { masked += 1 }
        }
        #expect(masked > 100)
    }
}
