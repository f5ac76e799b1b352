internal import Bytes
internal import Matching

/// One worker's engine: scratch memory, made once, and the findings of the last scan.
///
/// A scan has three steps: *collect* candidates over the whole text at once, *confirm* each with PCRE2 on its record
/// (Scanner+Confirm), *judge* each match by what else its rule asks (Scanner+Judge). The reference engine leaves out the
/// first and runs every rule over every record.
public struct Scanner: ~Copyable {
    public let detector: Detector
    public let kind: EngineKind
    /// What the last scan found, unresolved, in no particular order.
    public var findings: [Finding] = []

    /// Where texts begin, of several that are scanned as one: no match over lines runs from one into the next. Ascending.
    public var fences: [Int] = []

    /// The records of the text are cells of a table, or texts made of them, one between each two fences.
    public var cells: CellContext?

    /// The last scan met a line on which a multi-line rule might have matched.
    public var sawMultilineCandidate: Bool { !multilineStarts.isEmpty }
    /// Where these lines begin, in no order and perhaps more than once; of more than `mostMultilineStarts` just the first.
    public internal(set) var multilineStarts: [Int] = []
    public static let mostMultilineStarts = 256

    let literals: LiteralFinder
    var matcher: PatternMatcher
    var candidates: CandidateList
    let shapeScratch: ShapeScratch
    // Of `scanAgain`: what stands near changes, where of the text each piece of it is, and the parts of long changes that
    // stand for all of them.
    var near = ByteBuffer(capacity: 1)
    var pieces: [(near: Int, text: Int)] = []
    var probes: [Range<Int>] = []
    /// The text's lines without what stands before each of them, by extent; read when first wanted.
    let prefixed = LinePrefix.Extent.allCases.map(PrefixedLines.init)
    /// Patterns as this worker uses them, filled when first wanted.
    var compiled: [CompiledRule.Compiled?]
    var allowed: [CompiledRule.Allowed?]
    var names: [CompiledRule.Names?]
    /// Rules that wait until another worker has compiled their patterns.
    private var deferred: [Int] = []
    /// Of rules that ran into a limit without it, the pattern with PCRE2's own search: see `CompiledRule.searchingPattern`.
    var searching: [Int: CompiledPattern] = [:]
    /// Of rules that found a long secret: see `end(ofLong:match:of:isMore:subject:in:)`.
    var lastRuns: [Int: LastRuns] = [:]
    /// Where the first record begins that more bytes may still decide; the text's end where there is none.
    var open = 0
    /// Whether the text of this scan may hold a mask.
    var textHoldsMask = false
    /// A pattern that did not compile when it was wanted. Rules are checked when loaded, so this is a fault of ours or
    /// of memory; the run must stop.
    public internal(set) var failure: RuleError?

    public init(_ detector: Detector, kind: EngineKind = .fast) throws {
        self.init(
            detector, kind: kind, matcher: try PatternMatcher(groups: Detector.groups, limits: detector.limits.match))
    }

    private init(_ detector: Detector, kind: EngineKind, matcher: consuming PatternMatcher) {
        self.detector = detector
        self.kind = kind
        literals = LiteralFinder(detector.literals)
        self.matcher = matcher
        candidates = CandidateList(rules: detector.rules.count)
        shapeScratch = ShapeScratch(for: detector.shapes)
        compiled = [CompiledRule.Compiled?](repeating: nil, count: detector.rules.count)
        allowed = [CompiledRule.Allowed?](repeating: nil, count: detector.rules.count)
        names = [CompiledRule.Names?](repeating: nil, count: detector.rules.count)
    }

    /// Finds what the rules say in `text` and keeps it in `findings`.
    ///
    /// - Parameters:
    ///   - parts: which records of the text are parts of longer ones. A match that runs into the end of one that goes on
    ///     behind the text is withheld, for its end is not known.
    ///   - starts: only matches that start here count; what stands outside is context.
    ///   - keeps: the candidates are kept for `scanAgain`, whatever other texts are scanned in between.
    ///   - isFinal: nothing follows the text. Otherwise a rule over several lines may need what follows, and a text that is
    ///     one record goes on.
    /// - Returns: the offset up to which the findings hold whatever follows; what begins there must be scanned again
    ///   together with it. It is the text's count, but for a record on which a match of a multi-line rule is still open.
    public mutating func scan(
        _ text: UnsafeBufferPointer<UInt8>, layout: RecordLayout, parts: RecordParts = .none, starts: Range<Int>? = nil,
        keeps: Bool = false, isFinal: Bool
    ) -> Int {
        unsafe begin(text)
        let parts = RecordParts(first: parts.first, last: parts.last || (layout == .whole && !isFinal))
        let scope = unsafe Scope(
            text: text, layout: layout, parts: parts, starts: starts ?? 0..<(text.count + 1), isFinal: isFinal)
        textHoldsMask = false
        let isView = cells?.textCells.isEmpty ?? false
        if isView { forgetWords() }
        if kind == .fast, unsafe collect(text, keeps: keeps, isFinal: isFinal) {
            if isView { cells?.holdsMask = textHoldsMask }
            confirmAll(scope)
        } else {
            textHoldsMask = true
            if isView {
                cells?.holdsMask = true
                cells?.isEverywhere = true
            }
            for rule in detector.rules.indices where !detector.rules[rule].isPlace { examineEverything(rule, scope) }
        }
        return open
    }

    /// Forgets the last scan.
    mutating func begin(_ text: UnsafeBufferPointer<UInt8>) {
        findings.removeAll(keepingCapacity: true)
        open = text.count
        multilineStarts.removeAll(keepingCapacity: true)
        for lines in prefixed { lines.forget() }
    }

    /// Looks at all candidates.
    mutating func confirmAll(_ scope: Scope) {
        let hasParts = scope.parts != .none
        // Of most texts, only the rules that have candidates are looked at.
        guard hasParts || cells != nil || candidates.leavesOutAny else {
            deferred.removeAll(keepingCapacity: true)
            for index in 0..<candidates.present.count {
                let rule = candidates.present[index]
                // All workers begin with texts much alike, and want the same patterns at the same time.
                if compiled[rule] == nil, names[rule] == nil, detector.rules[rule].isBeingCompiled {
                    deferred.append(rule)
                } else {
                    confirm(rule, scope)
                }
            }
            for index in 0..<deferred.count { confirm(deferred[index], scope) }
            for rule in detector.unanchored { examineEverything(rule, scope) }
            return
        }
        for rule in detector.rules.indices {
            if candidates.leavesOutAny, candidates.isLeftOut[rule] {
                if cells?.textCells.isEmpty ?? false { cells?.everywhere.insert(rule) }
                examineEverything(rule, scope)
            } else if cells != nil, detector.approaches[rule].isByWord {
                confirmCells(rule, scope)
            } else if !candidates.range(of: rule).isEmpty || (hasParts && detector.takesParts[rule]) {
                confirm(rule, scope)
            }
        }
        for rule in detector.unanchored { examineEverything(rule, scope) }
    }

    /// The text of a scan and how it is to be read.
    @safe
    struct Scope {
        let text: UnsafeBufferPointer<UInt8>
        let layout: RecordLayout
        let parts: RecordParts
        let starts: Range<Int>
        let isFinal: Bool

        /// The record around an offset, and where its line end ends.
        func record(around position: Int) -> (record: Range<Int>, next: Int) {
            switch layout {
            case .whole:
                return unsafe (0..<text.count, text.count + 1)
            case .lines, .apart:
                let start = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: min(position, text.count)).map { $0 + 1 } ?? 0
                return self.record(from: start)
            }
        }

        /// The record that begins at an offset.
        func record(from start: Int) -> (record: Range<Int>, next: Int) {
            switch layout {
            case .whole:
                return unsafe (0..<text.count, text.count + 1)
            case .lines, .apart:
                guard let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: start) else {
                    return unsafe (start..<text.count, text.count + 1)
                }
                let hasReturn = unsafe end > start && text[end - 1] == UInt8(ascii: "\r")
                return (start..<(hasReturn ? end - 1 : end), end + 1)
            }
        }
    }

    /// Runs one rule over every record.
    mutating func examineEverything(_ rule: Int, _ scope: Scope) {
        guard let compiled = patterns(of: rule) else { return }
        var state = RecordState(record: 0..<0, cursor: 0)
        var at = 0
        repeat {
            let (record, next) = scope.record(from: at)
            state = RecordState(record: record, behind: state)
            examine(rule, compiled, scope, &state, from: record.lowerBound, through: record.upperBound)
            at = next
        } while unsafe at < scope.text.count
    }

    mutating func patterns(of rule: Int) -> CompiledRule.Compiled? {
        if let there = compiled[rule] { return there }
        do throws(RuleError) {
            let fresh = try detector.rules[rule].compiled(
                runsOverParts: detector.runsOverParts(rule), knowsStarts: detector.approaches[rule].tellsStarts)
            compiled[rule] = fresh
            return fresh
        } catch {
            failure = error
            return nil
        }
    }

    mutating func patterns(allowedBy rule: Int) -> CompiledRule.Allowed? {
        if let there = allowed[rule] { return there }
        do throws(RuleError) {
            let fresh = try detector.rules[rule].allowed()
            allowed[rule] = fresh
            return fresh
        } catch {
            failure = error
            return nil
        }
    }
}
