import Engine
import Masking
import Matching
import Testing
import Validators

/// What follows a match with a further secret.
@Suite struct MoreTests {
    private static let list = rule("list", "keys=([a-z0-9]+)") { $0.more = ",\\s?([a-z0-9]+)" }

    private static func all(_ rules: [Rule], in text: String, limits: Limits) throws -> [Found] {
        try found(rules, in: text, limits: limits)
    }

    @Test func eachItemOfAListIsFound() throws {
        #expect(try secrets([Self.list], in: "keys=a1,b2, c3;d4 keys=e5") == ["a1", "b2", "c3", "e5"])
        #expect(try found([Self.list], in: "keys=a1,b2").map(\.match) == ["keys=a1", "keys=a1,b2"])
    }

    /// Names are looked for apart from what stands behind them.
    @Test func fieldsHaveItToo() throws {
        var fields = rule("fields", "")
        fields.detection = .fields(["keys"])
        fields.more = "\"?,\\s?\"?([a-z0-9]+)"
        let text = "\"my_keys\": [\"a1\", \"b2\", \"c3\"], \"x\": \"d4\"\nkeys=e5,f6"
        #expect(try secrets([fields], in: text) == ["a1", "b2", "c3", "e5", "f6"])
    }

    @Test func overLinesAsWell() throws {
        let below = rule("below", "keys:\\n- (\\w+)") {
            $0.isMultiline = true
            $0.keywords = ["keys"]
            $0.more = "\\n- (\\w+)"
        }
        #expect(try secrets([below], in: "keys:\n- a1\n- b2\n- c3\nx: y\n- d4\n") == ["a1", "b2", "c3"])
        let detector = try Detector([below]) { _ in .label }
        // What follows the text may go on with the list.
        #expect(try scan(detector, .fast, Array("x\nkeys:\n- a1\n- b2\n".utf8), isFinal: false).decided == 2)
    }

    @Test func whatIsAskedOfASecretIsAskedOfEach() throws {
        var rule = Self.list
        rule.validations = [.digits(min: 1, max: nil)]
        rule.allow.words = ["c3"]
        #expect(try secrets([rule], in: "keys=none,a1,none,c3,b2") == ["a1", "b2"])
        // All of the line is harmless, and so is its list.
        rule.allow.recordPatterns = ["example"]
        #expect(try secrets([rule], in: "keys=a1,b2 example") == [])
        rule.allow.recordPatterns = []
        rule.allow.matchPatterns = ["=a1"]
        #expect(try secrets([rule], in: "keys=a1,b2") == [])
    }

    @Test func masksAreNoItemsAndEndNoList() throws {
        let rule = rule("list", "keys=([a-z0-9]+)") { $0.more = ",([a-z0-9]+|\\[[^\\]]+\\])" }
        #expect(try secrets([rule], in: "keys=a1,[REDACTED:list],b2") == ["a1", "b2"])
    }

    /// A match within what was gone through already leads to nothing more, so that a list is gone through once.
    @Test func listsAreGoneThroughOnce() throws {
        let rule = rule("list", "k([a-z]+)") {
            $0.validations = [.digits(min: 1, max: nil)]
            $0.more = ",(k?[a-z0-9]+)"
        }
        let text = "k" + String(repeating: "k", count: 50) + String(repeating: ",kb1", count: 20_000)
        let detector = try Detector([rule]) { _ in .label }
        let clock = ContinuousClock()
        var count = 0
        let time = try clock.measure { count = try scan(detector, .fast, Array(text.utf8)).findings.count }
        #expect(count == 20_000)
        #expect(time < .seconds(20))
    }

    /// A list over lines that goes on behind what is seen of it is not taken for one that ends there.
    @Test func whatGoesOnBehindTheWindowIsSaid() throws {
        let below = rule("below", "keys:\\n- (\\w+)") {
            $0.isMultiline = true
            $0.keywords = ["keys"]
            $0.more = "\\n- (\\w+)"
        }
        let limits = Limits(record: 1_024, multilineWindow: 100, windowOverlap: 50)
        let items = (10..<60).map { "- item\($0)" }.joined(separator: "\n")
        let found = try found([below], in: "keys:\n\(items)\nend\n", limits: limits)
        #expect(found.last?.withheld == .matchLimit && found.dropLast().allSatisfy { $0.withheld == nil })
        // No item that is cut there is taken for a shorter one.
        for window in 60..<140 {
            let found = try Self.all(
                [below], in: "keys:\n\(items)\nend\n", limits: Limits(record: 1_024, multilineWindow: window, windowOverlap: 50))
            #expect(found.last?.withheld == .matchLimit, "\(window)")
            #expect(found.dropLast().allSatisfy { $0.secret.count == 6 }, "\(window)")
        }
        let short = (10..<18).map { "- item\($0)" }.joined(separator: "\n")
        let ended = try Self.all([below], in: "keys:\n\(short)\nend\n\(String(repeating: "x\n", count: 200))", limits: limits)
        #expect(ended.count == 8 && ended.allSatisfy { $0.withheld == nil })
    }

    /// A match that fills the window, its last byte a line end, ended the program: what could not be examined ended before it began.
    @Test(arguments: [0, 1, 2, 40]) func aMatchMayFillTheWindowToALineEnd(lines: Int) throws {
        let filling = rule("filling", "keys:\\n((?s:.{99}))") {
            $0.isMultiline = true
            $0.keywords = ["keys"]
            $0.more = "(xy)"
        }
        let limits = Limits(record: 1_024, multilineWindow: 100, windowOverlap: 50)
        for end in ["x\n", "xy\n", "x"] {
            let text = "keys:\n" + String(repeating: "a", count: 98) + "\n" + String(repeating: end, count: lines)
            let found = try found([filling], in: text, limits: limits)
            #expect(found.first?.secret.utf8.count == 99 && found.count <= 2, "\(lines) of \(end.debugDescription)")
            #expect(found.count == 1 || found.last?.withheld == .matchLimit)
        }
    }

    /// At a fence a list ends, as the text does.
    @Test func listsEndAtFences() throws {
        let below = rule("below", "keys:\\n- (\\w+)") {
            $0.isMultiline = true
            $0.keywords = ["keys"]
            $0.more = "\\n- (\\w+)"
        }
        let detector = try Detector([below]) { _ in .label }
        let text = Array("keys:\n- item1\n- item2\n- item3\n".utf8)
        for kind in EngineKind.allCases {
            var scanner = try Scanner(detector, kind: kind)
            scanner.fences = [22]
            #expect(try scan(&scanner, text).findings.map(\.withheld) == [nil, nil])
        }
    }

    /// Of a record over the cap nothing is withheld for a list of none of interest.
    @Test func aListOfNothingWithholdsNothing() throws {
        var rule = Self.list
        rule.validations = [.digits(min: 3, max: nil)]
        let detector = try Detector([rule]) { _ in .label }
        for kind in EngineKind.allCases {
            var scanner = try Scanner(detector, kind: kind)
            let parts = RecordParts(first: false, last: true)
            let harmless = Array("keys=a1,b2,c3,d".utf8)
            #expect(try scan(&scanner, harmless, parts: parts, starts: 0..<harmless.count, isFinal: false).findings.isEmpty)
            let text = Array("keys=a1,b222,c3,d".utf8)
            let withheld = try scan(&scanner, text, parts: parts, starts: 0..<text.count, isFinal: false).findings.map(\.withheld)
            #expect(withheld == [nil, .recordLimit])
        }
    }

    /// What removes all that matched removes the item and leaves the others.
    @Test func removingTakesTheItemAlone() throws {
        var rule = Self.list
        rule.validations = [.digits(min: 2, max: nil)]
        rule.mask = .remove
        #expect(try found([rule], in: "keys=a1,b22,c3,d44").map(\.match) == [",b22", ",d44"])
    }

    @Test func whatItCannotExamineIsWithheld() throws {
        let rule = rule("list", "keys=([a-z0-9]+)") { $0.more = ",(z+)+!" }
        let limits = Limits(match: .init(match: 3_000))
        let found = try found([rule], in: "keys=a1,\(String(repeating: "z", count: 40)) x\nkeys=b2\n", limits: limits)
        #expect(found.map(\.withheld) == [nil, .matchLimit, nil])
        #expect(found.filter { $0.withheld != nil }.map(\.secret) == [",\(String(repeating: "z", count: 40)) x"])
    }
}
