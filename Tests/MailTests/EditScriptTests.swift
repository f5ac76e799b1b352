import TestSupport
import Testing

@testable import Mail

@Suite struct EditScriptTests {
    @Test func appliesInOrder() {
        var script = EditScript()
        script.append(1..<3, "XYZ".utf8)
        script.append(4..<4, "-".utf8)
        #expect(script.apply(to: Bytes("abcdef".utf8)) == Bytes("aXYZd-ef".utf8))
    }

    @Test func joinsWhatOverlaps() {
        let script = EditScript([(4..<6, Bytes("b".utf8)), (1..<5, Bytes("a".utf8))])
        #expect(script.apply(to: Bytes("0123456789".utf8)) == Bytes("0ab6789".utf8))
    }

    @Test(arguments: 0..<200) func composes(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let text = Bytes((0..<Int.random(in: 0...200, using: &random)).map { UInt8(truncatingIfNeeded: $0) })
        func mask(_ random: inout SeededGenerator) -> Bytes { Bytes(repeating: 0xFF, count: Int.random(in: 0...9, using: &random)) }
        let first = EditScript.random(text.count, using: &random, text: mask)
        let middle = first.apply(to: text)
        let second = EditScript.random(middle.count, using: &random, text: mask)
        let both = first.then(second, count: text.count)
        #expect(both.apply(to: text) == second.apply(to: middle), "seed \(seed)")
    }
}
