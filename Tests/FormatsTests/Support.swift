import Bytes
import Engine
import Formats
import Masking
import Testing

func rule(_ id: String, _ pattern: String, mask: MaskStrategy? = nil, _ change: (inout Rule) -> Void = { _ in }) -> Rule {
    var rule = Rule(id: id, detection: .pattern(pattern), place: RulePlace(file: "test.yaml", line: 1))
    rule.mask = mask
    change(&rule)
    return rule
}

func fields(_ id: String, _ names: [String], mask: MaskStrategy? = nil) -> Rule {
    var rule = Rule(id: id, detection: .fields(names), place: RulePlace(file: "test.yaml", line: 1))
    rule.mask = mask
    return rule
}

/// What a processor makes of a text.
struct Outcome {
    var output: [UInt8]
    var isUnchanged: Bool
    var decided: Int
    var records: Int
    var leakyRecords: Int
    var leaks: [BlockOutcome.Leak]
    var withheld: [BlockOutcome.Withheld]
    var places: [BlockOutcome.Place]

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// A processor and what it needs, kept between texts as a worker keeps it.
final class Bench {
    var processor: TextProcessor
    var outcome = BlockOutcome()
    let detector: Detector

    init(_ rules: [Rule], kind: EngineKind = .fast, limits: Limits = .init(), strategy: MaskStrategy = .label) throws {
        detector = try Detector(rules, limits: limits) { $0.mask ?? strategy }
        // Without a key a pseudonym is the plain label, which will do.
        processor = try TextProcessor(
            detector, kind: kind, masker: Masker(key: nil),
            options: .init(wantsPlaces: true) { bytes in
                var hash: UInt64 = 14_695_981_039_346_656_037
                for i in bytes.indices { hash = (hash ^ UInt64(bytes[i])) &* 1_099_511_628_211 }
                return hash
            })
    }

    func run(_ text: [UInt8], isFinal: Bool = true, starts: Range<Int>? = nil) throws -> Outcome {
        unsafe text.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: isFinal, starts: starts, into: &outcome) }
        return try result(text, from: 0)
    }

    func window(_ text: [UInt8], context: Int, end: Int?) throws -> Outcome {
        unsafe text.withUnsafeBufferPointer {
            unsafe processor.process(
                $0, parts: RecordParts(first: context > 0, last: end != nil), isFinal: end == nil,
                starts: context..<(end ?? text.count + 1),
                done: context, into: &outcome)
        }
        return try result(text, from: context)
    }

    private func result(_ text: [UInt8], from: Int) throws -> Outcome {
        if let failure = processor.failure { throw failure }
        return Outcome(
            output: outcome.isUnchanged ? Array(text[from..<outcome.decided]) : outcome.output.array(), isUnchanged: outcome.isUnchanged,
            decided: outcome.decided, records: outcome.records, leakyRecords: outcome.leakyRecords, leaks: outcome.leaks,
            withheld: outcome.withheld, places: outcome.places)
    }

    func run(_ text: String) throws -> Outcome { try run(Array(text.utf8)) }

    func id(_ rule: Int) -> String { detector.rules[rule].rule.id }

    /// Checks what lines are masked to: each by itself and again, and all of them in blocks.
    func check(_ cases: [(text: String, masked: String)]) throws {
        for (text, masked) in cases {
            let outcome = try run(text + "\n")
            #expect(outcome.text == masked + "\n")
            #expect(try run(outcome.output).isUnchanged)
        }
        let text = cases.map { $0.text + "\n" }.joined()
        for cuts in [[], [0], [1, 3], Array(0..<cases.count)] {
            let output = try inBlocks(Array(text.utf8), cuts: cuts).output
            #expect(String(decoding: output, as: UTF8.self) == cases.map { $0.masked + "\n" }.joined())
        }
    }
}
