// Back references by number or name, and calls of groups.
extension PatternParser {
    /// `\1`…`\9` are back references; larger numbers are octal where the pattern cannot have so many groups.
    mutating func readNumberedReference() throws(PatternError) {
        var index = position + 1
        guard let number = readNumber(at: &index) else { throw unsupported("an escape") }
        if number < 10 {
            position = index
            addBackReference(to: number)
            return
        }
        let parentheses = bytes.reduce(0) { $1 == ascii("(") ? $0 + 1 : $0 }
        guard parentheses < number, bytes[position + 1] < ascii("8") else {
            throw unsupported("a back reference over \\9; write \\g{…}")
        }
        position += 1
        addLiteral(try readOctal(digits: 3))
    }

    /// The text that a group has matched is one that it can match; of a group that is open still, or too large to write out
    /// again, nothing is known.
    private mutating func addBackReference(to number: Int) {
        guard areGroupsCounted, number > 0, number <= captured.count, let group = captured[number - 1],
            let copy = tree.copy(of: group, caseless: flags.caseless)
        else { return addAnything() }
        add(copy)
        widenings += 1
    }

    /// `\g{…}`, `\g1`, `\k<…>` are back references, `\g<…>` and `\g'…'` calls: any string at all.
    mutating func readNamedReference() throws(PatternError) {
        var index = position + 2
        guard index < bytes.count else { throw unsupported("an unfinished reference") }
        let closing: UInt8
        switch bytes[index] {
        case ascii("{"): closing = ascii("}")
        case ascii("<"): closing = ascii(">")
        case ascii("'"): closing = ascii("'")
        default:
            guard bytes[position + 1] == ascii("g") else { throw unsupported("an unfinished reference") }
            let isRelative = bytes[index] == ascii("-") || bytes[index] == ascii("+")
            if isRelative { index += 1 }
            guard let number = readNumber(at: &index) else { throw unsupported("an unfinished reference") }
            position = index
            if isRelative { addAnything() } else { addBackReference(to: number) }
            return
        }
        position = try endOfName(from: index + 1, closing: closing)
        addAnything()
    }
}
