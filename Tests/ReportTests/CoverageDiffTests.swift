import Testing

@testable import Report

@Suite struct CoverageDiffTests {
    private func place(_ source: String, _ offset: Int, _ length: Int, _ rule: String = "a") -> CoverageDiff.Place {
        CoverageDiff.Place(
            FindingLine(
                source: Array(source.utf8), line: 1, column: offset + 1, offset: offset, length: length, rule: rule, severity: .low,
                category: "c", path: nil, maskedPreview: []))
    }

    @Test func whatIsCoveredIsNeitherLostNorGained() {
        let diff = CoverageDiff(old: [place("x", 5, 10)], new: [place("x", 5, 4, "b"), place("x", 9, 6, "c")])
        #expect(diff.lost.isEmpty && diff.gained.isEmpty && diff.renamed == 0)
    }

    @Test func aByteLessIsALoss() {
        let old = place("x", 5, 10)
        for new in [place("x", 6, 9), place("x", 5, 9), place("y", 5, 10)] {
            let diff = CoverageDiff(old: [old], new: [new])
            #expect(diff.lost == [old], "\(new)")
            #expect(diff.gained.isEmpty == (new.source == old.source), "\(new)")
        }
        #expect(CoverageDiff(old: [old], new: []).lost == [old])
        #expect(CoverageDiff(old: [], new: [old]).gained == [old])
    }

    @Test func placesMayComeInAnyOrder() {
        let old = [place("x", 50, 5), place("y", 0, 3), place("x", 1, 5)]
        let diff = CoverageDiff(old: old, new: [place("x", 1, 5, "b"), place("x", 50, 5)])
        #expect(diff.lost == [place("y", 0, 3)] && diff.renamed == 1)
    }

    @Test func diffsOfRandomSpansAreThoseOfBytes() {
        for seed in UInt64(1)...200 {
            var random = SeededGenerator(seed: seed)
            func places() -> [CoverageDiff.Place] {
                (0..<Int.random(in: 0..<8, using: &random)).map { _ in
                    place("x", Int.random(in: 0..<60, using: &random), Int.random(in: 1..<12, using: &random))
                }
            }
            let (old, new) = (places(), places())
            let diff = CoverageDiff(old: old, new: new)
            let covered = Set(new.flatMap { Array($0.range) })
            let lost = old.filter { !covered.isSuperset(of: $0.range) }
            #expect(diff.lost.count == lost.count && diff.lost.allSatisfy(lost.contains), "seed \(seed)")
        }
    }
}
