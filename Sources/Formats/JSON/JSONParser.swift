internal import Bytes
internal import JSONPath

/// Reads JSON documents and makes tokens of them, in one pass and without recursion.
///
/// It is strict where JSON may stand in the midst of something else: at the first byte that does not belong there, the
/// document is over. It is lenient where a text is known to be JSON: what is out of place is noted, and the structure goes
/// on as well as can be told, for what stands in it is to be masked all the same.
struct JSONParser: ~Copyable {
    var automaton: PathAutomaton
    /// Whether states are asked for at all.
    let hasQueries: Bool

    var structure = JSONStructure()
    var name = ByteBuffer(capacity: 64)
    /// What is known of the first states: `known`, and with it whether they are dead and whether they select.
    private var flags: [UInt8]

    /// Containers deeper than this are not looked into.
    static let maximumDepth = 1_024
    /// Tokens of one line, of 32 bytes each, and documents: what is made of little but brackets has more.
    static let maximumTokens = 1 << 19
    static let maximumDocuments = 1 << 16

    init(_ patterns: [PathAutomaton.Pattern]) {
        automaton = PathAutomaton(patterns)
        hasQueries = !patterns.isEmpty
        flags = [UInt8](repeating: 0, count: Self.flagged)
    }

    // MARK: - States

    private static let flagged = 4_096
    private static let known: UInt8 = 1
    private static let dead: UInt8 = 2
    private static let selecting: UInt8 = 4

    /// Forgets the states where there are too many, between two texts.
    mutating func resetStatesIfFull() {
        guard automaton.isFull else { return }
        automaton.resetIfFull()
        for index in flags.indices { flags[index] = 0 }
    }

    @inline(__always)
    mutating func isDead(_ state: PathAutomaton.State) -> Bool { flags(of: state) & Self.dead != 0 }

    @inline(__always)
    mutating func selectsAny(_ state: PathAutomaton.State) -> Bool { flags(of: state) & Self.selecting != 0 }

    @inline(__always)
    private mutating func flags(of state: PathAutomaton.State) -> UInt8 {
        let index = Int(state)
        if index >= 0, index < flags.count, flags[index] != 0 { return flags[index] }
        let there = Self.known | (automaton.isDead(state) ? Self.dead : 0) | (automaton.selectsAny(state) ? Self.selecting : 0)
        if index >= 0, index < flags.count { flags[index] = there }
        return there
    }

    /// What may follow.
    enum Expected { case value, valueOrEnd, name, nameOrEnd, colon, commaOrEnd }

    /// Where the walk is.
    struct Place {
        /// The container that is open; -1 outside the root.
        var top = -1
        var depth = 0
        var expected = Expected.value
        /// Behind the last token.
        var cursor: Int
        /// The state of the value that comes next.
        var state: PathAutomaton.State
        /// Of an array: the state of each element, -1 where it depends on the index.
        var elements: PathAutomaton.State = -1
        var isBroken = false
        /// Something is out of place at this offset, and the walk must end there.
        var fault: Int?
        let isLenient: Bool
        let mayEscape: Bool
    }

    /// Reads the document that begins at `range.lowerBound`, with a bracket.
    ///
    /// - Parameters:
    ///   - range: it ends within.
    ///   - state: of its root.
    ///   - mayEscape: there may be a backslash in the range.
    ///   - part: where in the document the range begins, if not at its start.
    ///   - tape: takes the document and its tokens.
    /// - Returns: behind it, or where it stopped being JSON.
    mutating func read(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, state: PathAutomaton.State, isLenient: Bool,
        mayEscape: Bool, within part: DocumentPart = DocumentPart(), into tape: inout JSONTape
    ) -> Int {
        let firstToken = tape.tokens.count
        var place = Place(cursor: range.lowerBound, state: state, isLenient: isLenient, mayEscape: mayEscape)
        var deep: [Int32] = []
        for container in part.open { enter(container, at: range.lowerBound, &place, &tape) }
        if part.isBehindValue { place.expected = .commaOrEnd }
        unsafe structure.begin(text, range)
        walk: while place.fault == nil {
            let next = structure.next()
            let position = next < 0 ? range.upperBound : next
            unsafe takeScalar(text, upTo: position, &place, &tape)
            guard place.fault == nil, next >= 0 else { break }
            place.cursor = position + 1
            switch unsafe text[position] {
            case UInt8(ascii: "\""):
                if place.expected == .name || place.expected == .nameOrEnd, unsafe takeMembers(text, from: position, &place, &tape) {
                    break
                }
                unsafe takeString(text, from: position, end: range.upperBound, &place, &tape)
            case UInt8(ascii: ","):
                takeComma(at: position, &place, &tape)
            case UInt8(ascii: ":"):
                if place.expected == .colon { place.expected = .value } else { fail(at: position, &place) }
            case UInt8(ascii: "{"):
                openContainer(.object, at: position, &place, &tape)
            case UInt8(ascii: "["):
                openContainer(.array, at: position, &place, &tape)
            case let close:
                closeContainer(close == UInt8(ascii: "}") ? .object : .array, at: position, &place, &tape)
                if place.top < 0, place.fault == nil { break walk }
            }
            if place.depth > Self.maximumDepth { unsafe skipDeep(text, end: range.upperBound, &place, &deep, &tape) }
            if tape.tokens.count - firstToken > Self.maximumTokens { place.fault = place.cursor }
        }
        let end = place.fault ?? place.cursor
        let isWhole = place.top < 0 && place.fault == nil
        while place.top >= 0 {
            let parent = Int(tape.tokens[place.top].parent)
            noteArray(place.top, &tape)
            tape.tokens[place.top].end = UInt32(end)
            tape.tokens[place.top].isOpen = true
            tape.tokens[place.top].next = Int32(tape.tokens.count)
            place.top = parent
        }
        tape.documents.append(
            TapeDocument(
                range: range.lowerBound..<end, tokens: firstToken..<tape.tokens.count, isBroken: place.isBroken || !isWhole,
                isMalformed: place.isBroken, deep: deep))
        return end
    }

    /// Takes a quoted string of a text for a document of its own, so that what it holds is looked at: `msg="{\"user\":…}"`.
    ///
    /// - Parameters:
    ///   - range: quotes included.
    ///   - isRoot: it is a document, and queries may select it.
    mutating func take(string range: Range<Int>, state: PathAutomaton.State, isRoot: Bool = false, into tape: inout JSONTape) {
        let token = tape.tokens.append(
            JSONToken(
                start: UInt32(range.lowerBound), end: UInt32(range.upperBound), parent: -1, index: 0,
                next: Int32(tape.tokens.count + 1), state: state, kind: .string, hasEscape: true))
        tape.escaped.append(Int32(token))
        if isRoot, hasQueries, selectsAny(state) { tape.selected.append(Int32(token)) }
        tape.documents.append(TapeDocument(range: range, tokens: token..<token + 1, isBroken: false, isMalformed: false))
    }
}
