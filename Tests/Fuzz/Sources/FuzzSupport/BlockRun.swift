internal import Bytes
public import Engine
internal import Formats
internal import Masking

/// A processor, as the pipeline runs one.
public final class BlockRun {
    private var processor: TextProcessor

    public struct Result {
        public var output: [UInt8] = []
        /// Law 1: all of the output but what the edits say is the input's.
        public var keepsTheRest = true
        public var isWithheld = false
    }

    public init(_ rules: [Rule], _ kind: EngineKind, decodeDepth: Int = 3) {
        guard let detector = try? Detector(rules, strategy: { $0.mask ?? .label }),
            var processor = try? TextProcessor(
                detector, kind: kind, masker: Masker(key: nil),
                options: .init(wantsPlaces: true, decodeDepth: decodeDepth, hash: { _ in 0 }))
        else { preconditionFailure("the rules do not run") }
        processor.keepsSplices = true
        self.processor = processor
    }

    /// Masks `text`, given in two parts where `cut` is within it.
    public func mask(_ text: [UInt8], cut: Int? = nil) -> Result {
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
            let output = outcome.isUnchanged ? Array(piece[..<outcome.decided]) : outcome.output.array()
            result.keepsTheRest = result.keepsTheRest && Self.edited(piece[..<outcome.decided], outcome, output) == output
            result.output += output
            result.isWithheld = result.isWithheld || !outcome.withheld.isEmpty
            from += outcome.decided
        }
        return result
    }

    /// The input with what stands in the output in place of each edited range; nil where edits overlap, or leave the input.
    private static func edited(_ input: ArraySlice<UInt8>, _ outcome: borrowing BlockOutcome, _ output: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var at = 0
        for splice in outcome.splices {
            guard splice.raw.lowerBound >= at, splice.raw.upperBound <= input.count, splice.output.upperBound <= output.count else {
                return nil
            }
            result += input[at..<splice.raw.lowerBound]
            result += output[splice.output]
            at = splice.raw.upperBound
        }
        return result + input[at...]
    }
}
