internal import Bytes

/// What holds rows and their names together (`RowNames`): from where the first row begins that may name columns to the end of
/// the rows, and from a list of names to the end of the object that rows may stand in.
extension DocumentCursor {
    /// Whether an array that opens may hold arrays: the first of them may name what stands in the others.
    func mayHoldRows(behind bracket: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        var at = bracket + 1
        while at < text.count, unsafe JSONScalar.isBlank(text[at]) { at += 1 }
        // What has not come yet may be one.
        return unsafe at == text.count || text[at] == UInt8(ascii: "[")
    }

    /// A container begins in the innermost that is open.
    mutating func takeRow(isArray: Bool) {
        let frame = frames[depth - 1]
        if frame.array == .rows, !isArray { frames[depth - 1].array = .none }
        // A first row names columns if it holds strings alone.
        if depth > 1, frames[depth - 2].array == .rows, frames[depth - 2].commas == 0 { frames[depth - 2].array = .none }
    }

    /// A string that is not the name of a member, or is one, stands in the innermost container.
    ///
    /// - Parameter label: the name before it, if it is a member's value.
    mutating func takeName(_ content: Range<Int>, isBehindColon: Bool, label: Range<Int>, in text: UnsafeBufferPointer<UInt8>) {
        guard content.count <= RowNames.longestName else { return }
        let list: Int
        if frames[depth - 1].isObject {
            // An element of a list of names.
            guard isBehindColon, depth > 1, frames[depth - 2].array == .names, unsafe RowNames.isLabel(text.part(label)) else { return }
            list = depth - 2
        } else if frames[depth - 1].array == .names {
            list = depth - 1
        } else {
            guard depth > 1, frames[depth - 2].array == .rows, frames[depth - 2].commas == 0 else { return }
            list = depth - 2
        }
        if !frames[list].namesField, unsafe isField(content, in: text) { frames[list].namesField = true }
    }

    /// A container has ended, which was the one behind the innermost that is open now.
    mutating func takeEnd() {
        let ended = frames[depth]
        guard depth > 0 else { return }
        if frames[depth - 1].array == .rows, frames[depth - 1].commas == 0 {
            frames[depth - 1].array = frames[depth - 1].namesField ? .namedRows : .none
        }
        guard ended.array == .names, ended.namesField else { return }
        for around in 0...RowNames.objectsAround {
            guard depth - 1 - around >= 0, frames[depth - 1 - around].isObject else { return }
            frames[depth - 1 - around].array = .namedRows
        }
    }

    /// What was cut where it is held is no whole any more: of it, nothing need be held.
    static func letGo(of frames: inout [Frame]) {
        var isWithinHeld = false
        for level in frames.indices {
            switch frames[level].array {
            case .rows, .names, .namedRows: frames[level].array = .none
            case .none, .bytes, .named, .begun: break
            }
            frames[level].isWithinRows = false
            frames[level].isWithinHeld = isWithinHeld
            isWithinHeld = isWithinHeld || frames[level].array.holdsWithin
        }
    }
}

extension HeldArray {
    /// Nothing that stands in it is a place to cut, however deep.
    var holdsWithin: Bool {
        switch self {
        case .begun, .rows, .names, .namedRows: true
        case .none, .bytes, .named: false
        }
    }
}
