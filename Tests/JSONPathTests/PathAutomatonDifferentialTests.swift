import JSONPath
import Testing

/// The automaton, walked over documents, against sets of nodes, over generated queries and documents.
struct PathAutomatonDifferentialTests {
    static let seed: UInt64 = 0x5EED

    /// State limits: with one, sixteen states are kept and the others are not.
    @Test(arguments: [4096, 1])
    func selectsWhatSetsOfNodesSay(stateLimit: Int) throws {
        var selected = 0
        var most = 0
        for number in 0..<1_000 {
            let seed = Self.seed &+ UInt64(number)
            var generator = PathGenerator(random: SplitMix(state: seed))
            let patterns = try (0..<generator.random.next() % 7).map { _ in
                PathAutomaton.Pattern(
                    segments: try generator.query(forwardOnly: true).segments, isScope: generator.random.next() % 3 == 0)
            }
            var automaton = PathAutomaton(patterns, stateLimit: stateLimit)
            for _ in 0..<2 {
                let document = TestDocument(&generator.random, names: PathGenerator.names, depth: 5)
                let inner = TestDocument(&generator.random, names: PathGenerator.names, depth: 3)
                let walk = Walk(patterns, document, inner: inner, at: generator.pick(Array(document.nodes.indices)))
                selected += walk.run(&automaton, "seed \(seed), limit \(stateLimit)")
                most = max(most, automaton.stateCount)
                automaton.resetIfFull()
                #expect(automaton.stateCount <= stateLimit)
            }
        }
        #expect(selected > 5_000)
        // The bound was reached, or was far.
        #expect(stateLimit > 100 ? most < 1_000 : most == stateLimit * 16, "\(most) states")
    }

    @Test func relaxedQueriesSelectAtLeastAsMuch() throws {
        var narrower = 0
        for number in 0..<3_000 {
            let seed = Self.seed &+ UInt64(number)
            var generator = PathGenerator(random: SplitMix(state: seed))
            let query = try generator.query(forwardOnly: false)
            let relaxed = query.relaxed
            #expect(query.isForwardOnly == (relaxed == query.segments), "seed \(seed): \(query)")
            let document = TestDocument(&generator.random, names: PathGenerator.names, depth: 4)
            let sets = NodeSets(document: document, chance: seed)
            let exact = sets.select(query.segments)
            #expect(exact.isSubset(of: sets.select(relaxed)), "seed \(seed): \(query)")
            if exact.count < sets.select(relaxed).count { narrower += 1 }
            // The automaton relaxes by itself what it cannot do.
            var one = PathAutomaton([.init(segments: query.segments)])
            var other = PathAutomaton([.init(segments: relaxed)])
            let walk = Walk([], document, inner: nil, at: 0)
            #expect(walk.selected(by: &one) == walk.selected(by: &other), "seed \(seed): \(query)")
        }
        #expect(narrower > 100)
    }

    @Test func elementwiseQueriesSelectTheSame() throws {
        var cut = 0
        for number in 0..<4_000 {
            let seed = Self.seed &+ UInt64(number)
            var generator = PathGenerator(random: SplitMix(state: seed))
            let query = try generator.query(forwardOnly: false)
            guard let elementwise = query.elementwise else { continue }
            cut += 1
            #expect(!query.isForwardOnly && elementwise.prefix + elementwise.tail == query.segments)
            let document = TestDocument(&generator.random, names: PathGenerator.names, depth: 4)
            let sets = NodeSets(document: document, chance: seed)
            var joined: Set<Int> = []
            for node in sets.select(elementwise.prefix) {
                for child in document.nodes[node].children {
                    joined.formUnion(sets.select(elementwise.tail, byWayOf: child))
                }
            }
            #expect(joined == sets.select(query.segments), "seed \(seed): \(query)")
        }
        #expect(cut > 1_000)
    }
}

/// A walk over a document, with another document inside one of its nodes.
private struct Walk {
    let patterns: [PathAutomaton.Pattern]
    let document: TestDocument
    let inner: TestDocument?
    let host: Int
    private let sets: [Set<Int>]
    private let innerSets: [Set<Int>]

    init(_ patterns: [PathAutomaton.Pattern], _ document: TestDocument, inner: TestDocument?, at host: Int) {
        self.patterns = patterns
        self.document = document
        self.inner = inner
        self.host = host
        sets = patterns.map { NodeSets(document: document).select($0.segments) }
        innerSets = patterns.map { pattern in inner.map { NodeSets(document: $0).select(pattern.segments) } ?? [] }
    }

    /// How many nodes were selected.
    func run(_ automaton: inout PathAutomaton, _ comment: Comment) -> Int {
        var found = 0
        let below = Self.below(document, sets, patterns)
        var states: [PathAutomaton.State] = []
        for node in document.nodes.indices {
            let state = step(&automaton, document, node, states, from: automaton.root)
            states.append(state)
            found += check(automaton, state, node, document, sets, scopes: [], comment)
            if automaton.isDead(state) { #expect(!below[node], comment) }
            guard node == host, let inner else { continue }
            let scopes = Set(patterns.indices.filter { automaton.isInScope(state, $0) })
            let root = automaton.root(within: state)
            var innerStates: [PathAutomaton.State] = []
            for node in inner.nodes.indices {
                let state = step(&automaton, inner, node, innerStates, from: root)
                innerStates.append(state)
                found += check(automaton, state, node, inner, innerSets, scopes: scopes, comment)
            }
        }
        return found
    }

    func selected(by automaton: inout PathAutomaton) -> [Bool] {
        var states: [PathAutomaton.State] = []
        return document.nodes.indices.map { node in
            states.append(step(&automaton, document, node, states, from: automaton.root))
            return automaton.selectsAny(states[node])
        }
    }

    private func step(
        _ automaton: inout PathAutomaton, _ document: TestDocument, _ node: Int, _ states: [PathAutomaton.State],
        from root: PathAutomaton.State
    ) -> PathAutomaton.State {
        let parent = document.nodes[node].parent
        switch document.nodes[node].step {
        case .root: return root
        case .member(let name): return unsafe name.withUnsafeBufferPointer { unsafe automaton.member(states[parent], $0) }
        case .element(let index):
            let every = automaton.everyElement(states[parent])
            let state = automaton.element(states[parent], index)
            #expect(every == -1 || every == state)
            return state
        }
    }

    private func check(
        _ automaton: borrowing PathAutomaton, _ state: PathAutomaton.State, _ node: Int, _ document: TestDocument,
        _ sets: [Set<Int>], scopes: Set<Int>, _ comment: Comment
    ) -> Int {
        let expected = patterns.indices.filter { !patterns[$0].isScope && sets[$0].contains(node) }
        let span = automaton.selected(state)
        let selected = span.indices.map { Int(span[$0]) }
        let selectsAny = automaton.selectsAny(state)
        #expect(selected == expected, comment)
        #expect(selectsAny == !expected.isEmpty, comment)
        for (index, pattern) in patterns.enumerated() {
            let holds =
                pattern.isScope && (scopes.contains(index) || sets[index].contains { document.isAncestor($0, orSelf: node) })
            let isInScope = automaton.isInScope(state, index)
            #expect(isInScope == holds, comment)
        }
        return expected.count
    }

    /// Of each node, whether something below it is selected, by a scope that does not hold at it or by another pattern.
    private static func below(_ document: TestDocument, _ sets: [Set<Int>], _ patterns: [PathAutomaton.Pattern]) -> [Bool] {
        var below = [Bool](repeating: false, count: document.nodes.count)
        for (pattern, selected) in zip(patterns, sets) {
            for node in selected {
                var above = document.nodes[node].parent
                while above >= 0 {
                    if pattern.isScope && selected.contains(where: { document.isAncestor($0, orSelf: above) }) { break }
                    below[above] = true
                    above = document.nodes[above].parent
                }
            }
        }
        return below
    }
}
