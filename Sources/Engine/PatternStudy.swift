internal import Glibc
internal import Matching
internal import PatternAnalysis
internal import Threads

/// What the analysis tells of a rule's pattern.
struct PatternStudy: Sendable {
    /// Matched by characters, not by bytes: then nothing else is known.
    var speaksUnicode = false
    var requirement = Requirement.none(reason: "not found by a pattern")
    /// The most bytes that a match has; nil where there is no bound, or none is known.
    var maxWidth: Int?

    private init() {}

    private init(of rule: CompiledRule) {
        guard case .pattern = rule.rule.detection else { return }
        if CompiledPatternText.speaksUnicode(rule.pattern) {
            speaksUnicode = true
            requirement = .none(reason: "the pattern is matched by characters, not bytes")
            return
        }
        do {
            let tree = try PatternParser.parse(rule.pattern)
            requirement = PatternAnalysis.requirement(of: tree)
            maxWidth = tree.maxWidth
        } catch {
            requirement = .none(reason: "\(error)")
        }
    }

    /// Of each rule in order. An analysis takes a tenth of a millisecond, so that many are shared among threads: it is most of a
    /// start without a cache.
    static func all(of rules: [CompiledRule]) -> [PatternStudy] {
        let helpers = rules.count >= fewest ? min(most, sysconf(Int32(_SC_NPROCESSORS_ONLN))) - 1 : 0
        guard helpers > 0 else { return rules.map(PatternStudy.init) }
        return unsafe [PatternStudy](unsafeUninitializedCapacity: rules.count) { room, count in
            unsafe room.initialize(repeating: PatternStudy())
            count = rules.count
            let shelf = unsafe Shelf(places: room)
            let team = Team()
            // What no thread can be had for is done here.
            var mine = [0]
            for worker in 1...helpers where !team.start({ shelf.study(rules, from: worker, by: helpers + 1) }) { mine.append(worker) }
            for worker in mine { shelf.study(rules, from: worker, by: helpers + 1) }
            team.join()
        }
    }

    /// Fewer are done before a thread has begun.
    private static let fewest = 64
    private static let most = 4

    /// Places to put studies into.
    @safe
    private struct Shelf: @unchecked Sendable {
        // Invariant: initialized, and each place is written by one thread alone while the team is at work.
        let places: UnsafeMutableBufferPointer<PatternStudy>

        init(places: UnsafeMutableBufferPointer<PatternStudy>) { unsafe self.places = places }

        func study(_ rules: [CompiledRule], from first: Int, by step: Int) {
            for index in stride(from: first, to: rules.count, by: step) { unsafe places[index] = PatternStudy(of: rules[index]) }
        }
    }
}
