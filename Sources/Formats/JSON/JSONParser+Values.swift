internal import Bytes
internal import JSONPath

/// Values and names: what stands between the marks.
extension JSONParser {
    mutating func appendValue(_ kind: JSONToken.Kind, _ range: Range<Int>, _ place: inout Place, _ tape: inout JSONTape) -> Int {
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
        if hasQueries, selectsAny(place.state) { tape.selected.append(Int32(token)) }
        place.expected = .commaOrEnd
        return token
    }

    mutating func takeScalar(_ text: UnsafeBufferPointer<UInt8>, upTo end: Int, _ place: inout Place, _ tape: inout JSONTape) {
        var low = place.cursor
        var high = end
        while low < high, unsafe JSONScalar.isBlank(text[low]) { low += 1 }
        guard low < high else { return }
        while unsafe JSONScalar.isBlank(text[high - 1]) { high -= 1 }
        if place.expected != .value, place.expected != .valueOrEnd {
            fail(at: low, &place)
            guard place.fault == nil, place.top >= 0 else { return }
            // Behind a value stands more of what should be one: it is taken for one, and masked as one.
            guard place.expected == .commaOrEnd else {
                // Anything else is of the container that is open, however that ends.
                place.cursor = high
                return
            }
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

    mutating func takeString(
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
            // `[1,2]` needs no escape in a string.
            if unsafe hasEscape || (hasQueries && !inside.isEmpty && text[inside.lowerBound] == UInt8(ascii: "[")) {
                tape.escaped.append(Int32(token))
            }
            tape.tokens[token].isOpen = isOpen
            return
        }
        if let fault = place.fault, fault <= start { return }
        let index = tape.tokens[place.top].next
        tape.tokens[place.top].next = index &+ 1
        var state = tape.tokens[place.top].state
        if hasQueries, !isDead(state) {
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

    mutating func child(
        of token: JSONToken, named name: UnsafeBufferPointer<UInt8>, _ index: Int
    ) -> PathAutomaton.State {
        guard hasQueries else { return token.state }
        if token.kind == .object { return isDead(token.state) ? token.state : unsafe automaton.member(token.state, name) }
        let every = automaton.everyElement(token.state)
        return every >= 0 ? every : automaton.element(token.state, index)
    }
}
