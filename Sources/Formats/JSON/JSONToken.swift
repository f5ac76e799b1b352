/// A piece of a JSON document, as it stands in the text: a container, a member's name, or a value that is none of these.
///
/// Tokens of a document stand in an array in the order in which they begin; a member's value follows its name.
struct JSONToken {
    enum Kind: UInt8 {
        case object, array
        /// A member's name.
        case key
        case string, number
        /// `true`, `false`, and what stands where a value should.
        case word
        case null
    }

    /// Raw offsets, quotes and brackets included.
    var start: UInt32
    var end: UInt32
    /// The container, as an index of the array; -1 for a document's root.
    var parent: Int32
    /// Of an element, how many stand before it; of a member (name and value), how many members do.
    var index: Int32
    /// Of a container: behind its last token. While it is open: how many children it has.
    var next: Int32
    /// What queries say of the place: a state of the automaton.
    var state: Int32
    /// Its path in the table; -1 while nobody asked.
    var path: Int32 = -1
    var kind: Kind
    /// A string or name holds a backslash.
    var hasEscape = false
    /// What closes it does not stand in the text.
    var isOpen = false
    /// It began before the text: a container of which other parts are elsewhere.
    var isContinued = false

    var range: Range<Int> { Int(start)..<Int(end) }

    /// Of a string or a name, what stands between the quotes; otherwise all of it.
    var content: Range<Int> {
        guard isText else { return range }
        let low = Int(start) + 1
        return low..<max(low, isOpen ? Int(end) : Int(end) - 1)
    }

    var isText: Bool { kind == .string || kind == .key }
    var isContainer: Bool { kind == .object || kind == .array }
}

/// A JSON document, or what there is of one.
struct TapeDocument {
    /// Raw offsets.
    var range: Range<Int>
    /// Indices of its tokens.
    var tokens: Range<Int>
    /// It does not parse: something in it is out of place, or its end is missing.
    var isBroken: Bool
    /// Something in it is out of place.
    var isMalformed: Bool
    /// It stands for a container that nests deeper than what is followed, and so was not looked into.
    var deep: [Int32] = []
}
