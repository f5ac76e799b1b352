public import Bytes
public import Masking
public import Matching
internal import PatternAnalysis

/// A set of rules, compiled: what is immutable of the engine, shared by all workers.
///
/// Each rule is found in the cheapest way that misses nothing (law 8):
///
/// - *literal*: every match holds one of a few literals; those of all rules are found in one pass, and byte sets
///   around the literal throw out most hits before PCRE2 is asked;
/// - *shape*: no literal, but a telling sequence of byte classes (`\d{3}-\d{2}-\d{4}`), found by bit arithmetic;
/// - *near words*: a shape that counts only beside certain words, found by those;
/// - *keywords*: neither, but the rule names keywords that its record must hold;
/// - *every record*: nothing to hold on to. Correct, and slow: `blot rules lint` names such rules.
public final class Detector: Sendable {
    public let rules: [CompiledRule]
    public let limits: Limits
    public let grammar: MaskGrammar
    /// How each rule finds its candidates.
    public let approaches: [Approach]

    public enum Approach: Sendable, Equatable {
        case literal(String)
        case shape(String)
        case keywords(String)
        case nearWords(String)
        case everyRecord(String)
        /// By its place in a document; a scan of text has nothing to do with it.
        case path
        /// By its place in a table.
        case column

        var isByKeyword: Bool {
            if case .keywords = self { true } else { false }
        }

        /// A candidate is a part of the match, which begins within a few bytes of it.
        var tellsStarts: Bool {
            switch self {
            case .literal, .shape: true
            case .keywords, .nearWords, .everyRecord, .path, .column: false
            }
        }

        /// The candidates are words that must stand in the record, not in the match: none need stand in a part of it.
        var isByWord: Bool {
            switch self {
            case .keywords, .nearWords: true
            case .literal, .shape, .everyRecord, .path, .column: false
            }
        }
    }

    /// The rules that are run from end to end over each part of a record over the cap: what they are found by need not stand
    /// in the part in which a match begins.
    let takesParts: [Bool]

    /// Whether a rule is run over all of each part, and so is asked for partial matches.
    func runsOverParts(_ rule: Int) -> Bool {
        if case .everyRecord = approaches[rule] { true } else { takesParts[rule] }
    }

    /// See `MaskGrammar.isMasked`. Here, since whoever asks from outside takes a copy of the grammar first.
    func isMasked(_ secret: Range<Int>, inCell cell: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe grammar.isMasked(secret, in: cell.span, mayHoldLabels: ByteSearch.holds(UInt8(ascii: "["), cell))
    }

    /// The tables came from an image.
    public let isFromImage: Bool

    /// What paths need: see `PathNames`.
    let pathNames: LiteralTable?
    let literals: LiteralTable
    let anchors: AnchorTable
    let footprint: AnchorTable.Footprint
    let shapes: ShapeTable
    let shapeAnchors: [ShapePlan]
    /// Rules run over each record.
    let unanchored: [Int]
    /// The most capture groups of any rule; match data are made for them. A pattern with more is refused where rules are loaded.
    public static let groups = 255

    struct ShapePlan: Sendable {
        var rule: Int
        var minBefore: Int
        var maxBefore: Int?
        /// What may stand between a match's start and the shape; nil where that says nothing.
        var between: [UInt64]?
        /// Neighbouring hits may be joined: no position of theirs is a line end.
        var joins: Bool
    }

    /// - Parameters:
    ///   - rules: those with a path are kept for structured formats, and take no part in scans.
    ///   - known: ids of rules whose masks may stand in the text already, beyond those of `rules`.
    ///   - image: the tables, as `image(key:)` gave them; worked out anew where that is no good.
    ///   - imageKey: names rules, build and machine; an image made under another is no good.
    ///   - strategy: how a rule's findings are masked.
    public init(
        _ rules: [Rule], known: [String] = [], limits: Limits = .init(), image: ImageBytes? = nil, imageKey: String = "",
        strategy: (Rule) -> MaskStrategy
    ) throws(LiteralError) {
        let compiled = rules.map { CompiledRule($0, strategy: strategy($0)) }
        self.rules = compiled
        self.limits = limits
        grammar = MaskGrammar(ruleIDs: compiled.map(\.rule.id) + known, strategies: compiled.map(\.strategy))
        let kept = image.flatMap { Self.tables(from: $0, key: imageKey, rules: compiled.count) }
        let tables: Tables
        if let kept { tables = kept } else { tables = try Self.tables(for: compiled) }
        isFromImage = kept != nil
        pathNames = try PathNames.literals(of: compiled).map { (literals) throws(LiteralError) in try LiteralTable(literals) }
        approaches = tables.approaches
        literals = tables.literals
        anchors = tables.anchors
        footprint = tables.anchors.footprint()
        shapes = tables.shapes
        shapeAnchors = tables.shapePlans
        unanchored = tables.unanchored
        var takesParts = approaches.map(\.isByWord)
        for rule in anchors.rulesReaching(beyond: limits.windowOverlap) { takesParts[rule] = true }
        for plan in shapeAnchors where plan.maxBefore.map({ $0 + ShapeTable.longest > limits.windowOverlap }) ?? true {
            takesParts[plan.rule] = true
        }
        // Those without any anchor are run over every record as it is.
        for rule in unanchored { takesParts[rule] = false }
        self.takesParts = takesParts
    }

    private static func tables(for rules: [CompiledRule]) throws(LiteralError) -> Tables {
        var builder = DetectorBuilder()
        for (index, study) in PatternStudy.all(of: rules).enumerated() { builder.add(rules[index], study, at: index) }
        let parts = ScannedPart.parts(of: builder.literals, builder.plans)
        return Tables(
            literals: try LiteralTable(parts.map(\.literal)), anchors: AnchorTable(parts), shapes: builder.shapes,
            shapePlans: builder.shapePlans, unanchored: builder.unanchored, approaches: builder.approaches)
    }

    /// The names that all field rules look for.
    public var fieldNames: [String] {
        var all: [String] = []
        for compiled in rules where compiled.rule.outline.kind == .fields {
            if case .fields(let names) = compiled.rule.detection { all += names }
        }
        return all
    }

    /// Literals and shapes that all scans look for.
    public var anchorCounts: (literals: Int, shapes: Int) { (literals.count, shapes.count) }

    /// Compiles every pattern now, so that a bad one stops the start.
    public func compileAll() throws(RuleError) {
        for index in rules.indices where !rules[index].isPlace {
            _ = try rules[index].compiled(
                runsOverParts: runsOverParts(index), knowsStarts: approaches[index].tellsStarts)
            _ = try rules[index].allowed()
        }
    }
}
