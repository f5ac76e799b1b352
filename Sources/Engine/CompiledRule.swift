public import Masking
internal import Matching
internal import Synchronization

/// A rule with all that running it needs. Immutable but for its patterns, which are compiled when first wanted.
@safe
public final class CompiledRule: @unchecked Sendable {
    public let rule: Rule
    public let strategy: MaskStrategy
    let isMultiline: Bool
    /// The span of a `remove` is the whole match: a key without its value would take the next word for one.
    let masksWholeMatch: Bool

    private let made = LazyReference<Needs>()
    var needs: Needs { made.load() ?? made.storeIfNil(Needs(rule)) }

    /// The rule's id as it stands in masks.
    public var label: [UInt8] { needs.label }
    /// What `label` puts in the place of whatever the rule finds.
    public var labelMask: [UInt8] { needs.labelMask }
    var keywords: [[UInt8]] { needs.keywords }
    var near: [[UInt8]] { needs.near }

    // Guarded by `lock`; set once.
    private let lock = Mutex<Compiled?>(nil)
    private let searching = Mutex<CompiledPattern?>(nil)
    private let allowing = Mutex<Allowed?>(nil)
    private let naming = Mutex<Names?>(nil)

    // Classes, so that to take one in hand counts one reference.
    final class Compiled: Sendable {
        let pattern: CompiledPattern
        let groups: [Int]
        let more: More?

        init(pattern: CompiledPattern, groups: [Int], more: More?) {
            self.pattern = pattern
            self.groups = groups
            self.more = more
        }
    }

    /// See `Scanner.examineMore`.
    final class More: Sendable {
        let pattern: CompiledPattern
        let groups: [Int]

        init(pattern: CompiledPattern, groups: [Int]) {
            self.pattern = pattern
            self.groups = groups
        }
    }

    /// The names of a field rule. See `Scanner.examineNames`.
    final class Names: Sendable {
        let pattern: CompiledPattern
        let hasNamesInNames: Bool
        let more: More?

        init(pattern: CompiledPattern, hasNamesInNames: Bool, more: More?) {
            self.pattern = pattern
            self.hasNamesInNames = hasNamesInNames
            self.more = more
        }
    }

    /// What the rule allows by patterns. Apart from its own, which most texts have no match of.
    final class Allowed: Sendable {
        let secret: [CompiledPattern]
        let match: [CompiledPattern]
        let record: [CompiledPattern]

        init(secret: [CompiledPattern], match: [CompiledPattern], record: [CompiledPattern]) {
            self.secret = secret
            self.match = match
            self.record = record
        }
    }

    /// Found by its place in a JSON document.
    public let isPath: Bool
    /// Not every value that it finds is a secret.
    public let asksOfValues: Bool
    /// Found by the names of keys.
    public let isFields: Bool
    /// Found by its place in a document or a table, and not by a pattern: scans leave it out.
    public let isPlace: Bool

    init(_ rule: Rule, strategy: MaskStrategy) {
        isPath = rule.outline.kind == .path
        isFields = rule.outline.kind == .fields
        isPlace = isPath || rule.outline.kind == .columns
        asksOfValues = rule.outline.asksOfValues
        isMultiline = rule.isMultiline
        self.rule = rule
        self.strategy = strategy
        masksWholeMatch = strategy == .remove
    }

    /// What PCRE2 is given, and the groups to try for the secret. Worked out at each call: only who compiles or studies it asks.
    private var source: (pattern: String, groups: SecretGroups) {
        switch rule.detection {
        case .pattern(let text): return (text, rule.secret)
        case .fields(let names):
            let field = FieldPattern.pattern(for: names)
            return (field.pattern, .numbered(field.secretGroups))
        case .path, .columns: return ("", .numbered([0]))
        }
    }

    public var pattern: String { source.pattern }

    /// No match of it is passed over as a whole: each has a secret, and none is allowed by all that matched.
    var isTriedAtEachStart: Bool {
        guard rule.allow.matchPatterns.isEmpty, rule.allow.recordPatterns.isEmpty else { return false }
        switch source.groups {
        case .firstParticipating: return true
        case .numbered(let numbers): return numbers.contains(0)
        case .named: return false
        }
    }

    /// The compiled patterns; made by whoever asks first.
    ///
    /// - Parameters:
    ///   - runsOverParts: the rule has no candidates in parts of records over the cap, and is run over all of each,
    ///     which asks for partial matches, as rules over several lines do. The same at every call.
    ///   - knowsStarts: its candidates tell where a match may start. The same at every call.
    func compiled(runsOverParts: Bool, knowsStarts: Bool) throws(RuleError) -> Compiled {
        try lock.withLock { (slot) throws(RuleError) in
            if let there = slot { return there }
            let (pattern, groups) = source
            do throws(Matching.PatternError) {
                let isPartial = isMultiline || runsOverParts
                let main = try CompiledPattern(pattern, partial: isPartial, knowsStarts: knowsStarts)
                let fresh = Compiled(pattern: main, groups: Self.resolve(groups, in: main), more: try compiledMore(partial: isPartial))
                slot = fresh
                return fresh
            } catch {
                throw failure(error)
            }
        }
    }

    /// Another worker is compiling its pattern just now.
    var isBeingCompiled: Bool {
        lock.withLockIfAvailable({ _ in false }) ?? true || naming.withLockIfAvailable({ _ in false }) ?? true
    }

    /// What it allows, compiled; made by whoever asks first.
    func allowed() throws(RuleError) -> Allowed {
        try allowing.withLock { (slot) throws(RuleError) in
            if let there = slot { return there }
            do throws(Matching.PatternError) {
                let fresh = Allowed(
                    secret: try Self.compiled(rule.allow.patterns), match: try Self.compiled(rule.allow.matchPatterns),
                    record: try Self.compiled(rule.allow.recordPatterns))
                slot = fresh
                return fresh
            } catch {
                throw failure(error)
            }
        }
    }

    private func compiledMore(partial: Bool) throws(Matching.PatternError) -> More? {
        guard let text = rule.more else { return nil }
        let pattern = try CompiledPattern(text, partial: partial, knowsStarts: true)
        return More(pattern: pattern, groups: Self.resolve(.firstParticipating, in: pattern))
    }

    private func failure(_ error: Matching.PatternError) -> RuleError {
        RuleError(rule: rule.id, place: rule.place, reason: "pattern: \(error)")
    }

    /// The pattern with PCRE2's own search for what every match holds. Where that is missing it says no at once, where without it nested
    /// repeats may run into a limit.
    func searchingPattern() -> CompiledPattern? {
        let (pattern, _) = source
        return searching.withLock { slot in
            if slot == nil { slot = try? CompiledPattern(pattern, partial: true) }
            return slot
        }
    }

    /// The names of a field rule alone; nil for other rules.
    func fieldNames() -> Names? {
        guard case .fields(let names) = rule.detection else { return nil }
        return naming.withLock { slot in
            if slot == nil, let pattern = try? CompiledPattern(FieldPattern.names(names), knowsStarts: true),
                let more = try? Optional(compiledMore(partial: false))
            {
                slot = Names(pattern: pattern, hasNamesInNames: NameTree(names).hasNamesInNames, more: more)
            }
            return slot
        }
    }

    private static func compiled(_ allow: [String]) throws(Matching.PatternError) -> [CompiledPattern] {
        var patterns: [CompiledPattern] = []
        for text in AllowPatterns.joined(allow) { patterns.append(try CompiledPattern(text)) }
        return patterns
    }

    private static func resolve(_ groups: SecretGroups, in pattern: CompiledPattern) -> [Int] {
        switch groups {
        case .firstParticipating: Array(1..<(pattern.captureCount + 1)) + [0]
        case .numbered(let numbers): numbers
        case .named(let names): names.compactMap { pattern.names[$0] }
        }
    }
}
