import Masking
import PatternAnalysis
import Testing

@testable import Engine

/// Many rules that hang on one literal: what the bytes beside it rule out together must be what each rules out.
@Suite struct AnchorSieveTests {
    /// Beside the literal on either side: single bytes, classes, both cases, bytes far and near, nothing at all, the text's edges.
    private static let before = ["", "\"", "'", "_", " ", "db_", "[A-Z]", "[0-9]{2}", "(?<![a-z])", "^", "(?i:x_)", "\\xc3\\xa9", "[^a]"]
    private static let behind = ["", "\"", "':", "=", " =", "_[0-9]", "(?i:s)", "(?![a-z])", "$", "[ \\t]{0,3}:", "\\xc3\\xa9", "[^=]{2}"]

    private static func rules(_ literal: String) -> [Rule] {
        let place = RulePlace(file: "test", line: 1)
        var rules: [Rule] = []
        for (i, left) in before.enumerated() {
            for (j, right) in behind.enumerated() {
                rules.append(Rule(id: "p\(i)-\(j)", detection: .pattern(left + "(?i:" + literal + ")" + right), place: place))
            }
        }
        for (index, name) in [literal, "my \(literal)", "\(literal) old", "db \(literal) two"].enumerated() {
            rules.append(Rule(id: "f\(index)", detection: .fields([name]), place: place))
        }
        return rules
    }

    @Test(arguments: 0..<4)
    func findsWhatPlainPCRE2Finds(seed: Int) throws {
        let detector = try Detector(Self.rules("passkey")) { _ in .label }
        unsafe #expect(detector.anchors.sieveStarts.contains { $0 != AnchorSieve.none })
        let again = try Detector(Self.rules("passkey"), image: ImageBytes(detector.image(key: "k")), imageKey: "k") { _ in .label }
        #expect(again.isFromImage)
        var fast = try Scanner(detector, kind: .fast)
        var fromImage = try Scanner(again, kind: .fast)
        var reference = try Scanner(detector, kind: .reference)
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "\"", "'", "_", " ", "db_", "DB ", "my-", "X_", "12", "é", "=", ":", "\n", "\t", "s", "old", "\": \"v4l\"", "=v4lue ", "a",
        ]
        for round in 0..<150 {
            var text: [UInt8] = []
            for _ in 0..<random.below(6) + 1 {
                for _ in 0..<random.below(4) { text += Array(pieces[random.below(pieces.count)].utf8) }
                text += Array((random.chance(50) ? "passkey" : random.chance(50) ? "PASSKEY" : "PassKey").utf8)
                for _ in 0..<random.below(4) { text += Array(pieces[random.below(pieces.count)].utf8) }
            }
            let isFinal = random.chance(50)
            let a = try scan(&fast, text, layout: .lines, isFinal: isFinal)
            let b = try scan(&reference, text, layout: .lines, isFinal: isFinal)
            let c = try scan(&fromImage, text, layout: .lines, isFinal: isFinal)
            let note: Comment = "seed \(seed), round \(round): \(String(decoding: text, as: UTF8.self))"
            #expect(PrefilterTests.compare(a.findings, b.findings, text) == nil, note)
            #expect(a.findings == c.findings, note)
        }
    }

    /// An image whose sieve points outside is none.
    @Test func imagesAreChecked() throws {
        let detector = try Detector(Self.rules("passkey")) { _ in .label }
        let starts = detector.anchors.sieveStarts
        let part = unsafe try #require(starts.firstIndex { $0 != AnchorSieve.none })
        #expect(detector.anchors.isSound(rules: detector.rules.count))
        let kept = unsafe starts[part]
        unsafe starts[part] = UInt32(detector.anchors.sieve.count - 1)
        #expect(!detector.anchors.isSound(rules: detector.rules.count))
        unsafe starts[part] = kept
        // A bit beyond the part's anchors.
        let hanging = unsafe Int(detector.anchors.first[part + 1]) - Int(detector.anchors.first[part])
        try #require(hanging % 64 != 0)
        let lastOfRow = Int(kept) + AnchorSieve.width(ofAnchors: hanging) - 1
        let bits = unsafe detector.anchors.sieve[lastOfRow]
        unsafe detector.anchors.sieve[lastOfRow] |= 1 << 63
        #expect(!detector.anchors.isSound(rules: detector.rules.count))
        unsafe detector.anchors.sieve[lastOfRow] = bits
        #expect(detector.anchors.isSound(rules: detector.rules.count))
        unsafe detector.anchors.sieve[0] |= 0xFF
        #expect(!detector.anchors.isSound(rules: detector.rules.count))
    }
}
