internal import Bytes
internal import JSONPath

/// Containers, and the commas between what they hold.
extension JSONParser {
    mutating func enter(_ container: OpenContainer, at offset: Int, _ place: inout Place, _ tape: inout JSONTape) {
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
        if container.holdsNamed { tape.flatArrays.append(Int32(place.top)) }
        if hasQueries, selectsAny(state) { tape.selected.append(Int32(place.top)) }
        place.expected =
            container.isObject ? (container.children == 0 ? .nameOrEnd : .name) : (container.children == 0 ? .valueOrEnd : .value)
        prepareElements(&place, &tape)
    }

    mutating func openContainer(_ kind: JSONToken.Kind, at position: Int, _ place: inout Place, _ tape: inout JSONTape) {
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

    mutating func closeContainer(_ kind: JSONToken.Kind, at position: Int, _ place: inout Place, _ tape: inout JSONTape) {
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
        noteArray(top, &tape)
        tape.tokens[top].end = UInt32(position + 1)
        tape.tokens[top].next = Int32(tape.tokens.count)
        place.top = parent
        place.depth -= 1
        place.expected = .commaOrEnd
        place.state = tape.tokens[top].state
        if parent >= 0, hasQueries, tape.tokens[parent].kind == .array {
            place.elements = automaton.everyElement(tape.tokens[parent].state)
        }
    }

    /// Notes an array that is about to end, or is not to be read further, by its first element. Of one that began before the text
    /// that is known already.
    func noteArray(_ token: Int, _ tape: inout JSONTape) {
        let item = tape.tokens[token]
        guard item.kind == .array, item.next > 0, !item.isContinued, token + 1 < tape.tokens.count else { return }
        let isMember = item.parent >= 0 && tape.tokens[Int(item.parent)].kind == .object
        switch tape.tokens[token + 1].kind {
        case .array:
            tape.rowArrays.append(
                RowArray(token: Int32(token), flatArrays: tape.flatArrays.count, recordArrays: tape.recordArrays.count))
        case .object:
            if isMember { tape.recordArrays.append(Int32(token)) }
        case .key, .string, .number, .word, .null:
            if isMember { tape.flatArrays.append(Int32(token)) }
        }
    }

    mutating func takeComma(at position: Int, _ place: inout Place, _ tape: inout JSONTape) {
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
    func fail(at position: Int, _ place: inout Place) {
        place.isBroken = true
        if !place.isLenient { place.fault = position }
    }

    /// Whether a value may begin here; where the text is lenient, it may.
    func beginsValue(at position: Int, _ place: inout Place) -> Bool {
        if place.expected == .value || place.expected == .valueOrEnd { return true }
        fail(at: position, &place)
        return place.fault == nil
    }

    /// Goes to the end of the container that was just opened, without looking into it.
    mutating func skipDeep(
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
