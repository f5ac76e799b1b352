public import Engine
internal import Formats
internal import Masking

/// Examines one text at a time, just as a run would: what the examples of rules are tried with.
public struct Probe: ~Copyable {
    private var processor: TextProcessor
    private var outcome = BlockOutcome()

    /// Throws where PCRE2 cannot be had.
    public init(_ detector: Detector, kind: EngineKind) throws {
        processor = try TextProcessor(
            detector, kind: kind, masker: Masker(key: nil), options: .init(wantsPlaces: true, hash: { _ in 0 }))
    }

    /// What would be masked, raw bytes in the order of the text; a text that cannot be examined is masked as well.
    public mutating func secrets(in text: [UInt8]) throws(RuleError) -> [[UInt8]] {
        unsafe text.withUnsafeBufferPointer { unsafe processor.process($0, isFinal: true, into: &outcome) }
        if let failure = processor.failure { throw failure }
        return outcome.places.map { Array(text[$0.offset..<min(text.count, $0.offset + $0.length)]) }
    }
}
