internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// What paths select, and the texts of the next level.
extension TextProcessor {
    /// Masks what is selected in the documents of a level, and fills the level after it.
    mutating func takeDocuments(of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        for index in json.levels[level].tape.selected.indices {
            let token = Int(json.levels[level].tape.selected[index])
            // A member taken for a document has been asked for where it stands.
            if json.isMember(Int(json.levels[level].tape.tokens[token].start), level: level) { continue }
            unsafe takeSelected(token, in: text, json, level: level)
        }
        if document != nil, level == 0 { notePrefixes(json) }
        if !json.candidates.isEmpty { unsafe ask(text, json, level: level) }
        for index in json.levels[level].tape.documents.indices {
            for token in json.levels[level].tape.documents[index].deep {
                // Without paths and escapes, the text itself has shown all there is.
                let range = json.levels[level].tape.tokens[Int(token)].range
                guard unsafe json.rules.hasPaths || holdsEscape(range, in: text) else { continue }
                unsafe maskWhole(Int(token), rule: 0, withheld: .nesting, in: text, json, level: level)
            }
        }
        if level + 1 < json.levels.count {
            unsafe gather(text, json, level: level)
        } else {
            json.rescans.removeAll(keepingCapacity: true)
        }
        // What is found in names and values by themselves may remove members, too.
        unsafe removeMembers(of: text, json, level: level)
    }

    /// Containers that began before the text may hold the elements that a query can be asked about.
    private func notePrefixes(_ json: JSONExaminer) {
        var open: [JSONExaminer.Candidate] = []
        for token in 0..<min(json.levels[0].tape.openNames.count, json.levels[0].tape.tokens.count) {
            let state = json.levels[0].tape.tokens[token].state
            for index in 0..<json.parser.automaton.selected(state).count {
                let pattern = Int(json.parser.automaton.selected(state)[index])
                if case .prefix(let query) = json.rules.roles[pattern] { open.append(.init(query: query, token: token)) }
            }
        }
        json.prefixes.insert(contentsOf: open, at: 0)
    }

    private mutating func takeSelected(_ token: Int, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        let state = json.levels[level].tape.tokens[token].state
        for index in 0..<json.parser.automaton.selected(state).count {
            let pattern = Int(json.parser.automaton.selected(state)[index])
            switch json.rules.roles[pattern] {
            case .selects(let rule):
                // What a path selected before is a mask by now.
                if level == 0, json.fresh != nil { continue }
                guard json.rules.holds(rule, at: state, json.parser.automaton) else { continue }
                unsafe mask(token, rule: rule, withheld: nil, in: text, json, level: level)
            case .candidate(let query):
                json.candidates.append(.init(query: query, token: token))
                if json.fresh == nil { json.noteAsked(Int(json.levels[level].tape.tokens[token].start), at: level) }
            case .prefix(let query):
                if document != nil, level == 0 { json.prefixes.append(.init(query: query, token: token)) }
            case .scope:
                continue
            }
        }
    }

    /// Masks a value as its rule says.
    mutating func mask(
        _ token: Int, rule: Int, withheld: WithheldReason?, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) {
        if withheld == nil, unsafe standsInLabel(token, text, json.levels[level].tape) { return }
        let item = json.levels[level].tape.tokens[token]
        let compiled = detector.rules[rule]
        let isRemoved = withheld == nil && compiled.strategy == .remove
        if item.isContainer, withheld == nil, !isRemoved || !compiled.rule.except.isEmpty,
            compiled.rule.masksLeaves || !compiled.rule.except.isEmpty
        {
            for leaf in token + 1..<max(token + 1, Int(item.next)) {
                let inner = json.levels[level].tape.tokens[leaf]
                guard !inner.isContainer, inner.kind != .key, json.rules.holds(rule, at: inner.state, json.parser.automaton) else {
                    continue
                }
                unsafe maskWhole(leaf, rule: rule, withheld: nil, in: text, json, level: level)
            }
            return
        }
        unsafe maskWhole(token, rule: rule, withheld: withheld, in: text, json, level: level)
    }

    /// Whether a value is a mask whose brackets make it an array, or a part of one: where a document is broken, a mask may stand
    /// without quotes.
    private func standsInLabel(_ token: Int, _ text: UnsafeBufferPointer<UInt8>, _ tape: borrowing JSONTape) -> Bool {
        for index in [token, Int(tape.tokens[token].parent)] where index >= 0 {
            guard tape.tokens[index].kind == .array else { continue }
            if unsafe detector.grammar.isMasked(tape.tokens[index].range, in: text.span, mayHoldLabels: true) { return true }
        }
        return false
    }

    /// Masks all of a value; where nothing is in it, there is nothing to mask.
    private mutating func maskWhole(
        _ token: Int, rule: Int, withheld: WithheldReason?, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) {
        let item = json.levels[level].tape.tokens[token]
        if withheld == nil, unsafe !acceptsValue(item, rule: rule, in: text) { return }
        let strategy = withheld == nil ? detector.rules[rule].strategy : .label
        let strings = json.surroundings(of: Int(item.start), at: level).strings
        func path() -> Int32 { unsafe json.path(of: token, at: level, around: Int(item.start), in: text) }
        let isMember = token > 0 && item.parent >= 0 && json.levels[level].tape.tokens[token - 1].kind == .key
        if strategy == .remove, isMember, document == nil || level > 0 || isWholeDocument(json) {
            json.removals.append(.init(level: level, token: token, rule: rule, path: path(), isSelected: true))
            json.levels[level].tape.masked.append(Int32(token))
            return
        }
        if item.kind != .null, item.kind != .key { json.levels[level].tape.masked.append(Int32(token)) }
        switch item.kind {
        case .null, .key:
            return
        case .string:
            let content = item.content
            guard !content.isEmpty, unsafe !detector.grammar.isMasked(content, in: text.span) else { return }
            if strategy == .null || strategy == .remove, !item.isOpen {
                json.add(
                    item.range, at: level, rule: rule,
                    .init(landing: .value(depth: strings, isNumber: false), path: path(), isSelected: true))
            } else {
                json.add(
                    content, at: level, rule: rule, withheld: withheld,
                    .init(landing: .string(depth: strings + 1), path: path(), isSelected: true))
            }
        case .object, .array:
            // One that is empty as well: of a document in pieces that is not known yet.
            let range = Int(item.start)..<(item.isOpen && document != nil && level == 0 ? text.count : Int(item.end))
            if item.isContinued { json.outermostRest = min(json.outermostRest, token) }
            let landing: Landing =
                item.isContinued ? .rest : .container(depth: strings, isPart: document != nil && level == 0)
            json.add(range, at: level, rule: rule, withheld: withheld, .init(landing: landing, path: path(), isSelected: true))
        case .number, .word:
            json.add(
                item.range, at: level, rule: rule, withheld: withheld,
                .init(landing: .value(depth: strings, isNumber: item.kind == .number), path: path(), isSelected: true))
        }
    }

    /// Whether the rule takes a value for a secret; containers it always does.
    private mutating func acceptsValue(_ item: JSONToken, rule: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard detector.rules[rule].isPath, detector.rules[rule].asksOfValues, !item.isContainer else { return true }
        guard item.hasEscape else { return unsafe scanner.accepts(text.part(item.content), rule: rule) }
        decoded.removeAll()
        unsafe JSONEscape.decode(item.content, in: text, to: &decoded)
        var value = ByteBuffer(capacity: 1)
        swap(&value, &decoded)
        defer { swap(&value, &decoded) }
        return unsafe value.withBytes { unsafe scanner.accepts($0, rule: rule) }
    }

    // MARK: - Members that go

    /// Works out which commas go with the members that are removed: of each run of them the comma behind it, or, where none
    /// is, the one before it.
    private func removeMembers(of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        guard json.removals.contains(where: { $0.level == level }) else { return }
        let removals = json.removals.filter { $0.level == level }.sorted { $0.token < $1.token }
        json.removals.removeAll { $0.level == level }
        let removed = Set(removals.map(\.token))
        // What was found out of those before: runs of them are gone through once.
        var known: [Int: Int?] = [:]
        for removal in removals {
            let name = json.levels[level].tape.tokens[removal.token - 1]
            let value = json.levels[level].tape.tokens[removal.token]
            var low = Int(name.start)
            var high = Int(value.end)
            let behind = unsafe Self.skipBlanks(from: high, in: text)
            if behind < text.count, unsafe text[behind] == UInt8(ascii: ",") {
                high = behind + 1
                // What separates the next member stays where the first was.
                while high < text.count, unsafe text[high] == UInt8(ascii: " ") { high += 1 }
            } else {
                let last = lastKept(before: removal.token, removed, known, json.levels[level].tape.tokens)
                known[removal.token] = .some(last)
                if let last { low = last }
            }
            json.add(low..<high, at: level, rule: removal.rule, .init(landing: .member, path: removal.path, isSelected: removal.isSelected))
        }
    }

    /// Where the last member ends that stands before one and is not removed; nil where all before it are.
    private func lastKept(
        before token: Int, _ removed: Set<Int>, _ known: [Int: Int?], _ tokens: borrowing TokenList
    ) -> Int? {
        let parent = tokens[token].parent
        var at = token - 2
        while at > Int(parent) {
            // The value of the member before: it stands right before the name, or its last descendant does.
            var value = at
            while value >= 0, tokens[value].parent != parent { value = Int(tokens[value].parent) }
            guard value > Int(parent) else { return nil }
            if !removed.contains(value) { return Int(tokens[value].end) }
            if let there = known[value] { return there }
            at = value - 2
        }
        return nil
    }

    private static func skipBlanks(from start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var at = start
        while at < text.count, unsafe JSONScalar.isBlank(text[at]) { at += 1 }
        return at
    }
}
