internal import Bytes
internal import Engine
internal import Formats
internal import FuzzSupport
internal import JSONPath
internal import Masking

// Laws 1, 2, 4, 5 and 8 with rules by path, by name and by pattern: as lines, and as a document that is read in pieces, cut in two
// ways.

private func rule(_ id: String, _ detection: Detection, _ mask: MaskStrategy = .label) -> Rule {
    var rule = Rule(id: id, detection: detection, place: RulePlace(file: "fuzz.yaml", line: 1))
    rule.mask = mask
    return rule
}

private func path(_ id: String, _ text: String, _ mask: MaskStrategy = .label, leaves: Bool = false) -> Rule {
    guard let query = try? JSONPathQuery(parsing: text) else { preconditionFailure("the query \(text) is none") }
    var rule = rule(id, .path(query), mask)
    rule.masksLeaves = leaves
    return rule
}

/// What can be read in pieces of any size.
private let rules = [
    path("by-name", "$..a"), path("by-index", "$[1].b", .null), path("digits", "$.n[*]", .digits),
    rule("token", .pattern("tok_[a-z0-9]{2,6}")), rule("word", .pattern("xy+\\w")), rule("field", .fields(["password", "key"])),
]

/// With what asks for more.
private let moreRules =
    rules + [
        path("filter", "$[?@.b == 1].c"), path("last", "$[-1]"), path("gone", "$..gone", .remove), path("whole", "$.w"),
        path("leaves", "$.l", leaves: true),
    ]

private final class Run {
    private var processor: TextProcessor
    private let detector: Detector

    init(_ rules: [Rule], _ kind: EngineKind = .fast) {
        guard let detector = try? Detector(rules, strategy: { $0.mask ?? .label }),
            let processor = try? TextProcessor(
                detector, kind: kind, masker: Masker(key: nil), options: .init(wantsPlaces: true, hash: { _ in 0 }))
        else { preconditionFailure("the rules do not run") }
        self.processor = processor
        self.detector = detector
    }

    private func take(
        _ input: [UInt8], _ outcome: borrowing BlockOutcome, _ result: inout [UInt8], _ spans: inout [Range<Int>], at from: Int
    ) {
        require(processor.failure == nil, "a rule does not compile")
        require(outcome.decided == input.count, "decided \(outcome.decided) of \(input.count)")
        if outcome.isUnchanged {
            result += input
        } else {
            outcome.output.withBytes { unsafe result += $0 }
        }
        spans += outcome.places.map { from + $0.offset..<from + $0.offset + $0.length }
    }

    func lines(_ text: [UInt8], expectsJSON: Bool) -> (output: [UInt8], spans: [Range<Int>]) {
        var result: [UInt8] = []
        var spans: [Range<Int>] = []
        var outcome = BlockOutcome()
        processor.expectsJSON = expectsJSON
        unsafe text.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
        take(text, outcome, &result, &spans, at: 0)
        return (result, spans)
    }

    /// Reads a document as the pipeline does, `step` bytes more at a time, cutting where `picks` says.
    func document(_ text: [UInt8], step: Int, picks: Int) -> (output: [UInt8], spans: [Range<Int>]) {
        var result: [UInt8] = []
        var spans: [Range<Int>] = []
        var outcome = BlockOutcome()
        var cursor = DocumentCursor()
        cursor.holdArrays(of: detector)
        cursor.begin()
        var at = 0
        var reach = 0
        while at < text.count {
            reach = min(text.count, max(at, reach) + step)
            let part = cursor.part
            let stop = unsafe Array(text[at..<reach]).withUnsafeBufferPointer { unsafe cursor.walk($0) }
            var end = reach
            var isOver = reach == text.count
            switch stop {
            case .ended(let offset), .fault(let offset), .deep(let offset), .long(let offset), .blank(let offset):
                end = at + offset
                isOver = true
            case .none:
                if !isOver {
                    let marks = [cursor.anyCut, cursor.elementCut, cursor.endCut].compactMap { $0 }
                    guard !marks.isEmpty else { continue }
                    let mark = marks[picks % marks.count]
                    end = at + mark.offset
                    cursor.cut(at: mark)
                }
            }
            let piece = Array(text[at..<end])
            unsafe piece.withUnsafeBufferPointer { unsafe processor.process($0, partOf: part, into: &outcome) }
            take(piece, outcome, &result, &spans, at: at)
            at = end
            if isOver { break }
        }
        return (result, spans)
    }
}

private nonisolated(unsafe) let forward = Run(rules)
private nonisolated(unsafe) let all = Run(moreRules)
private nonisolated(unsafe) let reference = Run(moreRules, .reference)

/// Whether `output` holds what stands between the spans, in order.
private func keepsTheRest(_ text: ArraySlice<UInt8>, _ spans: [Range<Int>], _ output: [UInt8]) -> Bool {
    if spans.isEmpty { return output[...] == text }
    var at = 0
    var from = text.startIndex
    for span in spans.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
        for byte in text[from..<max(from, min(span.lowerBound, text.endIndex))] {
            while at < output.count, output[at] != byte { at += 1 }
            if at == output.count { return false }
            at += 1
        }
        from = max(from, span.upperBound)
    }
    let tail = text[min(from, text.endIndex)...]
    return output.count - at >= tail.count && output.suffix(tail.count) == tail
}

private func selectsContainers(_ tree: JSONTree, _ text: [UInt8]) -> Bool {
    for rule in rules {
        guard case .path(let query) = rule.detection else { continue }
        var evaluator = PathEvaluator(matcher: PathRegex())
        guard let nodes = try? evaluator.evaluate(query, in: JSONDocument(tree, over: text.span)) else { return true }
        if nodes.contains(where: tree.isContainer) { return true }
    }
    return false
}

/// For messages.
private func shown(_ text: [UInt8]) -> String { String(decoding: text, as: UTF8.self).debugDescription }

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard count > 1 else { return 0 }
    let input = unsafe bytes(start, count)
    let text = Array(input.dropFirst())
    let expectsJSON = input[0] & 1 == 1
    let masked = all.lines(text, expectsJSON: expectsJSON)
    // A span that control sequences cut is told by its first piece.
    if !text.contains(0x1B) {
        require(keepsTheRest(text[...], masked.spans, masked.output), "law 1: bytes beside the masks changed")
    }
    if let tree = try? JSONTree(parsing: text.span), tree.isContainer(tree.root), !text.contains(0x0A) {
        require((try? JSONTree(parsing: masked.output.span)) != nil, "law 5: it is JSON no more")
    }
    let again = all.lines(masked.output, expectsJSON: expectsJSON)
    require(again.output == masked.output, "law 4: masked again, it changes: \(shown(masked.output)) → \(shown(again.output))")
    require(reference.lines(text, expectsJSON: expectsJSON).output == masked.output, "law 8: the reference engine says otherwise")
    // What a fault in a document, or a container that a path selects, comes to depends on where it is cut.
    guard let tree = try? JSONTree(parsing: text.span), tree.isContainer(tree.root), !selectsContainers(tree, text) else { return 0 }
    let whole = forward.document(text, step: text.count, picks: 0)
    let cut = forward.document(text, step: Int(input[0] >> 1 & 15) + 1, picks: Int(input[0] >> 5))
    let (less, more) = whole.output.count < cut.output.count ? (whole, cut) : (cut, whole)
    require(more.output.starts(with: less.output) && less.output.count == more.output.count, "law 2: a cut shows")
    require(forward.document(whole.output, step: whole.output.count, picks: 0).output == whole.output, "law 4: masked again, it changes")
    return 0
}
