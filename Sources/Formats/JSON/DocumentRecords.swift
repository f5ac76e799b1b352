/// What counts as a record in a document that is read in pieces: each element of its outermost arrays, and the document itself
/// unless that is an array.
struct DocumentRecords {
    /// Raw offsets of the elements of a piece, in order.
    private var elements: [Range<Int>] = []
    /// The first of them began before the piece; the last goes on behind it.
    private var firstBegan = false
    private var lastGoesOn = false
    /// The document is a record.
    private var countsRoot = false
    /// Records that end in the piece.
    private(set) var ended = 0

    init() {}

    init(_ document: TapeDocument, of tape: borrowing JSONTape) {
        guard let first = document.tokens.first else { return }
        let root = tape.tokens[first]
        countsRoot = root.kind == .object
        if countsRoot, !root.isOpen { ended = 1 }
        var index = first
        while index < document.tokens.upperBound {
            let item = tape.tokens[index]
            if item.kind == .array {
                takeElements(of: index, item, tape)
                index = max(index + 1, Int(item.next))
            } else {
                index += 1
            }
        }
    }

    /// An array that stands in no other.
    private mutating func takeElements(of array: Int, _ item: JSONToken, _ tape: borrowing JSONTape) {
        var at = array + 1
        while at < Int(item.next) {
            let element = tape.tokens[at]
            if element.isContinued { firstBegan = true }
            elements.append(element.range)
            if element.isOpen { lastGoesOn = true } else { ended += 1 }
            at = max(at + 1, Int(element.next))
        }
    }

    /// What edits touch of the records.
    struct Leaky {
        /// Elements.
        var count = 0
        /// One that began before the piece, and one that goes on behind it.
        var isFirst = false
        var isLast = false
        /// The document itself, beside its elements.
        var isRoot = false
    }

    /// The piece is the midst of one element.
    var isWithinElement: Bool { firstBegan && lastGoesOn && elements.count == 1 }

    func leaky(_ edits: [Edit]) -> Leaky {
        var leaky = Leaky()
        var counted = -1
        for edit in edits where !edit.isIdle && edit.withheld == nil {
            var index = elements.firstIndex(endingBehind: edit.raw.lowerBound)
            if index >= elements.count || elements[index].lowerBound >= edit.raw.upperBound {
                leaky.isRoot = leaky.isRoot || countsRoot
                continue
            }
            while index < elements.count, elements[index].lowerBound < edit.raw.upperBound {
                if index > counted {
                    counted = index
                    leaky.count += 1
                    if index == 0, firstBegan { leaky.isFirst = true }
                    if index == elements.count - 1, lastGoesOn { leaky.isLast = true }
                }
                index += 1
            }
        }
        return leaky
    }
}
