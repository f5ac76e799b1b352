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

    private var structure = JSONStructure()
    private var name = ByteBuffer(capacity: 64)

    /// Containers deeper than this are not looked into.
    static let maximumDepth = 1_024
    /// Tokens of one line, of 36 bytes each, and documents: what is made of little but brackets has more.
    static let maximumTokens = 1 << 19
    static let maximumDocuments = 1 << 16

    init(_ patterns: [PathAutomaton.Pattern]) {
        automaton = PathAutomaton(patterns)
        hasQueries = !patterns.isEmpty
    }

    /// What may follow.
    private enum Expected { case value, valueOrEnd, name, nameOrEnd, colon, commaOrEnd }

    /// Where the walk is.
    private struct Place {
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
    ///   - tape: takes the document and its tape.tokens.
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

    /// Takes a quoted string of a text for a document of its own, so that what it holds is looked at: `msg="{\\"user\\":…}"`.
    ///
    /// - Parameter range: quotes included.
    mutating func take(string range: Range<Int>, state: PathAutomaton.State, into tape: inout JSONTape) {
        let token = tape.tokens.append(
            JSONToken(
                start: UInt32(range.lowerBound), end: UInt32(range.upperBound), parent: -1, index: 0,
                next: Int32(tape.tokens.count + 1), state: state, kind: .string, hasEscape: true))
        tape.escaped.append(Int32(token))
        tape.documents.append(TapeDocument(range: range, tokens: token..<token + 1, isBroken: false, isMalformed: false))
    }

    // MARK: - Containers

    private mutating func enter(_ container: OpenContainer, at offset: Int, _ place: inout Place, _ tape: inout JSONTape) {
        let parent = place.top
        let state =
            parent < 0
            ? place.state
            : unsafe container.withName { unsafe child(of: tape.tokens[parent], named: $0, container.index) }
        place.top = tape.tokens.append(
            JSONToken(
                start: UInt32(offset), end: UInt32(offset), parent: Int32(parent), index: Int32(clamping: container.index),
                next: Int32(clamping: container.children), state: state, kind: container.isObject ? .object : .array, isContinued: true))
        place.depth += 1
        tape.openNames.append(container.name)
        if hasQueries, automaton.selectsAny(state) { tape.selected.append(Int32(place.top)) }
        place.expected =
            container.isObject ? (container.children == 0 ? .nameOrEnd : .name) : (container.children == 0 ? .valueOrEnd : .value)
        prepareElements(&place, &tape)
    }

    private mutating func openContainer(_ kind: JSONToken.Kind, at position: Int, _ place: inout Place, _ tape: inout JSONTape) {
        guard beginsValue(at: position, &place) else { return }
        let token = appendValue(kind, position..<position + 1, &place, &tape)
        place.top = token
        place.depth += 1
        place.expected = kind == .object ? .nameOrEnd : .valueOrEnd
        tape.tokens[token].next = 0
        prepareElements(&place, &tape)
    }

    private mutating func prepareElements(_ place: inout Place, _ tape: inout JSONTape) {
        guard hasQueries, tape.tokens[place.top].kind == .array else { return }
        place.elements = automaton.everyElement(tape.tokens[place.top].state)
        if place.elements >= 0 { place.state = place.elements } else { prepareElement(&place, &tape) }
    }

    private mutating func prepareElement(_ place: inout Place, _ tape: inout JSONTape) {
        place.state = automaton.element(tape.tokens[place.top].state, Int(tape.tokens[place.top].next))
    }

    private mutating func closeContainer(_ kind: JSONToken.Kind, at position: Int, _ place: inout Place, _ tape: inout JSONTape) {
        guard place.top >= 0, tape.tokens[place.top].kind == kind else {
            place.isBroken = true
            place.fault = position
            return
        }
        switch place.expected {
        case .commaOrEnd, .valueOrEnd, .nameOrEnd: break
        default:
            fail(at: position, &place)
            if place.fault != nil { return }
        }
        let top = place.top
        let parent = Int(tape.tokens[top].parent)
        let children = tape.tokens[top].next
        tape.tokens[top].end = UInt32(position + 1)
        tape.tokens[top].next = Int32(tape.tokens.count)
        if kind == .array, children > 0, parent >= 0, !tape.tokens[top].isContinued, tape.tokens[parent].kind == .object,
            !tape.tokens[top + 1].isContainer
        {
            tape.flatArrays.append(Int32(top))
        }
        place.top = parent
        place.depth -= 1
        place.expected = .commaOrEnd
        place.state = tape.tokens[top].state
        if parent >= 0, hasQueries, tape.tokens[parent].kind == .array {
            place.elements = automaton.everyElement(tape.tokens[parent].state)
        }
    }

    private mutating func takeComma(at position: Int, _ place: inout Place, _ tape: inout JSONTape) {
        if place.expected != .commaOrEnd {
            fail(at: position, &place)
            if place.fault != nil { return }
        }
        guard place.top >= 0 else {
            place.fault = position
            return
        }
        guard tape.tokens[place.top].kind == .array else {
            place.expected = .name
            return
        }
        place.expected = .value
        guard hasQueries else { return }
        if place.elements >= 0 { place.state = place.elements } else { prepareElement(&place, &tape) }
    }

    /// What is out of place ends a document, unless it is known to be one.
    private func fail(at position: Int, _ place: inout Place) {
        place.isBroken = true
        if !place.isLenient { place.fault = position }
    }

    /// Whether a value may begin here; where the text is lenient, it may.
    private func beginsValue(at position: Int, _ place: inout Place) -> Bool {
        if place.expected == .value || place.expected == .valueOrEnd { return true }
        fail(at: position, &place)
        return place.fault == nil
    }

    // MARK: - Values

    private mutating func appendValue(_ kind: JSONToken.Kind, _ range: Range<Int>, _ place: inout Place, _ tape: inout JSONTape) -> Int {
        var index: Int32 = 0
        if place.top >= 0 {
            index = tape.tokens[place.top].next
            if tape.tokens[place.top].kind == .array || place.expected != .value {
                tape.tokens[place.top].next = index &+ 1
            } else {
                // The name before it has counted already.
                index = index &- 1
            }
        }
        let token = tape.tokens.append(
            JSONToken(
                start: UInt32(range.lowerBound), end: UInt32(range.upperBound), parent: Int32(place.top), index: index,
                next: Int32(tape.tokens.count + 1), state: place.state, kind: kind))
        if hasQueries, automaton.selectsAny(place.state) { tape.selected.append(Int32(token)) }
        place.expected = .commaOrEnd
        return token
    }

    private mutating func takeScalar(_ text: UnsafeBufferPointer<UInt8>, upTo end: Int, _ place: inout Place, _ tape: inout JSONTape) {
        var low = place.cursor
        var high = end
        while low < high, unsafe JSONScalar.isBlank(text[low]) { low += 1 }
        guard low < high else { return }
        while unsafe JSONScalar.isBlank(text[high - 1]) { high -= 1 }
        if place.expected != .value, place.expected != .valueOrEnd {
            fail(at: low, &place)
            // Behind a value stands more of what should be one: it is taken for one, and masked as one.
            guard place.fault == nil, place.top >= 0, place.expected == .commaOrEnd else { return }
        }
        let (kind, isValid) = unsafe JSONScalar.kind(of: low..<high, in: text)
        if !isValid {
            place.isBroken = true
            if !place.isLenient {
                // It was cut, or it is none: what there is of it is taken for it, and ends the document.
                var end = low
                while end < high, unsafe !JSONScalar.isBlank(text[end]) { end += 1 }
                high = end
                place.fault = end
            }
        }
        _ = appendValue(kind, low..<high, &place, &tape)
        place.cursor = high
    }

    private mutating func takeString(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, end: Int, _ place: inout Place, _ tape: inout JSONTape
    ) {
        var close = structure.next()
        while close >= 0, unsafe text[close] != UInt8(ascii: "\"") {
            // A control byte, which should have been escaped.
            place.isBroken = true
            close = structure.next()
        }
        let isOpen = close < 0
        if isOpen { place.isBroken = true }
        let range = start..<(isOpen ? end : close + 1)
        place.cursor = range.upperBound
        let inside = start + 1..<(isOpen ? end : close)
        let hasEscape = unsafe place.mayEscape && ByteSearch.holds(UInt8(ascii: "\\"), text.part(inside))
        let isName =
            unsafe place.top >= 0 && tape.tokens[place.top].kind == .object && place.expected != .value && place.expected != .colon
            // Behind a value a comma is missing: what has no colon is more of the value.
            && (place.expected != .commaOrEnd || standsBeforeColon(range.upperBound, in: text, end: end))
        if isName, place.expected != .name, place.expected != .nameOrEnd { fail(at: start, &place) }
        guard isName else {
            guard beginsValue(at: start, &place) else { return }
            let token = appendValue(.string, range, &place, &tape)
            tape.tokens[token].hasEscape = hasEscape
            if hasEscape { tape.escaped.append(Int32(token)) }
            tape.tokens[token].isOpen = isOpen
            return
        }
        if let fault = place.fault, fault <= start { return }
        let index = tape.tokens[place.top].next
        tape.tokens[place.top].next = index &+ 1
        var state = tape.tokens[place.top].state
        if hasQueries, !automaton.isDead(state) {
            if hasEscape {
                name.removeAll()
                unsafe JSONEscape.decode(inside, in: text, to: &name)
                state = unsafe name.withBytes { unsafe automaton.member(state, $0) }
            } else {
                state = unsafe automaton.member(state, text.part(inside))
            }
        }
        place.state = state
        let token = tape.tokens.append(
            JSONToken(
                start: UInt32(range.lowerBound), end: UInt32(range.upperBound), parent: Int32(place.top), index: index,
                next: Int32(tape.tokens.count + 1), state: state, kind: .key, hasEscape: hasEscape, isOpen: isOpen))
        if hasEscape { tape.escaped.append(Int32(token)) }
        place.expected = .colon
    }

    private func standsBeforeColon(_ offset: Int, in text: UnsafeBufferPointer<UInt8>, end: Int) -> Bool {
        var at = offset
        while at < end, unsafe JSONScalar.isBlank(text[at]) { at += 1 }
        return unsafe at < end && text[at] == UInt8(ascii: ":")
    }

    private mutating func child(
        of token: JSONToken, named name: UnsafeBufferPointer<UInt8>, _ index: Int
    ) -> PathAutomaton.State {
        guard hasQueries else { return token.state }
        if token.kind == .object { return automaton.isDead(token.state) ? token.state : unsafe automaton.member(token.state, name) }
        let every = automaton.everyElement(token.state)
        return every >= 0 ? every : automaton.element(token.state, index)
    }

    /// Goes to the end of the container that was just opened, without looking into it.
    private mutating func skipDeep(
        _ text: UnsafeBufferPointer<UInt8>, end: Int, _ place: inout Place, _ deep: inout [Int32], _ tape: inout JSONTape
    ) {
        var depth = 1
        while depth > 0 {
            let next = structure.next()
            guard next >= 0 else {
                place.cursor = end
                break
            }
            place.cursor = next + 1
            switch unsafe text[next] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        let top = place.top
        deep.append(Int32(top))
        tape.tokens[top].end = UInt32(place.cursor)
        tape.tokens[top].isOpen = depth > 0
        tape.tokens[top].next = Int32(tape.tokens.count)
        place.top = Int(tape.tokens[top].parent)
        place.depth -= 1
        place.expected = .commaOrEnd
        place.state = tape.tokens[top].state
        if place.top >= 0, hasQueries, tape.tokens[place.top].kind == .array {
            place.elements = automaton.everyElement(tape.tokens[place.top].state)
        }
    }
}

/// A container that began before the text.
public struct OpenContainer: Sendable {
    public var isObject: Bool
    /// Of a member, its name, decoded; empty for elements.
    public var name: [UInt8]
    /// Its place in the container that it stands in.
    public var index: Int
    /// How many elements or members of it began before the text.
    public var children: Int

    public init(isObject: Bool, name: [UInt8], index: Int, children: Int) {
        self.isObject = isObject
        self.name = name
        self.index = index
        self.children = children
    }

    func withName<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        unsafe name.withUnsafeBufferPointer { unsafe body($0) }
    }
}
