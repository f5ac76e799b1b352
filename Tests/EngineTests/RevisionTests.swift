import Masking
import Testing

@testable import Engine

/// A text that is looked at again where it was changed shows what it would show if it were scanned anew.
@Suite struct RevisionTests {
    /// Lines of `old` with some of their bytes replaced, as they are checked: those that were changed, and some others.
    struct Changed {
        var text: [UInt8] = []
        var revision = Revision()

        init(_ old: [UInt8], _ samples: [String], _ generator: inout RuleGenerator) {
            var at = 0
            while at < old.count {
                let end = old[at...].firstIndex(of: 0x0A).map { $0 + 1 } ?? old.count
                defer { at = end }
                if generator.random.chance(20) { continue }
                let line = text.count
                var from = at
                while from < end, generator.random.chance(70) {
                    let low = from + generator.random.below(end - from)
                    let high = min(end - (old[end - 1] == 0x0A ? 1 : 0), low + generator.random.below(12))
                    guard low <= high else { break }
                    add(old, from..<low, line)
                    if let last = revision.stretches.indices.last, revision.stretches[last].line == line {
                        revision.stretches[last].behind = high
                    }
                    let start = text.count
                    text += Self.replacement(samples, &generator)
                    revision.changes.append(start..<text.count)
                    from = high
                }
                add(old, from..<end, line)
            }
        }

        private mutating func add(_ old: [UInt8], _ range: Range<Int>, _ line: Int) {
            guard !range.isEmpty else { return }
            revision.stretches.append(.init(old: range, start: text.count, line: line))
            text += old[range]
        }

        private static func replacement(_ samples: [String], _ generator: inout RuleGenerator) -> [UInt8] {
            switch generator.random.below(30) {
            case 0..<12: Array("[REDACTED:rule-\(generator.random.below(4))]".utf8)
            case 12..<15: []
            case 15..<18: Array(repeating: 0x2A, count: generator.random.below(12))
            // So long that the midst of it is not looked at.
            case 18: Array(repeating: generator.random.pick(Array("*a0 -".utf8)), count: 2_100 + generator.random.below(900))
            default: Array(generator.random.pick(samples).utf8.filter { $0 != 0x0A })
            }
        }
    }

    static func check(seed: UInt64) throws {
        var generator = RuleGenerator(seed: seed)
        var (rules, samples) = generator.rules(generator.random.below(7) + 1)
        rules = rules.filter { rule in (try? Detector([rule]) { _ in .label }.compileAll()) != nil }
        guard !rules.isEmpty else { return }
        let strategies = rules.map { _ in generator.strategy() }
        let detector = try Detector(rules, known: ["none"]) { rule in strategies[rules.firstIndex { $0.id == rule.id } ?? 0] }
        var scanner = try Scanner(detector, kind: .fast)
        var reference = try Scanner(detector, kind: .reference)
        for number in 0..<8 {
            let old = generator.text(samples, lines: 8)
            let changed = Changed(old, samples, &generator)
            _ = old.withUnsafeBufferPointer { scanner.scan($0, layout: .lines, keeps: true, isFinal: generator.random.chance(50)) }
            // Other texts are scanned in between.
            if generator.random.chance(50) { _ = try scan(&scanner, generator.text(samples, lines: 2)) }
            let canScanAgain = scanner.canScanAgain
            #expect(canScanAgain, "seed \(seed)")
            changed.text.withUnsafeBufferPointer { scanner.scanAgain($0, changed.revision, layout: .apart) }
            let again = scanner.findings.sorted(by: order)
            let sawCandidate = scanner.sawMultilineCandidate
            let anew = try scan(&reference, changed.text, layout: .apart).findings.sorted(by: order)
            let difference = PrefilterTests.compare(again, anew, changed.text)
            #expect(
                difference == nil,
                """
                seed \(seed), text \(number): \(difference ?? "")
                \(rules.map { "\($0.id): \($0.detection) \($0.keywords) near \($0.near?.words ?? []) multi-line \($0.isMultiline)" }.joined(separator: "\n"))
                \(detector.approaches)
                \(String(decoding: old, as: UTF8.self).debugDescription)
                \(String(decoding: changed.text.prefix(4_000), as: UTF8.self).debugDescription)
                """)
            // More lines may be taken for such, and never fewer.
            _ = try scan(&scanner, changed.text, layout: .apart)
            let sawCandidateAnew = scanner.sawMultilineCandidate
            #expect(sawCandidate || !sawCandidateAnew, "seed \(seed), text \(number)")
            if difference != nil { return }
        }
    }

    @Test(arguments: stride(from: 0, to: 160, by: 40).map { $0 })
    func aChangedTextShowsWhatANewOneShows(first: Int) throws {
        for seed in first..<first + 40 { try Self.check(seed: UInt64(seed)) }
    }

    /// What a field rule's name lacks may come to stand far behind it: `<token a=b …>` is an element once its end is near.
    @Test func aNameMayBecomeOneByWhatStandsFarBehindIt() throws {
        let detector = try Detector([rule("field", "a") { $0.detection = .fields(["token"]) }]) { _ in .label }
        var scanner = try Scanner(detector)
        let old = Array(("<token " + String(repeating: "x", count: 180) + ">v4luev4lue</token>\n").utf8)
        var revision = Revision()
        revision.stretches = [.init(old: 0..<8, start: 0, line: 0), .init(old: 180..<old.count, start: 8, line: 0)]
        revision.stretches[0].behind = 180
        revision.changes = [8..<8]
        let text = Array(old[..<8] + old[180...])
        _ = old.withUnsafeBufferPointer { scanner.scan($0, layout: .lines, keeps: true, isFinal: true) }
        text.withUnsafeBufferPointer { scanner.scanAgain($0, revision, layout: .apart) }
        let again = scanner.findings
        #expect(again == (try scan(&scanner, text, layout: .apart).findings))
    }
}
