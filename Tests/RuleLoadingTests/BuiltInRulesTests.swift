import Engine
import Masking
import Redaction
import RuleLoading
import Testing

/// What the rules of the built-in packs are to each other.
@Suite struct BuiltInRulesTests {
    /// A rule whose shape found no room beside those of the others was run over every record, and made logs take three times as long.
    @Test func allShapesFindRoom() throws {
        let rules = try BuiltInRules.packs().flatMap(\.rules)
        let detector = try Detector(rules) { _ in .label }
        let crowded = zip(rules, detector.approaches).filter { rule, approach in
            if case .everyRecord(let reason) = approach { reason == "too many shapes in use" } else { false }
        }
        #expect(crowded.map(\.0.id) == [])
        #expect(detector.anchorCounts.shapes > 30)
    }

    /// One rule by path made every text be searched once more, for the names in its path, and every document be read: a sixth more time.
    @Test func noneGoesByPath() throws {
        let byPath = try BuiltInRules.packs().flatMap(\.rules).filter { rule in
            if case .path = rule.detection { true } else { false }
        }
        #expect(byPath.map(\.id) == [])
    }

    /// A rule over lines for which lines that end so might begin a match made all that stands around each mask be looked at again: logs
    /// took a third more time.
    @Test func linesThatEndInPasswdBeginNoMatch() throws {
        let detector = try Detector(BuiltInRules.packs().flatMap(\.rules)) { _ in .label }
        var scanner = try Scanner(detector, kind: .fast)
        let text = Array("GET /etc/passwd\nopen('/etc/passwd')\ncat /etc/passwd;\n".utf8)
        _ = unsafe text.withUnsafeBufferPointer { unsafe scanner.scan($0, layout: .lines, isFinal: true) }
        let starts = scanner.multilineStarts
        #expect(starts == [])
    }

    /// A secret in a group behind the sixty-fourth was never found, and nothing said so.
    @Test func patternsWithTooManyGroupsAreRefused() {
        #expect(BuiltInRules.inspect(String(repeating: "(a)?", count: 255) + "b").reason == nil)
        #expect(BuiltInRules.inspect(String(repeating: "(a)?", count: 256) + "b").reason == "has 256 groups; 255 are the most")
    }
}
