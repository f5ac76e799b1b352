import Testing

@testable import Formats

/// A level of texts that is full is examined in the midst of filling it.
@Suite struct FullLevelTests {
    @Test func whatIsLeftToLookAtOnOneLevelIsNotTakenForAnothers() throws {
        // A match over the ends of strings leaves tens of thousands of strings to be looked at by themselves.
        let bench = try Bench([rule("run", #"(?s)a.*z"#), rule("digits", "[0-9]{7}")])
        let strings = (0..<20_000).map { #""b\u0041\#($0)1234567""# }.joined(separator: ",")
        let text =
            #"{"first":"a","all":[\#(strings)],"plain":["# + (0..<20_000).map { #""\#($0 % 10)234567""# }.joined(separator: ",")
            + #"],"last":"z"}"#
        let outcome = try bench.run(text)
        #expect(!outcome.text.contains("1234567"))
        #expect(try bench.run(outcome.output).isUnchanged)
    }
}
