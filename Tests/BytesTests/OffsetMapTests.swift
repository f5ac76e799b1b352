import Bytes
import Testing

@Suite struct OffsetMapTests {
    /// What a map stands for, byte by byte: which raw bytes each view byte comes from, and whether it can be cut.
    struct Model {
        var map = OffsetMap()
        var spans: [Range<Int>] = []
        var isAtomic: [Bool] = []
        var raw = 0

        init(seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            raw = random.below(3)
            for _ in 0..<random.below(14) {
                switch random.below(4) {
                case 0, 1:
                    let length = random.below(5)
                    map.appendVerbatim(raw: raw, length: length)
                    for i in 0..<length {
                        spans.append(raw + i..<raw + i + 1)
                        isAtomic.append(false)
                    }
                    raw += length
                case 2:
                    let length = random.below(6) + 1
                    let view = random.below(4)
                    map.appendAtomic(raw: raw..<raw + length, viewLength: view)
                    for _ in 0..<view {
                        spans.append(raw..<raw + length)
                        isAtomic.append(true)
                    }
                    raw += length
                default:
                    raw += random.below(4)
                }
            }
        }

        func rawSpans(of range: Range<Int>) -> [Range<Int>] {
            var result: [Range<Int>] = []
            for span in spans[range] {
                if let last = result.last, last.upperBound >= span.lowerBound {
                    result[result.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
                } else {
                    result.append(span)
                }
            }
            return result
        }
    }

    @Test(arguments: Array(1...300) as [UInt64])
    func agreesWithByteByByte(seed: UInt64) {
        let model = Model(seed: seed)
        let map = model.map
        let count = model.spans.count
        #expect(map.viewCount == count)
        for low in 0...count {
            for high in low...count {
                var spans: [Range<Int>] = []
                map.forEachRawSpan(of: low..<high) { spans.append($0) }
                let expected = model.rawSpans(of: low..<high)
                #expect(spans == expected, "seed \(seed), \(low)..<\(high)")
                let hull = expected.first.flatMap { first in expected.last.map { first.lowerBound..<$0.upperBound } }
                #expect(map.rawHull(of: low..<high) == hull, "seed \(seed), \(low)..<\(high)")
            }
            let begins = low < count ? model.spans[low].lowerBound : model.spans.last?.upperBound ?? 0
            // A byte within an atomic run begins where the run does.
            #expect(map.rawOffset(of: low) == begins, "seed \(seed), view \(low)")
        }
        for raw in 0...model.raw + 2 {
            let expected = model.spans.indices.first { model.spans[$0].lowerBound >= raw } ?? count
            #expect(map.viewOffset(of: raw) == expected, "seed \(seed), raw \(raw)")
        }
    }

    @Test func beginsAnew() {
        var map = OffsetMap()
        map.appendVerbatim(raw: 4, length: 3)
        map.appendAtomic(raw: 7..<13, viewLength: 1)
        map.removeAll()
        #expect(map.viewCount == 0 && map.rawOffset(of: 0) == 0 && map.viewOffset(of: 5) == 0)
        #expect(map.rawHull(of: 0..<1) == nil)
        map.appendVerbatim(raw: 1, length: 2)
        #expect(map.rawHull(of: 0..<2) == 1..<3)
    }

    /// The picture in the documentation.
    @Test func aCodeIsAGapAndAnEscapeIsWhole() {
        var map = OffsetMap()
        map.appendVerbatim(raw: 0, length: 3)
        map.appendVerbatim(raw: 8, length: 1)
        map.appendAtomic(raw: 9..<15, viewLength: 1)
        map.appendVerbatim(raw: 15, length: 4)
        var spans: [Range<Int>] = []
        map.forEachRawSpan(of: 2..<5) { spans.append($0) }
        #expect(spans == [2..<3, 8..<15])
        #expect(map.rawHull(of: 2..<5) == 2..<15)
    }
}

@Suite struct OffsetMapRemovalTests {
    /// What is left stands for the same raw bytes, wherever the cut falls.
    @Test func firstBytesAreRemoved() {
        var map = OffsetMap()
        map.appendVerbatim(raw: 10, length: 4)
        map.appendAtomic(raw: 20..<26, viewLength: 2)
        map.appendAtomic(raw: 26..<26, viewLength: 1)
        map.appendVerbatim(raw: 40, length: 3)
        for cut in 0...map.viewCount {
            var rest = map
            rest.removeFirst(cut)
            #expect(rest.viewCount == map.viewCount - cut)
            for offset in 0..<rest.viewCount {
                var (expected, found): ([Range<Int>], [Range<Int>]) = ([], [])
                map.forEachRawSpan(of: offset + cut..<offset + cut + 1) { expected.append($0) }
                rest.forEachRawSpan(of: offset..<offset + 1) { found.append($0) }
                #expect(found == expected, "cut \(cut), offset \(offset)")
            }
        }
    }
}
