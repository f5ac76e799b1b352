/// Changes of a text in any order.
struct EditBag {
    fileprivate(set) var edits: [EditScript.Edit] = []
    fileprivate var arena: [UInt8] = []
    /// So far, each edit stands behind the one before.
    fileprivate var isOrdered = true

    mutating func append(_ edit: (range: Range<Int>, text: [UInt8])) {
        add(edit.range, edit.text[...])
    }

    /// Adds a script of a part of the text, which begins at an offset.
    mutating func append(_ script: EditScript, at offset: Int = 0) {
        for edit in script.edits {
            add(edit.range.lowerBound + offset..<edit.range.upperBound + offset, script.text(of: edit))
        }
    }

    private mutating func add(_ range: Range<Int>, _ text: ArraySlice<UInt8>) {
        if let last = edits.last, range.lowerBound < last.range.upperBound { isOrdered = false }
        let start = arena.count
        arena.append(contentsOf: text)
        edits.append(.init(range: range, text: start..<arena.count))
    }
}

/// Changes of a text, in order and apart from one another: what stands in the arena takes the place of a range.
///
///     text     key=tok_1234 and more
///                  └──────┘
///     script   4..<12 → [REDACTED:token]
///
/// Every layer of a mail (charset, transfer encoding, view) makes of a script for what it decoded one for what it was decoded
/// from; the last one is of the message's own bytes.
struct EditScript {
    struct Edit {
        /// Of the text. May be empty: something is put in.
        var range: Range<Int>
        /// Of the arena.
        var text: Range<Int>
    }

    private(set) var edits: [Edit] = []
    private(set) var arena: [UInt8] = []

    var isEmpty: Bool { edits.isEmpty }

    func text(of edit: Edit) -> ArraySlice<UInt8> { arena[edit.text] }

    /// Adds an edit behind all others. What overlaps the one before is cut off.
    mutating func append(_ range: Range<Int>, _ text: some Sequence<UInt8>) {
        let low = max(range.lowerBound, edits.last?.range.upperBound ?? 0)
        let start = arena.count
        arena.append(contentsOf: text)
        edits.append(Edit(range: low..<max(low, range.upperBound), text: start..<arena.count))
    }

    /// Takes edits in any order; of those that overlap one is made, with the texts of all.
    init(_ bag: EditBag) {
        edits.reserveCapacity(bag.edits.count)
        if bag.isOrdered {
            edits = bag.edits
            arena = bag.arena
            return
        }
        // What is put in at a place stands before what is put in the place of what begins there.
        let ordered = bag.edits.sorted {
            ($0.range.lowerBound, $0.range.upperBound, $0.text.lowerBound) < ($1.range.lowerBound, $1.range.upperBound, $1.text.lowerBound)
        }
        for edit in ordered {
            let text = bag.arena[edit.text]
            guard let last = edits.last, edit.range.lowerBound < last.range.upperBound else {
                append(edit.range, text)
                continue
            }
            let index = edits.count - 1
            arena.append(contentsOf: text)
            edits[index].text = last.text.lowerBound..<arena.count
            edits[index].range = last.range.lowerBound..<max(last.range.upperBound, edit.range.upperBound)
        }
    }

    init(_ unordered: [(range: Range<Int>, text: [UInt8])]) {
        var bag = EditBag()
        for edit in unordered { bag.append((edit.range, edit.text)) }
        self.init(bag)
    }

    init() {}

    func apply(to text: [UInt8]) -> [UInt8] {
        guard !isEmpty else { return text }
        var result: [UInt8] = []
        result.reserveCapacity(text.count + arena.count)
        var at = 0
        for edit in edits {
            result.append(contentsOf: text[at..<max(at, min(edit.range.lowerBound, text.count))])
            result.append(contentsOf: arena[edit.text])
            at = min(max(at, edit.range.upperBound), text.count)
        }
        result.append(contentsOf: text[at...])
        return result
    }

    /// The script that does what this one does to a text of `count` bytes, and then what another does to the result.
    func then(_ next: EditScript, count: Int) -> EditScript {
        if isEmpty { return next }
        if next.isEmpty { return self }
        // The first script's result as pieces: of the old text, or of the arena.
        var pieces: [(isOld: Bool, range: Range<Int>)] = []
        var at = 0
        for edit in edits {
            if at < edit.range.lowerBound { pieces.append((true, at..<edit.range.lowerBound)) }
            if !edit.text.isEmpty { pieces.append((false, edit.text)) }
            at = edit.range.upperBound
        }
        if at < count { pieces.append((true, at..<count)) }
        var result = EditScript()
        var old = 0
        var text: [UInt8] = []
        func keep(_ piece: (isOld: Bool, range: Range<Int>)) {
            guard !piece.range.isEmpty else { return }
            guard piece.isOld else { return text.append(contentsOf: arena[piece.range]) }
            if old < piece.range.lowerBound || !text.isEmpty { result.append(old..<piece.range.lowerBound, text) }
            text.removeAll(keepingCapacity: true)
            old = piece.range.upperBound
        }
        var index = 0
        // Within the piece at `index`.
        var inside = 0
        var position = 0
        /// Goes on to an offset of the first script's result.
        func move(to offset: Int, keeps: Bool) {
            while position < offset, index < pieces.count {
                let piece = pieces[index]
                let size = min(piece.range.count - inside, offset - position)
                let start = piece.range.lowerBound + inside
                if keeps { keep((piece.isOld, start..<start + size)) }
                position += size
                inside += size
                if inside == piece.range.count {
                    index += 1
                    inside = 0
                }
            }
        }
        for edit in next.edits {
            move(to: edit.range.lowerBound, keeps: true)
            text.append(contentsOf: next.text(of: edit))
            move(to: edit.range.upperBound, keeps: false)
        }
        move(to: Int.max, keeps: true)
        if old < count || !text.isEmpty { result.append(old..<count, text) }
        return result
    }
}
