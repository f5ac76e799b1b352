import Engine
import Redaction
import Testing

@testable import RuleLoading

/// TOML that nobody would write, and some that everybody does.
@Suite struct TOMLTests {
    private func complaint(_ text: String) -> String? { complaint(Array(text.utf8)) }

    private func complaint(_ bytes: [UInt8]) -> String? {
        do throws(Problems) {
            _ = try RuleImporter(format: .gitleaks, inspect: BuiltInRules.inspect).load(bytes.span, name: "a.toml")
            return nil
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("a = 1\nb = [1,\n", "a.toml:3: TOML: "),
        ("a = 1\na = 2\n", "a.toml:2: TOML: "),
        ("[[rules]]\nid = \"x\"\nregex = '''(a''\n", "a.toml:"),
        ("a = \"b\u{0}c\"\n", "a.toml:1: TOML: holds a NUL"),
        ("a = 1\n\u{0}", "a.toml:2: TOML: holds a NUL"),
        ("a = \"b\\u0000c\"\n", "a.toml:1: TOML: holds a NUL"),
        ("a = \"\"\"\nb\\U00000000c\"\"\"\n", "a.toml:2: TOML: holds a NUL"),
        ("# \u{1}\na =", "a.toml:1: TOML: holds a control character"),
        ("a =", "a.toml:1: TOML: a value was expected"), ("a = 1979-05-27\n", "a.toml:1: TOML: a value was expected"),
        ("a = 0x1F", "a.toml:1: TOML: a value was expected"), ("a = 01", "a.toml:1: TOML: a value was expected"),
        ("[=]\n", "a.toml:1: TOML: a key was expected"), ("[[a]\n", "a.toml:1: TOML: a header that does not end"),
        ("a..b = 1\n", "a.toml:1: TOML: a key was expected"), ("a b = 1\n", "a.toml:1: TOML: '=' was expected"),
        ("a = 1 b = 2\n", "a.toml:1: TOML: something stands"), ("a = {b = 1,}\n", "a.toml:1: TOML: a key was expected"),
        ("a = {b = 1\n}\n", "a.toml:1: TOML: ',' or the end"), ("a = [1 2]\n", "a.toml:1: TOML: ',' or the end"),
        ("a = '\n'\n", "a.toml:1: TOML: a text that does not end"), ("a = \"\\q\"\n", "a.toml:1: TOML: an escape"),
        ("a = \"\\uD800\"\n", "a.toml:1: TOML: an escape"), ("'''a''' = 1\n", "a.toml:1: TOML: a key was expected"),
        ("é = 1\n", "a.toml:1: TOML: a key was expected"), ("a = 1\n[a]\n", "a.toml:2: TOML: "), ("a = [1]\n[[a]]\n", "a.toml:2: TOML: "),
    ])
    func refused(text: String, reason: String) {
        let complaint = complaint(text)
        #expect(complaint?.hasPrefix(reason) == true, "\(complaint ?? "nothing")")
    }

    /// What would make a parser go deep or long is refused before it is asked.
    @Test func bounds() {
        func times(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }
        let cases = [
            "a" + times(".a", 100_000) + " = 1\n", "[" + times("a.", 100_000) + "a]\n", "a = " + times("[", 100_000) + "\n",
            "a = " + times("{a = ", 50_000) + "\n", "a = {b" + times(".b", 100_000) + " = 1}\n", "a = " + times("[[],", 100_000) + "\n",
            times("[[a]]\n", 500_000),
            "a = [" + times("1,", 500_000) + "]\n", times("a", 9 << 20),
        ]
        for text in cases {
            let complaint = complaint(text)
            #expect(
                complaint?.contains("nested deeper than 32 levels") == true || complaint?.contains("more than 400000 values") == true
                    || complaint?.contains("larger than 8 MiB") == true, "\(text.prefix(20)): \(complaint ?? "nothing")")
        }
        // In strings and comments such things are text.
        #expect(complaint("rules = []\ntitle = '" + times("a.[{", 1_000) + "'\n# " + times("a.", 1_000) + "\n") == nil)
        #expect(complaint([0xFF, 0xFE]) == "a.toml:1: not UTF-8 at byte 0")
        #expect(complaint([0xEF, 0xBB, 0xBF] + Array("rules = []\n".utf8)) == nil)
    }

    @Test func linesOfTables() throws {
        let text = """
            title = '''
            [[rules]]
            '''
            # [[rules]]
            list = [
              "[[rules]]", # [[rules]]
            ]
            [[rules]] # first
            id = "a"
            regex = \"\"\"x\\
              y\"\"\"
            [[rules.allowlists]]
            stopwords = ["s"]
              [[ rules ]]
            id = "b"
            regex = 'z'
            """
        let bytes = Array(text.utf8)
        let result = try RuleImporter(format: .gitleaks, inspect: BuiltInRules.inspect).load(bytes.span, name: "a.toml")
        #expect(result.pack.rules.map(\.place.line) == [8, 14])
        #expect(result.pack.rules.map(\.detection) == [.pattern("xy"), .pattern("z")])
        #expect(result.losses.first { $0.key == "list" }?.place.line == 5)
    }

    /// Random bytes of what TOML is made of are refused or read, and nothing else.
    @Test func anyTextIsAnswered() {
        let pieces = [
            "[[rules]]\n", "[", "]", "a", ".", "=", "\"", "'''", "\"\"\"", "'", "\\", "\n", "#", "1", ",", "{", "}", "id = 'x'\n", "é",
            "true", " ", "[a]\n", "[[a]]\n", "a.b = 1\n", "a = [", "b = {", "-1.5", "\\n", "_",
        ]
        var state: UInt64 = 0x70E1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var read = 0
        for _ in 0..<20_000 where complaint((0..<(1 + next(12))).map { _ in pieces[next(pieces.count)] }.joined()) == nil { read += 1 }
        #expect(read > 50, "seed 0x70E1")
    }
}
