import JSONPath
import Testing

struct PathAutomatonTests {
    /// A path of names and, for digits, indices.
    private func walk(_ automaton: inout PathAutomaton, _ path: String, from start: PathAutomaton.State? = nil) -> PathAutomaton.State {
        var state = start ?? automaton.root
        for step in path.split(separator: ".") {
            if let index = Int(step) {
                state = automaton.element(state, index)
            } else {
                state = unsafe Array(step.utf8).withUnsafeBufferPointer { unsafe automaton.member(state, $0) }
            }
        }
        return state
    }

    private func automaton(_ queries: String..., scopes: [String] = [], stateLimit: Int = 4096) throws -> PathAutomaton {
        let plain = try queries.map { PathAutomaton.Pattern(segments: try JSONPathQuery(parsing: $0).segments) }
        let scopes = try scopes.map { PathAutomaton.Pattern(segments: try JSONPathQuery(parsing: $0).segments, isScope: true) }
        return PathAutomaton(plain + scopes, stateLimit: stateLimit)
    }

    private func selected(_ automaton: borrowing PathAutomaton, _ state: PathAutomaton.State) -> [Int32] {
        let span = automaton.selected(state)
        return span.indices.map { span[$0] }
    }

    @Test func selectsAndDies() throws {
        var automaton = try automaton("$.a.b", "$..b", "$", "$[0]", "$.a[::0]")
        #expect(selected(automaton, automaton.root) == [2])
        let both = walk(&automaton, "a.b")
        #expect(selected(automaton, both) == [0, 1])
        let one = walk(&automaton, "x.y.0.b")
        #expect(selected(automaton, one) == [1])
        let first = walk(&automaton, "0")
        #expect(selected(automaton, first) == [3])
        let (isDead, selectsAny) = (automaton.isDead(both), automaton.selectsAny(walk(&automaton, "x")))
        #expect(!isDead && !selectsAny)
    }

    @Test func subtreesWithoutAnythingToSelectAreDead() throws {
        var automaton = try automaton("$.a.b", "$.c[::0]..d", scopes: ["$.s", "$.a.t"])
        for (path, expected) in [("", false), ("a", false), ("a.b", true), ("c", true), ("s", true), ("s.a.b", true), ("a.t", true)] {
            let state = walk(&automaton, path)
            let isDead = automaton.isDead(state)
            #expect(isDead == expected, "\(path)")
        }
    }

    @Test func scopesHoldBelow() throws {
        var automaton = try automaton("$..p", scopes: ["$.s", "$.s.t"])
        let state = walk(&automaton, "s.0.p")
        let holds = [automaton.isInScope(state, 0), automaton.isInScope(state, 1), automaton.isInScope(state, 2)]
        #expect(holds == [false, true, false])
        #expect(selected(automaton, state) == [0])
        // A document in a string there: its own root, the scope still around it.
        let root = automaton.root(within: state)
        let inner = walk(&automaton, "s.t.p", from: root)
        let innerHolds = [automaton.isInScope(inner, 1), automaton.isInScope(inner, 2)]
        #expect(innerHolds == [true, true])
        let outside = automaton.root(within: walk(&automaton, "x"))
        #expect(outside == automaton.root)
    }

    @Test func everyElementIsKnownWhereNoIndexMatters() throws {
        var automaton = try automaton("$.a[*].b", "$.c[1:]", "$.d[0]", "$..e")
        let every = walk(&automaton, "a")
        let (known, unknown) = (automaton.everyElement(every), automaton.everyElement(walk(&automaton, "c")))
        #expect(known == walk(&automaton, "7", from: every))
        #expect(unknown == -1)
        // Elements beyond all bounds share a state, however far.
        let array = walk(&automaton, "c")
        #expect(automaton.element(array, 1) == automaton.element(array, .max))
        let before = automaton.element(walk(&automaton, "d"), -1)
        #expect(selected(automaton, before) == [])
    }

    @Test func namesCompareByteByByte() throws {
        let names = (0..<300).map { "name\($0)" } + ["", "é", "e\u{301}", "x", "xyz", "12345678", "123456789", "1234567x89"]
        let patterns = try names.map {
            PathAutomaton.Pattern(segments: try JSONPathQuery(parsing: "$['\($0)']").segments)
        }
        var automaton = PathAutomaton(patterns)
        for (index, name) in names.enumerated() {
            let state = unsafe Array(name.utf8).withUnsafeBufferPointer { unsafe automaton.member(automaton.root, $0) }
            #expect(selected(automaton, state) == [Int32(index)], "\(name)")
        }
        for name in ["name300", "name", "xz", "xy", "12345679", "NAME1", "é\u{0}", String(repeating: "n", count: 10_000)] {
            let state = unsafe Array(name.utf8).withUnsafeBufferPointer { unsafe automaton.member(automaton.root, $0) }
            #expect(selected(automaton, state) == [], "\(name)")
        }
        let nothing = unsafe automaton.member(automaton.root, UnsafeBufferPointer(start: nil, count: 0))
        #expect(selected(automaton, nothing) == [300])
    }

    /// A query with as many states as there are ways to meet `a` on the last twelve levels.
    @Test func statesStayBoundedAndRight() throws {
        let query = "$..a" + String(repeating: ".*", count: 11)
        var small = try automaton(query, scopes: ["$..a..s"], stateLimit: 4)
        var large = try automaton(query, scopes: ["$..a..s"], stateLimit: 1 << 20)
        var random = SplitMix(state: 12)
        var kept: PathAutomaton.State = -1
        for document in 0..<200 {
            let names = (0..<40).map { _ in random.next() % 2 == 0 ? "a" : random.next() % 20 == 0 ? "s" : "b" }
            var (one, other) = (small.root, large.root)
            for (level, name) in names.enumerated() {
                // A sibling before, with children of its own, whose states come to nothing.
                for path in ["b.a.b", "a.b.a.a"] { _ = walk(&small, path, from: one) }
                one = walk(&small, name, from: one)
                other = walk(&large, name, from: other)
                if document == 0 && level == 0 { kept = one }
                // A document inside the node, deep enough to need states of its own.
                let inner = (0..<14).map { _ in random.next() % 2 == 0 ? "a" : "b" }.joined(separator: ".")
                let innerOne = walk(&small, inner, from: small.root(within: one))
                let innerOther = walk(&large, inner, from: large.root(within: other))
                #expect(selected(small, innerOne) == selected(large, innerOther), "document \(document), level \(level)")
                #expect(selected(small, one) == selected(large, other), "document \(document), level \(level)")
                let scopes = (small.isInScope(one, 1), large.isInScope(other, 1))
                #expect(scopes.0 == scopes.1, "document \(document), level \(level)")
            }
        }
        let counts = (small.stateCount, large.stateCount)
        #expect(counts.0 == 64 && counts.1 > 1_000, "\(counts)")
        // What was kept is still there.
        #expect(walk(&small, "a") == kept || walk(&small, "b") == kept || walk(&small, "s") == kept)
        let wasFull = small.isFull
        small.resetIfFull()
        let (isFull, count) = (small.isFull, small.stateCount)
        #expect(wasFull && !isFull && count == 1)
    }

    @Test func nothingToSelect() throws {
        var automaton = PathAutomaton([])
        let state = walk(&automaton, "a.0.b")
        let (isDead, selectsAny) = (automaton.isDead(state), automaton.selectsAny(state))
        #expect(isDead && !selectsAny)
        #expect(state == automaton.root)
    }
}
