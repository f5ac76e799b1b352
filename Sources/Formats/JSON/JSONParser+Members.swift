internal import Bytes
internal import JSONPath

/// Members as they stand in nearly all documents, `"name":"text"` and `"name":…` without a blank or an escape in the name:
/// what is usual takes a short way, and comes to the same as the long one in `takeString`.
extension JSONParser {
    /// Takes the name that begins at `position`, its colon, and its value if that is a string; then, behind a comma, the next
    /// such member, and so on.
    ///
    /// - Returns: false where nothing was taken: the long way has to be gone.
    mutating func takeMembers(
        _ text: UnsafeBufferPointer<UInt8>, from first: Int, _ place: inout Place, _ tape: inout JSONTape
    ) -> Bool {
        let quote = UInt8(ascii: "\"")
        let top = place.top
        let outer = tape.tokens[top].state
        let asks = hasQueries && !isDead(outer)
        var index = tape.tokens[top].next
        var position = first
        var tookAny = false
        while structure.buffered >= 3 {
            let close = structure.peek(0)
            let colon = structure.peek(1)
            guard unsafe text[close] == quote, colon == close &+ 1, unsafe text[colon] == UInt8(ascii: ":") else { break }
            let name = position &+ 1..<close
            if place.mayEscape, unsafe Self.holdsBackslash(name, in: text) { break }
            let state = asks ? unsafe automaton.member(outer, text.part(name)) : outer
            place.state = state
            _ = tape.tokens.append(
                JSONToken(
                    start: UInt32(truncatingIfNeeded: position), end: UInt32(truncatingIfNeeded: colon),
                    parent: Int32(truncatingIfNeeded: top),
                    index: index, next: Int32(truncatingIfNeeded: tape.tokens.count &+ 1), state: state, kind: .key))
            index = index &+ 1
            structure.skip(2)
            tookAny = true
            place.cursor = colon &+ 1
            place.expected = .value
            let open = structure.peek(0)
            guard open == colon &+ 1, unsafe text[open] == quote, structure.buffered >= 2 else { break }
            let end = structure.peek(1)
            guard unsafe text[end] == quote else { break }
            let content = open &+ 1..<end
            let hasEscape = unsafe place.mayEscape && Self.holdsBackslash(content, in: text)
            let token = tape.tokens.append(
                JSONToken(
                    start: UInt32(truncatingIfNeeded: open), end: UInt32(truncatingIfNeeded: end &+ 1),
                    parent: Int32(truncatingIfNeeded: top),
                    index: index &- 1, next: Int32(truncatingIfNeeded: tape.tokens.count &+ 1), state: state, kind: .string,
                    hasEscape: hasEscape))
            if hasQueries, selectsAny(state) { tape.selected.append(Int32(truncatingIfNeeded: token)) }
            if unsafe hasEscape || (hasQueries && !content.isEmpty && text[content.lowerBound] == UInt8(ascii: "[")) {
                tape.escaped.append(Int32(truncatingIfNeeded: token))
            }
            structure.skip(2)
            place.cursor = end &+ 1
            place.expected = .commaOrEnd
            // A comma and a quote, or whatever else follows the long way.
            guard structure.buffered >= 2, structure.peek(0) == end &+ 1, unsafe text[end &+ 1] == UInt8(ascii: ","),
                structure.peek(1) == end &+ 2, unsafe text[end &+ 2] == quote
            else { break }
            position = end &+ 2
            structure.skip(2)
            place.cursor = position &+ 1
            place.expected = .name
        }
        tape.tokens[top].next = index
        // The quote of a name that was not taken has been passed: it is given back.
        if tookAny, place.expected == .name {
            structure.giveBack()
            place.cursor = position
        }
        return tookAny
    }

    /// Most names and many values are short: a call costs more than to look at them.
    @inline(__always)
    private static func holdsBackslash(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let backslash = UInt8(ascii: "\\")
        guard range.count <= 24 else { return unsafe ByteSearch.holds(backslash, text.part(range)) }
        var found = false
        for at in range { found = unsafe found || text[at] == backslash }
        return found
    }
}
