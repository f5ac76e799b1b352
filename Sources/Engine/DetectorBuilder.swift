internal import Bytes
internal import Matching
internal import PatternAnalysis

/// Sorts rules by how their candidates are found, and lays out the tables for it.
struct DetectorBuilder {
    private(set) var literals: [[UInt8]] = []
    private(set) var plans: [[AnchorTable.Plan]] = []
    private(set) var shapes = ShapeTable()
    private(set) var shapePlans: [Detector.ShapePlan] = []
    private(set) var unanchored: [Int] = []
    private(set) var approaches: [Detector.Approach] = []
    private var indices: [[UInt8]: Int] = [:]

    /// What masks begin with, so that the scan tells whether a text holds any.
    static let maskStarts = ["[REDACTED:", "[WITHHELD:"].map(ByteSearch.lowered)

    init() {
        for start in Self.maskStarts {
            hang(AnchorTable.Plan(rule: AnchorTable.maskMarker, minBefore: 0, maxBefore: 0, between: nil, checks: []), on: start)
        }
    }

    mutating func add(_ rule: CompiledRule, _ study: PatternStudy, at index: Int) {
        approaches.append(approach(for: rule, study, at: index))
    }

    private mutating func approach(for rule: CompiledRule, _ study: PatternStudy, at index: Int) -> Detector.Approach {
        if rule.isPlace { return rule.isPath ? .path : .column }
        if rule.rule.isMultiline {
            // A match begins on a line that holds a keyword, and where a literal stands that it cannot be parted from by
            // a line end; or it may begin anywhere on the line.
            if case .anchors(let anchors) = study.requirement, anchors.shapes.isEmpty, anchors.literals.allSatisfy(Self.staysOnLine),
                let found = add(Self.withinLine(anchors), at: index)
            {
                return found
            }
            return addKeywords(of: rule, at: index) ?? addUnanchored(index, "a multi-line rule without keywords")
        }
        if case .fields(let names) = rule.rule.detection { return addFields(names, at: index) }
        let reason: String
        if let found = addNearWords(of: rule, study, at: index) { return found }
        switch study.requirement {
        case .anchors(let anchors):
            if !anchors.shapes.isEmpty, Self.areRare(rule.keywords), let found = addKeywords(of: rule, at: index) { return found }
            if let found = add(anchors, at: index) { return found }
            reason = "too many shapes in use"
        case .none(let why):
            reason = why
        }
        return addKeywords(of: rule, at: index) ?? addUnanchored(index, reason)
    }

    /// Words that stand on so few lines that to try the rule on those costs less than to look for its shape everywhere.
    private static func areRare(_ keywords: [[UInt8]]) -> Bool {
        guard !keywords.isEmpty, keywords.allSatisfy({ $0.count > shortestNearWord }) else { return false }
        return keywords.reduce(0) { $0 + LiteralRarity.rate(of: $1) } < 1e-5
    }

    /// The literal stands on the line on which the match begins.
    private static func staysOnLine(_ anchor: LiteralAnchor) -> Bool {
        let lineEnd = UInt8(ascii: "\n")
        return anchor.maxBefore != nil && !anchor.literal.contains(lineEnd) && (anchor.maxBefore == 0 || !anchor.between.contains(lineEnd))
    }

    /// Without what may stand behind the end of the line on which a match begins. What the next line holds must not decide whether there
    /// is a candidate: a line of which a match may run on is known by its candidates. The line end itself may. And a match may begin
    /// behind what is set before each line, as at the start of one: see `LinePrefix`.
    private static func withinLine(_ anchors: Anchors) -> Anchors {
        var anchors = anchors
        for index in anchors.literals.indices {
            let follow = anchors.literals[index].follow
            let end = follow.firstIndex { $0.contains(UInt8(ascii: "\n")) || $0.contains(UInt8(ascii: "\r")) }
            anchors.literals[index].follow = Array(follow[..<(end.map { $0 + 1 } ?? follow.endIndex)])
            anchors.literals[index].precededBy?.formUnion(LinePrefix.ends)
            anchors.literals[index].beside?.formUnion(LinePrefix.ends)
        }
        return anchors
    }

    private mutating func addUnanchored(_ index: Int, _ reason: String) -> Detector.Approach {
        unanchored.append(index)
        return .everyRecord(reason)
    }

    private mutating func addKeywords(of rule: CompiledRule, at index: Int) -> Detector.Approach? {
        guard !rule.keywords.isEmpty else { return nil }
        for keyword in rule.keywords {
            hang(AnchorTable.Plan(rule: index, minBefore: Int(Int32.min), maxBefore: nil, between: nil, checks: []), on: keyword)
        }
        return .keywords(rule.rule.keywords.joined(separator: ", "))
    }

    /// A field rule is found by one word of each of its names; a match begins at the name's first letter.
    ///
    /// Most names share their last word (`… key`, `… token`): that word then finds them all, where a word of each name's
    /// own would cost a literal apiece.
    private mutating func addFields(_ names: [String], at index: Int) -> Detector.Approach {
        var used: Set<[UInt8]> = []
        let split = names.map { $0.split(separator: " ").map { ByteSearch.lowered(String($0)) } }
        for words in split.sorted(by: { $0.count < $1.count }) {
            func cost(_ i: Int) -> (Int, Int, Int) {
                (words[i].count < 3 ? 2 : Self.everydayWords.contains(words[i]) ? 1 : 0, used.contains(words[i]) ? 0 : 1, words.count - i)
            }
            guard let chosen = words.indices.min(by: { cost($0) < cost($1) }) else { continue }
            used.insert(words[chosen])
            let before = words[..<chosen].map { $0 + [UInt8(ascii: " ")] }.joined()
            let after = words[(chosen + 1)...].map { [UInt8(ascii: " ")] + $0 }.joined()
            hang(
                AnchorTable.Plan(
                    rule: index, minBefore: 0, maxBefore: 0, between: nil, checks: [],
                    name: .init(before: before.reversed(), after: Array(after)), length: words[chosen].count),
                on: words[chosen])
        }
        return .literal(
            used.sorted { $0.lexicographicallyPrecedes($1) }.prefix(6).map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
                + (used.count > 6 ? " and \(used.count - 6) more" : ""))
    }

    /// Words that stand on every other line of a log.
    private static let everydayWords = Set(
        [
            "access", "account", "address", "admin", "api", "app", "application", "client", "code", "consumer", "data", "device", "http",
            "login", "message", "mobile", "name", "number", "one", "record", "root", "server", "service", "session", "ssh", "time", "type",
            "user", "value", "web",
        ].map(ByteSearch.lowered))

    /// A rule of mere shape that must stand near certain words is found by the words: they cost nothing beside the other
    /// literals, a shape costs a pass of its own.
    private mutating func addNearWords(of rule: CompiledRule, _ study: PatternStudy, at index: Int) -> Detector.Approach? {
        guard !rule.near.isEmpty, rule.near.allSatisfy({ $0.count >= Self.shortestNearWord }) else { return nil }
        if case .anchors(let anchors) = study.requirement, anchors.shapes.isEmpty { return nil }
        // Where matches are too far from a word they are not looked for, if they are short: each start within those is tried anyway,
        // as behind any other that is rejected.
        let width = rule.isTriedAtEachStart ? study.maxWidth.flatMap { $0 <= Scanner.retryLength ? $0 : nil } : nil
        for word in rule.near {
            var plan = AnchorTable.Plan(rule: index, minBefore: Int(Int32.min), maxBefore: nil, between: nil, checks: [])
            if let width, let within = rule.rule.near?.within, within <= Self.farthestWord {
                // A match that ends before the word begins so far before it at the most, one behind it begins so far behind.
                plan.minBefore = -within
                plan.maxBefore = within + width
            }
            hang(plan, on: word)
        }
        return .nearWords((rule.rule.near?.words ?? []).joined(separator: ", "))
    }

    /// Offsets in the table are of 32 bits.
    private static let farthestWord = 1 << 20

    /// Shorter words are too common, and too dear for the literal scan.
    private static let shortestNearWord = 3

    private mutating func add(_ anchors: Anchors, at index: Int) -> Detector.Approach? {
        // Shapes first: they alone may find no room.
        var planned: [(shape: ShapeAnchor, terms: [ShapeTable.Term])] = []
        for shape in anchors.shapes { planned.append((shape, Self.terms(of: shape))) }
        var table = shapes
        for plan in planned where table.add(plan.terms) == nil { return nil }
        shapes = table
        for plan in planned {
            let shape = plan.shape
            shapePlans.append(
                Detector.ShapePlan(
                    rule: index, minBefore: shape.minBefore, maxBefore: shape.maxBefore,
                    between: Self.walk(shape.between, shape.maxBefore)?.layout,
                    joins: !(shape.sequence.first?.contains(UInt8(ascii: "\n")) ?? true)))
        }
        for anchor in anchors.literals {
            hang(
                AnchorTable.Plan(
                    rule: index, minBefore: anchor.minBefore, maxBefore: anchor.maxBefore,
                    between: Self.walk(anchor.between, anchor.maxBefore), checks: Self.checks(of: anchor)),
                on: anchor.literal)
        }
        let words = anchors.literals.prefix(4).map { String(decoding: $0.literal, as: UTF8.self) }
        let more = anchors.literals.count > 4 ? " and \(anchors.literals.count - 4) more" : ""
        if anchors.shapes.isEmpty { return .literal(words.joined(separator: ", ") + more) }
        let sequences = anchors.shapes.map(\.description).joined(separator: " or ")
        return .shape(words.isEmpty ? sequences : "\(sequences) or \(words.joined(separator: ", "))\(more)")
    }

    private mutating func hang(_ plan: AnchorTable.Plan, on literal: [UInt8]) {
        if let index = indices[literal] {
            plans[index].append(plan)
        } else {
            indices[literal] = literals.count
            literals.append(literal)
            plans.append([plan])
        }
    }

    /// The set to walk back over from an anchor to the earliest start; nil where there is nothing to walk.
    private static func walk(_ between: ByteSet, _ maxBefore: Int?) -> ByteSet? {
        maxBefore == 0 || between.isAll ? nil : between
    }

    /// Rarest set first, so that most hits fall at once; sets that say nothing are left out.
    private static func checks(of anchor: LiteralAnchor) -> [AnchorTable.PlannedCheck] {
        var places: [(size: Int, offset: Int, set: ByteSet)] = []
        for (i, set) in anchor.follow.enumerated() where !set.isAll { places.append((set.count, anchor.literal.count + i, set)) }
        for (i, set) in anchor.precede.enumerated() where !set.isAll { places.append((set.count, -1 - i, set)) }
        for (i, set) in anchor.exact.enumerated() where isOneCase(set, of: anchor.literal[i]) { places.append((set.count, i, set)) }
        places.sort { $0.size < $1.size }
        var checks = places.map { AnchorTable.PlannedCheck(offset: $0.offset, set: $0.set) }
        if let before = anchor.precededBy?.withLineEnd, anchor.maxBefore == anchor.minBefore, !before.isAll {
            let first = AnchorTable.PlannedCheck(offset: -anchor.minBefore - 1, set: before, holdsOutside: true)
            checks.insert(first, at: min(1, checks.count))
        }
        if let beside = anchor.beside?.withLineEnd, !beside.isAll {
            let first = AnchorTable.PlannedCheck(offset: -1, set: beside, holdsOutside: true)
            checks.insert(first, at: min(1, checks.count))
        }
        return checks
    }

    /// The scan ignores the case of a letter; where the pattern does not, it must be looked at.
    private static func isOneCase(_ set: ByteSet, of byte: UInt8) -> Bool {
        let isLetter = byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
        return isLetter && !(set.contains(byte) && set.contains(byte & 0xDF))
    }
}

extension ByteSet {
    static let lettersAndDigits = ByteSet(0x30...0x39).union(ByteSet(0x41...0x5A)).union(ByteSet(0x61...0x7A))

    /// Bit b of word b / 64 for each byte b of the set.
    var layout: [UInt64] { [words.0, words.1, words.2, words.3] }

    /// A record may begin behind a line end.
    var withLineEnd: ByteSet {
        var set = self
        set.insert(UInt8(ascii: "\n"))
        return set
    }
}
