internal import Bytes

/// The paths of places, for statistics and reports.
extension JSONExaminer {
    /// The path of a token, or of the text around an offset where there is none; -1 outside all documents.
    func path(of token: Int, at level: Int, around offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Int32 {
        // A member taken for a document has its path already.
        if token < 0 || isMember(offset, level: level) { return outerPath(around: offset, at: level) }
        let there = levels[level].tape.tokens[token]
        if there.path >= 0 { return there.path }
        // Most often the container around it is known already.
        let outer = there.parent < 0 ? -1 : levels[level].tape.tokens[Int(there.parent)].path
        if there.parent < 0 || outer >= 0 {
            let path = unsafe self.path(ofStep: token, at: level, from: outer, in: text)
            levels[level].tape.tokens[token].path = path
            return path
        }
        // Up to what is known, and down again.
        var steps: [Int] = []
        var at = token
        while at >= 0, levels[level].tape.tokens[at].path < 0 {
            steps.append(at)
            at = Int(levels[level].tape.tokens[at].parent)
        }
        var path = at >= 0 ? levels[level].tape.tokens[at].path : -1
        for step in steps.reversed() {
            path = unsafe self.path(ofStep: step, at: level, from: path, in: text)
            levels[level].tape.tokens[step].path = path
        }
        return path
    }

    private func path(ofStep token: Int, at level: Int, from parent: Int32, in text: UnsafeBufferPointer<UInt8>) -> Int32 {
        let item = levels[level].tape.tokens[token]
        guard item.parent >= 0 else { return unsafe paths.index(.root, from: outerPath(around: Int(item.start), at: level)) }
        if levels[level].tape.tokens[Int(item.parent)].kind == .array { return unsafe paths.index(.element, from: parent) }
        if token < levels[level].tape.openNames.count {
            let name = levels[level].tape.openNames[token]
            return unsafe name.withUnsafeBufferPointer { unsafe paths.index(.member, from: parent, name: $0) }
        }
        let key = item.kind == .key ? token : token - 1
        let name = levels[level].tape.tokens[key]
        guard name.kind == .key else { return unsafe paths.index(.unnamed, from: parent) }
        if !name.hasEscape { return unsafe paths.index(.member, from: parent, name: text.part(name.content)) }
        var decoded = ByteBuffer(capacity: 32)
        unsafe JSONEscape.decode(name.content, in: text, to: &decoded)
        return unsafe decoded.withBytes { unsafe paths.index(.member, from: parent, name: $0) }
    }

    /// The path of the string that the text around an offset of a level was made of.
    private func outerPath(around offset: Int, at level: Int) -> Int32 {
        guard level > 0 else { return -1 }
        let outer = surroundings(of: offset, at: level).token
        // Outside all documents of that text it is a place that counts: other texts stand beside it.
        let start = outer >= 0 ? Int(levels[level - 1].tape.tokens[outer].start) : levels[level].map.rawOffset(of: offset)
        guard level > 1 else {
            guard outer >= 0, let whole = unsafe wholeText else { return -1 }
            return unsafe path(of: outer, at: 0, around: start, in: whole)
        }
        return unsafe levels[level - 1].text.withBytes { unsafe path(of: outer, at: level - 1, around: start, in: $0) }
    }
}
