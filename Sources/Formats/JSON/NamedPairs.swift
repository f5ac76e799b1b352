internal import Bytes

/// Tells which members of a document stand on one line with what stands before them: they are, or may be, the value of a name, say
/// what it is, or are of one kind (`PairNames`). Where a document may be cut must be no other, `DocumentCursor`.
struct NamedPairs {
    /// The last member that is a name, or a flag.
    private var label = -2 * PairNames.reach - 1
    private var parent: Int32 = -1
    /// The object looked at last, and whether its members are one record.
    private var object: Int32 = -1
    private var isMap = false
    /// The object that holds the last such, and how many members behind that belong to it.
    private var mapParent: Int32 = -1
    private var left = 0

    /// - Parameter key: the name of a member; they are taken in order.
    mutating func takes(_ key: Int, in tape: borrowing JSONTape, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let belongsToMap = unsafe takesOfMap(key, in: tape, text)
        return unsafe takesOfName(key, in: tape, text) || belongsToMap
    }

    private mutating func takesOfName(_ key: Int, in tape: borrowing JSONTape, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let token = tape.tokens[key]
        let name = unsafe text.part(token.content)
        var isOne = false
        var mayBeFlag = false
        if key - label <= 2 * PairNames.reach, token.parent == parent {
            // As many tokens as names and values: none of these is a container.
            isOne = tape.tokens[key - 1].parent == parent && !tape.tokens[key - 1].isContainer
            mayBeFlag = isOne && key - label < 2 * PairNames.reach
        } else if key >= 2, key - 1 == Int(token.parent), tape.tokens[key - 2].kind == .key, !tape.tokens[key - 1].isContinued {
            mayBeFlag = !tape.tokens[key - 2].content.isEmpty
            isOne = unsafe PairNames.isValue(name) || (mayBeFlag && PairNames.isFlag(name))
        }
        guard key + 1 < tape.tokens.count else { return isOne }
        let value = tape.tokens[key + 1]
        let isLabel = unsafe value.kind == .string && PairNames.isLabel(name)
        if unsafe isLabel || (mayBeFlag && !value.isContainer && PairNames.isFlag(name)) { (label, parent) = (key, token.parent) }
        return isOne
    }

    private mutating func takesOfMap(_ key: Int, in tape: borrowing JSONTape, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let token = tape.tokens[key]
        if token.parent != object {
            object = token.parent
            isMap = unsafe isMap(Int(object), in: tape, text)
            if isMap { (mapParent, left) = (tape.tokens[Int(object)].parent, PairNames.reach) }
        }
        if isMap { return true }
        guard left > 0, token.parent == mapParent else { return false }
        left -= 1
        // What the member holds may be cut apart, and what stands behind it stands apart.
        if key + 1 < tape.tokens.count, tape.tokens[key + 1].isContainer { left = 0 }
        return true
    }

    private func isMap(_ object: Int, in tape: borrowing JSONTape, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard object > 0 else { return false }
        let container = tape.tokens[object]
        let name = tape.tokens[object - 1]
        guard !container.isContinued, !container.isOpen, container.range.count <= PairNames.longestMap, name.kind == .key,
            name.parent == container.parent, unsafe PairNames.isMap(text.part(name.content))
        else { return false }
        for member in object + 1..<Int(container.next) where tape.tokens[member].isContainer { return false }
        return true
    }
}
