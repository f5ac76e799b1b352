/// Where parts begin and end.
extension MIMEParser {
    mutating func takeDelimiter(_ line: Range<Int>, _ next: Int) throws(MailError) -> Bool {
        var stop = line.upperBound
        while stop > line.lowerBound, bytes[stop - 1] == 0x20 || bytes[stop - 1] == 0x09 { stop -= 1 }
        let text = bytes[line.lowerBound + 2..<stop]
        let isClosing = text.count >= 2 && text.suffix(2).elementsEqual("--".utf8)
        for index in stack.indices.reversed() {
            for boundary in stack[index].boundaries {
                if text.count == boundary.count, text.elementsEqual(boundary) {
                    try takeDelimiter(of: index, line, next, closes: false)
                    return true
                }
                if isClosing, text.count == boundary.count + 2, text.dropLast(2).elementsEqual(boundary) {
                    try takeDelimiter(of: index, line, next, closes: true)
                    return true
                }
                if text.starts(with: boundary) { result.doubts.insert(.boundary) }
            }
        }
        return false
    }

    mutating func takeDelimiter(of index: Int, _ line: Range<Int>, _ next: Int, closes: Bool) throws(MailError) {
        // The line end before a delimiter belongs to it (RFC 2046, 5.1.1).
        let content = contentEnd(before: line.lowerBound)
        try closeAll(at: content, upTo: index + 1)
        if mode == .header { try endHeader(at: line.lowerBound) }
        // What the header just opened ends here as well.
        try closeAll(at: content, upTo: index + 1)
        closeLeaf(at: content)
        closeGap(of: index, at: line.lowerBound)
        let entity = stack[index].entity
        result.delimiters.append((line.lowerBound..<next, entity))
        if stack[index].isClosed { result.doubts.insert(.boundary) }
        if closes {
            stack[index].isClosed = true
            stack[index].gap = next
            mode = .gap
            return
        }
        stack[index].isClosed = false
        stack[index].parts += 1
        let path = result.entities[entity].path
        let child = try add(parent: entity, path: path.isEmpty ? "\(stack[index].parts)" : "\(path).\(stack[index].parts)")
        if result.entities[entity].type.name == "multipart/digest" { result.entities[child].type = ContentType(implied: "message/rfc822") }
        beginHeader(of: child, at: next)
    }

    func contentEnd(before start: Int) -> Int {
        var stop = start
        if stop > 0, bytes[stop - 1] == 0x0A { stop -= 1 }
        if stop > 0, bytes[stop - 1] == 0x0D { stop -= 1 }
        return stop
    }

    mutating func closeLeaf(at offset: Int) {
        guard mode == .body else { return }
        result.entities[current].body = bodyStart..<max(bodyStart, offset)
        mode = .gap
    }

    mutating func closeGap(of index: Int, at offset: Int) {
        guard let gap = stack[index].gap else { return }
        if gap < offset { result.gaps.append(gap..<offset) }
        stack[index].gap = nil
    }

    /// Ends all containers beyond a place in the stack, and what is open in them.
    mutating func closeAll(at offset: Int, upTo index: Int) throws(MailError) {
        if index < stack.count || index == 0 {
            if mode == .header { try endHeader(at: max(headerStart, offset)) }
            closeLeaf(at: offset)
        }
        while stack.count > index, let open = stack.popLast() {
            if let gap = open.gap, gap < offset { result.gaps.append(gap..<offset) }
            let entity = open.entity
            result.entities[entity].body =
                result.entities[entity].header.upperBound..<max(offset, result.entities[entity].header.upperBound)
            if result.entities[entity].kind == .multipart, !open.isClosed { result.doubts.insert(.boundary) }
            mode = .gap
        }
    }
}
