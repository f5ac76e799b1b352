public import Engine

/// All rules of all packs, built in and the users' own; ids are unique.
public struct RuleCatalog: Sendable {
    public struct Entry: Sendable {
        public let rule: Rule
        /// The name of its pack.
        public let pack: String
        public let origin: RulePack.Origin
    }

    public let packs: [RulePack]
    /// In the order of the packs; a rule that replaces a built-in one stands where its own pack has it.
    public let entries: [Entry]

    /// A user's rule that says `replace: true` takes the place of the built-in rule with its id. Any other two rules
    /// with the same id are a problem that names both places.
    public init(_ packs: [RulePack]) throws(Problems) {
        self.packs = packs
        // Where in the packs, not the rules themselves: a thousand of them are not copied for nothing.
        var owners: [String: (pack: Int, rule: Int)] = [:]
        owners.reserveCapacity(packs.reduce(0) { $0 + $1.rules.count })
        var replaced: Set<String> = []
        var problems: [Problem] = []
        for number in packs.indices.filter({ packs[$0].origin == .builtIn }) + packs.indices.filter({ packs[$0].origin == .user }) {
            for index in packs[number].rules.indices {
                let id = packs[number].rules[index].id
                if let owner = owners[id] {
                    let isReplaceable = packs[owner.pack].origin == .builtIn && packs[number].origin == .user
                    guard isReplaceable, packs[number].replacements.contains(id) else {
                        let (rule, other) = (packs[number].rules[index], packs[owner.pack].rules[owner.rule])
                        problems.append(Self.clash(rule, other, isReplaceable: isReplaceable))
                        continue
                    }
                    replaced.insert(id)
                }
                owners[id] = (number, index)
            }
        }
        guard problems.isEmpty else {
            throw Problems(Array(problems.prefix(Problems.limit)), isCutShort: problems.count > Problems.limit)
        }
        var entries: [Entry] = []
        entries.reserveCapacity(owners.count)
        for pack in packs {
            for rule in pack.rules where pack.origin == .user || !replaced.contains(rule.id) {
                entries.append(Entry(rule: rule, pack: pack.name, origin: pack.origin))
            }
        }
        self.entries = entries
    }

    /// The ids of all rules but those of a selection.
    public func ids(besides selection: RuleSelection) -> [String] {
        var left: [String] = []
        var next = 0
        // A selection has its rules in this order.
        for index in entries.indices {
            if next < selection.rules.count, selection.rules[next].id == entries[index].rule.id {
                next += 1
            } else {
                left.append(entries[index].rule.id)
            }
        }
        return left
    }

    private static func clash(_ rule: Rule, _ other: Rule, isReplaceable: Bool) -> Problem {
        let hint = isReplaceable ? "; say 'replace: true' to take its place" : ""
        return Problem(place: rule.place, rule: rule.id, reason: "id: is taken by the rule at \(other.place)\(hint)")
    }

    /// What suits logs: rules of less confidence find too much in them.
    public static let standardConfidence = Confidence.medium

    /// The rules to run.
    ///
    /// - Parameters:
    ///   - only: where not empty, the rules that one of these names and no others. Rules that are off by default are
    ///     among them where they are named by id or category.
    ///   - enabling: rules to switch on besides those that are on.
    ///   - except: rules to leave out, whatever the others say.
    ///   - confidence: rules of less are off, as those are that say so themselves. If nil, `standardConfidence` for built-in
    ///     rules, and no floor for those of the user, who wrote them to be run.
    /// - Throws: where a selector names no rule there is.
    public func selecting(
        only: [RuleSelector] = [], enabling: [RuleSelector] = [], except: [RuleSelector] = [], confidence: Confidence? = nil
    ) throws(SelectionError) -> RuleSelection {
        for selector in only + enabling + except where !entries.contains(where: { selector.matches($0.rule, pack: $0.pack) }) {
            throw SelectionError(selector.description, hint(for: selector))
        }
        func isChosen(_ entry: Entry) -> Bool {
            func isNamed(by selectors: [RuleSelector], isOn: Bool) -> Bool {
                selectors.contains { ($0.reachesDisabledRules || isOn) && $0.matches(entry.rule, pack: entry.pack) }
            }
            let floor = confidence ?? (entry.origin == .builtIn ? Self.standardConfidence : .low)
            let isOn = entry.rule.isEnabled && entry.rule.confidence >= floor
            if isNamed(by: except, isOn: true) { return false }
            if enabling.contains(where: { $0.matches(entry.rule, pack: entry.pack) }) { return true }
            return only.isEmpty ? isOn : isNamed(by: only, isOn: isOn)
        }
        var chosen: [Rule] = []
        chosen.reserveCapacity(entries.count)
        for index in entries.indices where isChosen(entries[index]) { chosen.append(entries[index].rule) }
        return RuleSelection(rules: chosen, digest: digest(of: chosen))
    }

    /// SHA-256 over the packs' digests in their order and the ids of the rules chosen: equal where the same rules run.
    private func digest(of rules: [Rule]) -> String {
        var lines: [UInt8] = []
        for pack in packs { lines += "pack \(pack.digest)\n".utf8 }
        for index in rules.indices {
            lines += "rule ".utf8
            lines += rules[index].id.utf8
            lines.append(UInt8(ascii: "\n"))
        }
        return RulePackLoader.digest(of: lines.span)
    }

    private func hint(for selector: RuleSelector) -> String {
        switch selector.kind {
        case .id(let glob):
            guard glob.isLiteral else { return "no rule's id is like that; 'blot rules list' shows them all" }
            let ids = entries.map(\.rule.id)
            let near = Spelling.nearest(selector.description, among: ids)
            return "there is no such rule; " + (near.map { "did you mean '\($0)'?" } ?? "'blot rules list' shows them all")
        case .category(let name):
            return "no rule is of this category; " + listing(name, entries.map(\.rule.category))
        case .pack(let name):
            return "there is no such pack; " + listing(name, packs.map(\.name))
        case .severity:
            return "no rule is as severe"
        }
    }

    private func listing(_ name: String, _ words: [String]) -> String {
        let known = Set(words).sorted()
        if let near = Spelling.nearest(name, among: known) { return "did you mean '\(near)'?" }
        return "there are \(known.joined(separator: ", "))"
    }
}

/// The rules to run and a name for just this choice.
public struct RuleSelection: Sendable {
    public let rules: [Rule]
    /// 64 digits of lower-case hex.
    public let digest: String

    /// With more rules; `words` say in which way they came to be, for the digest.
    public func adding(_ more: [Rule], named words: [String]) -> RuleSelection {
        guard !more.isEmpty else { return self }
        let lines = ([digest] + words).map { "\($0)\n" }
        return RuleSelection(rules: rules + more, digest: RulePackLoader.digest(of: Array(lines.joined().utf8).span))
    }
}
