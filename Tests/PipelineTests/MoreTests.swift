import Engine
import Masking
import TestSupport
import Testing

/// Lists of secrets, however a text is cut: laws 2 and 4.
@Suite struct MoreTests {
    static let rules: [Rule] = [
        rule("list", "keys=([a-z0-9]+)") { $0.more = "[,;] ?([a-z0-9]+)" },
        rule("below", "keys:\\r?\\n- ([a-z0-9]+)") {
            $0.isMultiline = true
            $0.keywords = ["keys"]
            $0.more = "\\r?\\n- ([a-z0-9]+)"
        },
        rule("tok", "tok_([a-z0-9]{1,40})"),
    ]

    @Test(arguments: Array(1...25) as [UInt64])
    func listsAreCutNowhere(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let detector = try Detector(Self.rules, limits: InvarianceTests.limits) { $0.mask ?? .label }
        var text: [UInt8] = []
        for _ in 0..<random.below(12) + 1 {
            let items = random.chance(15) ? random.below(400) : random.below(6)
            switch random.below(5) {
            case 0:
                text += "keys:\(random.pick(["\n", "\r\n"]))".utf8
                for item in 0..<items { text += "- a\(item)\(random.pick(["\n", "\r\n"]))".utf8 }
            case 1: text += String(repeating: "-", count: random.below(1_500)).utf8
            case 2: text += "\n".utf8
            default:
                text += "keys=b0".utf8
                for item in 0..<items { text += "\(random.pick([",", "; "]))\(random.pick(["a", "tok_", ""]))\(item)".utf8 }
                text += random.pick([" ", "\n"]).utf8
            }
        }
        let once = try InvarianceTests.check(text, detector, blockSizes: [1, 7, 64, 700, 4_096], jobs: [1, 2], "seed \(seed)")
        guard let once else { return }
        let again = try InvarianceTests.check(once.output, detector, blockSizes: [4_096], jobs: [1], "seed \(seed), again")
        #expect(again?.output == once.output, "seed \(seed)")
    }
}
