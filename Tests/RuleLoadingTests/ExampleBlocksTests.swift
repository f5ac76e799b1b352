import Engine
import Glibc
import Testing

@testable import RuleLoading

@Suite struct ExampleBlocksTests {
    @Test func onlyExamplesGo() {
        let text =
            "rules:\n  - id: a\n    examples:\n      match: [x]\n\n      no_match:\n        - y\n    pattern: z\n  - id: b\n    examples: {match: [x]}\nexamples: 1\n    examples:"
        let blanked = "rules:\n  - id: a\n\n\n\n\n\n    pattern: z\n  - id: b\n\nexamples: 1\n"
        #expect(String(decoding: ExampleBlocks.blanked(in: Array(text.utf8).span), as: UTF8.self) == blanked)
        #expect(ExampleBlocks.blanked(in: [UInt8]().span).isEmpty)
    }

    /// The built-in packs mean the same with and without their examples.
    @Test func builtInPacksLoseNothingElse() throws {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        let whole = try RulePackLoader(origin: .builtIn, inspect: nil).load(path: root + "/Rules")
        let lean = try RulePackLoader(origin: .builtIn, readsExamples: false, inspect: nil).load(path: root + "/Rules")
        #expect(whole.map(\.digest) == lean.map(\.digest))
        for (a, b) in zip(whole.flatMap(\.rules), lean.flatMap(\.rules)) {
            var a = a
            #expect(a.examples.match.count > 0, "\(a.id)")
            a.examples = Examples()
            #expect(String(describing: a) == String(describing: b))
        }
        #expect(whole.flatMap(\.rules).count == lean.flatMap(\.rules).count)
    }
}
