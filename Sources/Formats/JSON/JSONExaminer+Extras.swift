internal import Bytes
internal import Masking

/// What is to be masked beyond the spans of the text itself, carried back to the text of level 0.
extension JSONExaminer {
    /// Adds something to mask: a range of the text of a level.
    func add(_ range: Range<Int>, at level: Int, rule: Int, withheld: WithheldReason? = nil, _ place: Place) {
        if let outer = holdsBytes ? byteArray(around: range.lowerBound, at: level) : nil {
            add(
                outer.range, at: outer.level, rule: rule, withheld: withheld,
                Place(landing: .value(depth: outer.strings, isNumber: false), path: place.path))
            return
        }
        let first = ranges.count
        appendRanges(of: range, at: level)
        guard ranges.count > first else { return }
        var place = place
        if holdsCoded { place.wrap = wrap(of: range, at: level) }
        extras.append(Extra(pieces: first..<ranges.count, rule: rule, withheld: withheld, place: place))
    }

    /// How a range of a level stands in text that is spelled otherwise; -1 where it does not.
    private func wrap(of range: Range<Int>, at level: Int) -> Int32 {
        var layers: [Wrap] = []
        var range = range
        for inner in stride(from: level, to: 0, by: -1) where !levels[inner].texts.isEmpty {
            let text = levels[inner].texts[levels[inner].index(ofTextAt: range.lowerBound)]
            if let spelling = text.spelling {
                var layer = Wrap(spelling: spelling, strings: text.around, parent: -1)
                if spelling.coding.isBase64 { setEdges(of: &layer, range, in: text, at: inner) }
                layers.append(layer)
            }
            guard let outer = levels[inner].map.rawHull(of: range) else { break }
            range = outer
        }
        return layers.reversed().reduce(-1) { parent, layer in
            var layer = layer
            layer.parent = parent
            return wraps.number(of: layer)
        }
    }

    /// What a span leaves of the groups of three bytes that it begins and ends in.
    private func setEdges(of layer: inout Wrap, _ range: Range<Int>, in text: StringText, at level: Int) {
        let start = text.range.lowerBound
        let first = range.lowerBound - (range.lowerBound - start) % 3
        let last = min(text.range.upperBound, start + (range.upperBound - start + 2) / 3 * 3)
        unsafe levels[level].text.withBytes { bytes in
            layer.head = unsafe Array(bytes.part(first..<max(first, range.lowerBound)))
            layer.tail = unsafe Array(bytes.part(min(range.upperBound, last)..<last))
        }
        layer.isEnd = text.isEnd && last == text.range.upperBound
    }

    /// Notes where a query was asked about something.
    func noteAsked(_ offset: Int, at level: Int) {
        let count = ranges.count
        appendRanges(of: offset..<offset + 1, at: level)
        if ranges.count > count { asked.append(ranges[count].lowerBound) }
        ranges.removeSubrange(count...)
    }

    /// What a range of a level stands for in the text of level 0.
    private func appendRanges(of range: Range<Int>, at level: Int) {
        guard level > 0 else {
            if !range.isEmpty { ranges.append(range) }
            return
        }
        levels[level].map.forEachRawSpan(of: range) { appendRanges(of: $0, at: level - 1) }
    }

    /// The array of numbers that holds an offset of a level, the outermost.
    private func byteArray(around offset: Int, at level: Int) -> (range: Range<Int>, level: Int, strings: Int)? {
        var found: (Range<Int>, Int, Int)? = nil
        var at = offset
        for inner in stride(from: level, to: 0, by: -1) where !levels[inner].texts.isEmpty {
            let text = levels[inner].texts[levels[inner].index(ofTextAt: at)]
            if text.kind == .bytes {
                let array = levels[inner - 1].tape.tokens[text.token].range
                found = (array, inner - 1, surroundings(of: array.lowerBound, at: inner - 1).strings)
            }
            at = levels[inner].map.rawOffset(of: at)
        }
        return found
    }

    /// Notes that a member is to go, by its value: of one that was made a text of its own, the one that it was made of. An
    /// element that was looked at behind the name of its array keeps its place, and nothing is left in it.
    func remove(_ token: Int, at level: Int, around offset: Int, rule: Int, path: Int32) {
        guard isMember(offset, level: level) else {
            return removals.append(Removal(level: level, token: token, rule: rule, path: path))
        }
        let outer = surroundings(of: offset, at: level).token
        let element = levels[level - 1].tape.tokens[outer]
        let isMember =
            outer > 0 && levels[level - 1].tape.tokens[outer - 1].kind == .key
            && levels[level - 1].tape.tokens[outer - 1].parent == element.parent
        if isMember { return removals.append(Removal(level: level - 1, token: outer, rule: rule, path: path)) }
        let strings = surroundings(of: Int(element.start), at: level - 1).strings
        let landing: Landing =
            element.isText ? .string(depth: strings + 1) : .value(depth: strings, isNumber: element.kind == .number)
        add(element.isText ? element.content : element.range, at: level - 1, rule: rule, Place(landing: landing, path: path))
    }
}
