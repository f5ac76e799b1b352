import Bytes
import Testing

extension KernelTests {
    private static func lowered(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte + 0x20 : byte }

    /// Any of some words, against a search for each: short texts, which go another way, and longer ones; words as long as the text,
    /// longer than it, and none.
    @Test func wordsAgreeWithALoop() {
        let seed: UInt64 = 22
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("aAbBz@ {_\u{0}é".utf8)
        for round in 0..<3_000 {
            let length = round % 150
            let text = random.bytes(length, of: alphabet)
            var words = (0..<random.below(5)).map { _ in random.bytes(random.below(5) + 1, of: alphabet) }
            if random.chance(40), length > 0 {
                let at = random.below(length)
                words.append(Array(text[at..<min(length, at + 1 + random.below(90))]))
            }
            if random.chance(10), length > 0 { words.append(text) }
            let list = LoweredWords(words)
            let lowered = text.map(Self.lowered)
            let expected = words.map { $0.map(Self.lowered) }
            let stands = expected.contains { word in (0..<max(0, length - word.count + 1)).contains { lowered[$0...].starts(with: word) } }
            let isOne = expected.contains(lowered)
            Self.withEachKernel { kernels in
                let note: Comment = "seed \(seed), round \(round), kernels \(kernels)"
                unsafe Self.atAlignment(text, round % 37, around: words.last?.last ?? 0) { bytes in
                    unsafe #expect(list.stand(in: bytes) == stands, note)
                    unsafe #expect(list.contain(bytes) == isOne, note)
                }
            }
        }
    }

    @Test func noWordsStandNowhere() {
        let list = LoweredWords([[], []])
        #expect(list.isEmpty)
        unsafe Self.atAlignment(Array("text".utf8), 0, around: 0) { unsafe #expect(!list.stand(in: $0) && !list.contain($0)) }
    }
}
