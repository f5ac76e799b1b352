internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// How the masks of spans are to be written, by where they stand.
extension TextProcessor {
    /// Notes how the masks of the spans of level 0 are to be written.
    mutating func placeSpans(in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer) {
        guard !json.levels[0].tape.documents.isEmpty else { return }
        var kept = 0
        for i in spans.indices {
            var span = spans[i]
            guard let place = unsafe place(of: &span, in: text, json, level: 0) else { continue }
            spans[kept] = span
            json.places.append(place)
            kept += 1
        }
        spans.removeSubrange(kept...)
    }

    func add(_ found: MaskSpan, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int) {
        var span = found
        guard let place = unsafe place(of: &span, in: text, json, level: level) else { return }
        json.add(span.range, at: level, rule: span.rule, withheld: span.withheld, place)
    }

    /// How a span's mask is to be written; nil where the member goes as a whole.
    private func place(
        of span: inout MaskSpan, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) -> JSONExaminer.Place? {
        let (strings, _, _) = json.surroundings(of: span.range.lowerBound, at: level)
        let strategy = span.withheld == nil ? detector.rules[span.rule].strategy : .label
        func path(_ token: Int) -> Int32 { unsafe json.path(of: token, at: level, around: span.range.lowerBound, in: text) }
        switch unsafe locate(span.range, in: json.levels[level].tape, text) {
        case .text(let token, let range):
            let item = json.levels[level].tape.tokens[token]
            span.range = range
            if range == item.content, item.kind == .string, !item.isOpen {
                if strategy == .remove, isMember(token, json, level) {
                    json.remove(token, at: level, around: span.range.lowerBound, rule: span.rule, path: path(token))
                    return nil
                }
                if strategy == .null {
                    span.range = item.range
                    return .init(landing: .value(depth: strings, isNumber: false), path: path(token))
                }
            }
            return .init(landing: .string(depth: strings + 1), path: path(token))
        case .value(let token):
            let item = json.levels[level].tape.tokens[token]
            span.range = item.range
            if strategy == .remove, isMember(token, json, level) {
                json.remove(token, at: level, around: span.range.lowerBound, rule: span.rule, path: path(token))
                return nil
            }
            // A document that a text says to be a value (`token={…}`) goes as text does.
            if item.parent < 0, unsafe !isLine(item.range, in: text, level: level) {
                return .init(landing: unsafe landing(of: span.range, strings: strings, in: text, json, level: level), path: path(token))
            }
            return .init(landing: .value(depth: strings, isNumber: item.kind == .number), path: path(token))
        case .outside, .around, .crossing:
            if let part = json.value(around: span.range.lowerBound, level: level) {
                // Of a value without quotes that is looked at by itself, all of it.
                span.range = part.range
                return .init(landing: .value(depth: strings, isNumber: part.isNumber), path: path(-1))
            }
            return .init(landing: unsafe landing(of: span.range, strings: strings, in: text, json, level: level), path: path(-1))
        }
    }

    /// How a mask is to be written that stands in a text, and not in a document there; nil where the bytes around the mask tell.
    private func landing(
        of range: Range<Int>, strings: Int, in text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer, level: Int
    ) -> Landing? {
        if strings > 0 { return .string(depth: strings) }
        // What stands around it is spelled otherwise.
        return unsafe level > 0 && json.holdsCoded ? Landing.of(range, in: text) : nil
    }

    private func isMember(_ token: Int, _ json: JSONExaminer, _ level: Int) -> Bool {
        token > 0 && json.levels[level].tape.tokens[token].parent >= 0
            && json.levels[level].tape.tokens[token - 1].kind == .key
    }

    /// Whether a document is all that its line holds.
    private func isLine(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>, level: Int) -> Bool {
        var at = range.lowerBound - 1
        while at >= 0, unsafe text[at] != UInt8(ascii: "\n") {
            guard unsafe JSONScalar.isBlank(text[at]) || text[at] == 0x1E || text[at] >= 0xBB else { return false }
            at -= 1
        }
        at = range.upperBound
        while at < text.count, unsafe text[at] != UInt8(ascii: "\n") {
            guard unsafe JSONScalar.isBlank(text[at]) else { return false }
            at += 1
        }
        return true
    }
}
