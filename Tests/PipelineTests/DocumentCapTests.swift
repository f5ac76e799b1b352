import Engine
import Masking
import Pipeline
import Report
import Testing

/// What of a document is longer than a record may be: what becomes of it follows from its bytes alone, however they come, and is said.
@Suite struct DocumentCapTests {
    static let cap = 1_024
    static let blockSizes = [1_024, 1_000, 700, 300, 64]

    static func detector() throws -> Detector {
        try JSONDocumentTests.detector(
            [rule("token", "tok_[a-z0-9]{4}"), Rule(id: "field", detection: .fields(["password"]), place: RulePlace(file: "f", line: 1))],
            limits: Limits(record: cap))
    }

    static func check(_ text: String, _ note: String) throws -> JSONDocumentTests.Made {
        try JSONDocumentTests.check(Array(text.utf8), try detector(), blockSizes: blockSizes, jobs: [1, 2], note)
    }

    /// Whether a string was examined depended on how far a read went beyond the cap.
    @Test(arguments: [900, 1_021, 1_022, 1_023, 1_024, 1_100, 1_300, 1_800, 2_500]) func aStringIsTakenByItsLength(length: Int) throws {
        let value = "tok_ab12" + String(repeating: "x", count: length - 8)
        for before in ["", "\"id\": 1,\n", "\"many\": [" + String(repeating: "1, ", count: 150) + "1],\n"] {
            let made = try Self.check("{\n\(before)\"s\": \"\(value)\",\n\"t\": \"tok_cd34\"\n}\n", "\(length) behind \(before.count)")
            let isWithheld = length + 2 > Self.cap
            #expect(made.ran.result.withheld == isWithheld && !made.text.contains("tok_"), "\(length): \(made.text)")
            #expect(made.text.contains("[WITHHELD:record-limit]") == isWithheld && made.text.contains("\"t\": \"MASKED\""))
        }
    }

    @Test(arguments: [1_023, 1_025, 1_500, 2_500]) func aNumberIsTakenByItsLength(length: Int) throws {
        let made = try Self.check("{\n\"s\": \(String(repeating: "7", count: length)),\n\"t\": \"tok_cd34\"\n}\n", "\(length)")
        #expect(made.ran.result.withheld == (length > Self.cap) && made.text.contains("\"t\": \"MASKED\""), "\(made.text)")
    }

    /// An array of bytes over the cap was cut apart, not looked at, and called clean.
    @Test(arguments: [200, 300, 340, 400, 600, 2_000]) func anArrayOfBytesThatIsNotLookedAtIsCounted(count: Int) throws {
        let bytes = Array(("a tok_ab12 b" + String(repeating: "x", count: count)).utf8)
        let array = "[" + bytes.map(String.init).joined(separator: ",") + "]"
        let made = try Self.check("{\n\"MESSAGE\": \(array),\n\"t\": \"tok_cd34\"\n}\n", "\(count)")
        let isUnread = array.utf8.count > Self.cap
        #expect(made.ran.result.withheld == isUnread, "\(count)")
        #expect(made.ran.document.withheld["decode-record-limit"]?.records == (isUnread ? 1 : nil), "\(count)")
        #expect(made.text == "{\n\"MESSAGE\": \(isUnread ? array : "\"MASKED\""),\n\"t\": \"MASKED\"\n}\n")
    }

    /// Behind a cut, elements were no values of the array's name any more.
    @Test(arguments: [10, 60, 200]) func eachElementIsAValueOfItsName(count: Int) throws {
        let values = (0..<count).map { "\"value\($0)\"" }.joined(separator: ",\n")
        let made = try Self.check("{\n\"password\": [\(values)],\n\"t\": [\"value\"]\n}\n", "\(count)")
        #expect(!made.ran.result.withheld && made.text.ranges(of: "value").count == 1, "\(made.text)")
        #expect(made.ran.document.leaks.total == count)
        try JSONDocumentTests.checkAgain(made, try Self.detector(), "\(count)")
    }

    /// Blanks between two tokens were all held, and gone through with each read.
    @Test(arguments: [1_000, 1_025, 1_600, 9_000]) func blanksAreHeldUpToTheCap(count: Int) throws {
        let blanks = String(repeating: " ", count: count)
        for (before, behind) in [("{\n\"a\":", "1,"), ("{\n\"a\":", "\"b\","), ("{\n\"a\": 1", ","), ("{\n", "")] {
            let text = "\(before)\(blanks)\(behind)\n\"t\": \"tok_cd34\"\n}\n"
            let made = try Self.check(text, "\(count) \(before)")
            #expect(made.text == text.replacing("tok_cd34", with: "MASKED"))
            #expect(made.ran.result.withheld == (count > Self.cap), "\(count) \(before)")
        }
    }
}
