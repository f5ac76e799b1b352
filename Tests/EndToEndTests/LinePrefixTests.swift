import Testing

/// Settings and keys over lines as runners, collectors and mails show them, through the built-in rules.
@Suite struct LinePrefixTests {
    @Test(arguments: [
        "2026-11-29T08:32:30.1234567Z ", "build\tRun tests\t2026-11-29T08:32:30.1234567Z ", "2026-11-29T08:32:30.123456Z 01O ",
        "web-1  | ", "Nov 29 08:32:30 web1 app[123]: ", "[pod/web/app] ", "> ", "+", "# ",
        "2026-11-29 08:32:30,123 INFO  [main] c.a.Boot - ",
    ])
    func behindEachPrefix(prefix: String) throws {
        let (password, token) = ("kQ7x" + "Lm29Zt" + "Rv", "Gf8k" + "2LmQx7VrTs")
        let lines = [
            "env:", "- name: DB_PASSWORD", "  value: \(password)", "---", "terraform {", "}", "variable \"api_token\" {",
            "  default = \"\(token)\"", "}", "done",
        ]
        let text = lines.map { prefix + $0 + "\n" }.joined()
        let plain = try blot([], input: lines.map { $0 + "\n" }.joined()).text
        let outcome = try blot([], input: text)
        #expect(outcome.status == 0)
        #expect(!outcome.text.contains(password) && !outcome.text.contains(token), "\(outcome)")
        #expect(outcome.text == plain.split(separator: "\n").map { prefix + $0 + "\n" }.joined())
        #expect(try blot([], input: outcome.text).text == outcome.text)
        #expect(try blot(["--engine", "reference"], input: text).text == outcome.text)
    }
}
