internal import Bytes
internal import Engine
internal import Masking

/// Edits in order, none of which overlap, and every group with its lead.
struct EditList {
    private(set) var edits: [Edit] = []
    private var groups = 0
    /// What the wraps of edits are numbers of.
    var wraps = WrapTable()
    /// Room for `merge`.
    private var merged: [Edit] = []
    /// Of the group begun last, once it has an edit.
    private var lead: Int?

    var isEmpty: Bool { edits.isEmpty }
    /// Where the last edit ends.
    var end: Int { edits.last?.raw.upperBound ?? 0 }
    /// Where all groups end that begin before an offset, or before the end of one that does; at least the offset.
    func end(ofAllBefore offset: Int) -> Int {
        edits.reduce(offset) { $1.isContinuation || $1.raw.lowerBound >= $0 ? $0 : max($0, $1.end) }
    }
    var indices: Range<Int> { edits.indices }
    /// Whether some mask differs from what stands there.
    var changesAnything: Bool { edits.contains { !$0.isIdle } }

    mutating func removeAll() {
        edits.removeAll(keepingCapacity: true)
        groups = 0
        lead = nil
    }

    subscript(index: Int) -> Edit { edits[index] }
    mutating func place(_ index: Int, in output: Range<Int>) { edits[index].output = output }
    mutating func setIdle(_ index: Int, _ isIdle: Bool) { edits[index].isIdle = isIdle }

    /// Begins the next group; its edits are then appended, in order.
    mutating func beginGroup() {
        groups += 1
        lead = nil
    }

    /// Adds an edit, not empty and behind all others, to the group begun last.
    mutating func append(_ raw: Range<Int>, rule: Int, withheld: WithheldReason?, landing: Landing? = nil, path: Int32 = -1) {
        var edit = Edit(raw, rule: rule, withheld: withheld, group: groups)
        edit.landing = landing
        edit.path = path
        if let lead, edits[lead].group == groups {
            edit.isContinuation = true
            edits[lead].pieces += 1
            edits[lead].end = raw.upperBound
        } else {
            lead = edits.count
        }
        edits.append(edit)
    }

    /// Removes the groups whose mask changes nothing.
    mutating func removeIdle() {
        edits.removeAll { $0.isIdle }
        lead = nil
    }

    /// Removes the groups that begin at or after an offset.
    mutating func removeAll(from offset: Int) {
        // What a group has beyond the offset would have moved the offset before the group.
        edits.removeAll { $0.raw.lowerBound >= offset }
        lead = nil
    }

    /// Gives `body` the raw ranges of the group that the edit at `lead` leads, in order.
    func forEachPiece(of lead: Int, _ body: (Range<Int>) -> Void) {
        var left = edits[lead].pieces
        var index = lead
        while left > 0, index < edits.count {
            if edits[index].group == edits[lead].group {
                body(edits[index].raw)
                left -= 1
            }
            index += 1
        }
    }

    /// Takes in other edits, in order and apart from one another, each a group by itself: as `join` does, but in one pass and
    /// without room of its own. Where these edits are no such list, it joins.
    mutating func merge(_ others: [Edit], outranks: (Int, Int) -> Bool) {
        guard !others.isEmpty else { return }
        guard !edits.contains(where: { $0.isContinuation || $0.pieces > 1 }) else { return join(others, outranks: outranks) }
        merged.removeAll(keepingCapacity: true)
        merged.reserveCapacity(edits.count + others.count)
        var next = 0
        for other in others {
            while next < edits.count, edits[next].raw.upperBound <= other.raw.lowerBound {
                merged.append(edits[next])
                next += 1
            }
            var whole = other
            // What an edit has joined to the one before may reach into this one.
            if let last = merged.last, other.raw.lowerBound < last.raw.upperBound {
                merged.removeLast()
                whole.take(in: last, wraps, outranks)
            }
            while next < edits.count, edits[next].raw.lowerBound < whole.raw.upperBound {
                whole.take(in: edits[next], wraps, outranks)
                next += 1
            }
            merged.append(whole)
        }
        merged.append(contentsOf: edits[next...])
        for index in merged.indices {
            merged[index].group = index + 1
            merged[index].end = merged[index].raw.upperBound
            merged[index].isIdle = false
        }
        swap(&edits, &merged)
        groups = edits.count
        lead = nil
    }

    /// Takes in other edits, in any order. Groups that overlap become one, counted under the strongest: what was withheld,
    /// then what the detector says.
    mutating func join(_ others: [Edit], outranks: (Int, Int) -> Bool) {
        guard !others.isEmpty else { return }
        // Group ids of both sides, made one sequence.
        var all = edits
        for var edit in others where !edit.raw.isEmpty {
            edit.group += groups + 1
            edit.isContinuation = false
            edit.pieces = 1
            edit.end = edit.raw.upperBound
            all.append(edit)
        }
        let most = all.reduce(0) { max($0, $1.group) } + 1
        all.sort { $0.raw.lowerBound != $1.raw.lowerBound ? $0.raw.lowerBound < $1.raw.lowerBound : $0.group < $1.group }
        if Self.areApart(all), Self.areWhole(others) {
            edits = all
            groups = most
            lead = nil
            return
        }
        var union = GroupUnion(count: most)
        var pieces: [Edit] = []
        for edit in all {
            if let last = pieces.last, edit.raw.lowerBound < last.raw.upperBound {
                // What a document says of the larger holds for the smaller within it.
                let (wrap, isEdits) = wraps.joined(last.wrap, last.raw, edit.wrap, edit.raw, isOneRule: last.rule == edit.rule)
                let isWhole = edit.raw.count == last.raw.count && edit.wrap == last.wrap && edit.standsForWhole
                if isEdits || isWhole { pieces[pieces.count - 1].landing = edit.landing }
                pieces[pieces.count - 1].wrap = wrap
                pieces[pieces.count - 1].raw = last.raw.lowerBound..<max(last.raw.upperBound, edit.raw.upperBound)
                union.join(last.group, edit.group)
            } else {
                pieces.append(edit)
            }
        }
        var strongest = [Edit?](repeating: nil, count: most)
        for edit in all {
            let root = union.root(of: edit.group)
            guard let best = strongest[root] else {
                strongest[root] = edit
                continue
            }
            if Self.isStronger(edit, than: best, outranks) { strongest[root] = edit }
        }
        edits.removeAll(keepingCapacity: true)
        groups = most
        lead = nil
        var leads = [Int?](repeating: nil, count: most)
        for piece in pieces {
            let root = union.root(of: piece.group)
            let best = strongest[root] ?? piece
            var edit = Edit(piece.raw, rule: best.rule, withheld: best.withheld, group: root)
            edit.landing = piece.landing
            edit.wrap = piece.wrap
            edit.path = best.path >= 0 ? best.path : piece.path
            edit.isSelected = best.isSelected
            if let lead = leads[root] {
                edit.isContinuation = true
                edits[lead].pieces += 1
                edits[lead].end = piece.raw.upperBound
            } else {
                leads[root] = edits.count
            }
            edits.append(edit)
        }
    }

    /// Whether no edit overlaps another, of edits in order.
    private static func areApart(_ edits: [Edit]) -> Bool {
        var end = 0
        for edit in edits {
            if edit.raw.lowerBound < end { return false }
            end = edit.raw.upperBound
        }
        return true
    }

    /// Whether each edit is a group by itself; groups are numbered in order.
    private static func areWhole(_ edits: [Edit]) -> Bool {
        var last = -1
        for edit in edits {
            if edit.group <= last { return false }
            last = edit.group
        }
        return true
    }

    /// Whether a group of both would be counted under the first.
    static func isStronger(_ a: Edit, than b: Edit, _ outranks: (Int, Int) -> Bool) -> Bool {
        if a.isSelected != b.isSelected { return a.isSelected }
        if a.isSelected, a.raw.count != b.raw.count { return a.raw.count > b.raw.count }
        if a.withheld != b.withheld {
            // A record of which the rest must be withheld stays that.
            if a.withheld == .recordLimit || b.withheld == nil { return true }
            if b.withheld == .recordLimit || a.withheld == nil { return false }
            return a.withheld == .unstable
        }
        return a.rule != b.rule && outranks(a.rule, b.rule)
    }
}

/// Which groups have become one: a disjoint-set forest with path halving.
private struct GroupUnion {
    private var parents: [Int]

    init(count: Int) { parents = Array(0..<count) }

    mutating func root(of group: Int) -> Int {
        var at = group
        while parents[at] != at {
            parents[at] = parents[parents[at]]
            at = parents[at]
        }
        return at
    }

    /// The lower id stays: which one it is decides nothing.
    mutating func join(_ a: Int, _ b: Int) {
        let x = root(of: a)
        let y = root(of: b)
        parents[max(x, y)] = min(x, y)
    }
}
