import Engine
import Masking
import Pipeline
import Report
import Testing

/// Control sequences of terminals in strings of documents of many lines, which no valid document has.
@Suite struct DocumentControlTests {
    @Test func areSeenThroughWhereverTheDocumentIsCut() throws {
        let red = "\u{1B}[31m"
        let text = """
            {
              "a": {"b": "see to\(red)k_ab\(red)12 now"},
              "to\(red)k_cd34": [1, "\\u0074ok_\(red)ef56"],
              "c": "\(red)plain\(red)"
            }

            """
        let detector = try JSONDocumentTests.detector([rule("token", "tok_[a-z0-9]{4}")])
        let made = try JSONDocumentTests.check(Array(text.utf8), detector, "colours")
        #expect(
            made.text == """
                {
                  "a": {"b": "see MASKED\(red)\(red) now"},
                  "MASKED\(red)": [1, "MASKED\(red)"],
                  "c": "\(red)plain\(red)"
                }

                """)
        #expect(made.ran.document.leaks.total == 3 && !made.ran.result.withheld)
        try JSONDocumentTests.checkAgain(made, detector, "colours")
    }
}
