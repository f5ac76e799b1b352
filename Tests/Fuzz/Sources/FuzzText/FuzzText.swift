internal import Bytes
internal import Engine
internal import Formats
internal import FuzzSupport
internal import Masking

// Laws 1, 2, 4 and 8 with the default rules: what stands between the masks is the input's, cuts between lines do not
// show, masking again changes nothing, and the reference engine says the same.

private struct Result {
    var output: [UInt8] = []
    var spans: [Range<Int>] = []
    var isWithheld = false
}

private final class Run {
    private var processor: TextProcessor

    init(_ kind: EngineKind) {
        let rules = DefaultRules.rules.filter(\.isEnabled)
        guard let detector = try? Detector(rules, strategy: { $0.mask ?? .label }),
            let processor = try? TextProcessor(
                detector, kind: kind, masker: Masker(key: nil), options: .init(wantsPlaces: true, hash: { _ in 0 }))
        else { preconditionFailure("the default rules do not run") }
        self.processor = processor
    }

    /// Masks `text`, given in two parts where `cut` is within it.
    func mask(_ text: [UInt8], cut: Int? = nil) -> Result {
        var result = Result()
        var from = 0
        var parts = [text.count]
        if let cut { parts.insert(cut, at: 0) }
        for (index, end) in parts.enumerated() {
            let piece = Array(text[from..<end])
            var outcome = BlockOutcome()
            let isFinal = index == parts.count - 1
            unsafe piece.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: isFinal, into: &outcome) }
            require(processor.failure == nil, "a rule does not compile")
            require(outcome.decided <= piece.count && (!isFinal || outcome.decided == piece.count), "decided \(outcome.decided)")
            if outcome.isUnchanged {
                result.output += piece[..<outcome.decided]
            } else {
                outcome.output.withBytes { unsafe result.output += $0 }
            }
            result.spans += outcome.places.map { from + $0.offset..<from + $0.offset + $0.length }
            result.isWithheld = result.isWithheld || !outcome.withheld.isEmpty
            from += outcome.decided
        }
        return result
    }
}

private nonisolated(unsafe) let fast = Run(.fast)
private nonisolated(unsafe) let plain = Run(.reference)

/// Whether `output` is `text` with something else in place of the spans.
private func keepsTheRest(_ text: [UInt8], _ spans: [Range<Int>], _ output: [UInt8]) -> Bool {
    var outside: [ArraySlice<UInt8>] = []
    var from = 0
    for span in spans.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) {
        if span.lowerBound > from { outside.append(text[from..<span.lowerBound]) }
        from = max(from, span.upperBound)
    }
    guard !spans.isEmpty else { return output == text }
    // The first piece begins the output where it begins the text; the last ends it; the others follow in order.
    let tail = text[from...]
    guard output.count >= tail.count, output.suffix(tail.count) == tail else { return false }
    let end = output.count - tail.count
    var at = 0
    let beginsOutside = spans.allSatisfy { $0.lowerBound > 0 }
    for (index, piece) in outside.enumerated() {
        if index == 0, beginsOutside {
            guard output.starts(with: piece) else { return false }
            at = piece.count
            continue
        }
        var found = false
        while at + piece.count <= end {
            if output[at..<at + piece.count] == piece {
                found = true
                break
            }
            at += 1
        }
        guard found else { return false }
        at += piece.count
    }
    return true
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzText(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard count > 0 else { return 0 }
    let input = unsafe bytes(start, count)
    let text = DefaultRules.text(from: Array(input.dropFirst()))
    let whole = fast.mask(text)
    require(keepsTheRest(text, whole.spans, whole.output), "law 1: bytes beside the masks changed")
    let again = fast.mask(whole.output)
    require(again.output == whole.output, "law 4: masked again, it changes")
    let ends = text.indices.filter { text[$0] == UInt8(ascii: "\n") }
    if !ends.isEmpty {
        let cut = ends[Int(input[0]) % ends.count] + 1
        require(fast.mask(text, cut: cut).output == whole.output, "law 2: a cut at \(cut) shows")
    }
    // Slower by far than all else.
    if text.count < 2000, !whole.isWithheld {
        let other = plain.mask(text)
        if !other.isWithheld { require(other.output == whole.output, "law 8: the reference engine says otherwise") }
    }
    return 0
}
