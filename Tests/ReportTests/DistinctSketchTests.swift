import Testing

@testable import Report

@Suite struct DistinctSketchTests {
    static let k = DistinctSketch.capacity

    private func sketch(_ values: some Sequence<UInt64>) -> DistinctSketch {
        var sketch = DistinctSketch()
        for value in values { sketch.insert(value) }
        return sketch
    }

    @Test func exactBelowCapacity() {
        for distinct in [0, 1, 2, 100, Self.k - 1] {
            let values = (0..<distinct).map { Fixture.hash($0) }
            let repeated = sketch(values + values.reversed() + values)
            #expect(repeated.estimate == distinct)
            #expect(repeated.isExact)
        }
        #expect(!sketch((0..<Self.k).map { Fixture.hash($0) }).isExact)
    }

    /// The kept hashes are the k smallest of the set, whatever the order and repetition: the plain definition.
    @Test func keepsTheSmallest() {
        let seed: UInt64 = 0x5eed_0001
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for range in [10, 600, 5000, 1 << 40] as [UInt64] {
            let values = (0..<3000).map { _ in UInt64.random(in: 0..<range, using: &random) }
            #expect(sketch(values).hashes == Array(Set(values).sorted().prefix(Self.k)))
        }
    }

    /// Five standard errors: a right estimator fails once in a few million, and these inputs are fixed.
    @Test(arguments: [512, 600, 2000, 20_000, 200_000]) func estimateIsWithinItsError(distinct: Int) {
        let estimate = sketch((0..<distinct).map { Fixture.hash($0) }).estimate
        let error = abs(Double(estimate) / Double(distinct) - 1)
        #expect(error < 5 * 0.0443, "estimated \(estimate)")
    }

    @Test func mergeLaws() {
        let seed: UInt64 = 0x5eed_0002
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        func merged(_ a: DistinctSketch, _ b: DistinctSketch) -> DistinctSketch {
            var a = a
            a.merge(b)
            return a
        }
        for _ in 0..<40 {
            let range = UInt64.random(in: 1...4000, using: &random)
            let parts = (0..<3).map { _ in
                (0..<Int.random(in: 0...1500, using: &random)).map { _ in UInt64.random(in: 0..<range, using: &random) }
            }
            let (a, b, c) = (sketch(parts[0]), sketch(parts[1]), sketch(parts[2]))
            #expect(merged(merged(a, b), c) == sketch(parts.joined()))
            #expect(merged(a, merged(b, c)) == merged(merged(a, b), c))
            #expect(merged(a, b) == merged(b, a))
            #expect(merged(a, a) == a)
            #expect(merged(a, DistinctSketch()) == a)
        }
    }

    @Test func extremeHashesStayInRange() {
        #expect(sketch(0..<UInt64(Self.k)).estimate == Counter.largest)
        #expect(sketch((0..<UInt64(Self.k)).map { .max - $0 }).estimate == Self.k)
        #expect(sketch([0, .max]).estimate == 2)
    }

    @Test func readBackOnlyInOrder() {
        #expect(DistinctSketch(ascending: [1, 2, 3])?.hashes == [1, 2, 3])
        #expect(DistinctSketch(ascending: [1, 1]) == nil)
        #expect(DistinctSketch(ascending: [2, 1]) == nil)
        #expect(DistinctSketch(ascending: (0...UInt64(Self.k)).map { $0 }) == nil)
        #expect(DistinctSketch(ascending: (0..<UInt64(Self.k)).map { $0 }) != nil)
    }
}
