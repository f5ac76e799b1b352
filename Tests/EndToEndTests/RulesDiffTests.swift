import Testing

/// What a change of rules does, told before it goes live.
@Suite struct RulesDiffTests {
    let work = Workspace()

    private func pack(_ name: String, _ patterns: [(String, String)]) throws -> String {
        try work.write(
            "\(name).yaml",
            "pack: made-up\nversion: 1.0.0\nrules:\n" + patterns.map { "  - {id: \($0.0), pattern: '\($0.1)'}\n" }.joined())
    }

    @Test func whatIsNoLongerMaskedFails() throws {
        let old = try pack("old", [("tokens", "tok_[a-z]{6}")])
        let new = try pack("new", [("tokens", "tok_[a-z]{5}\\b"), ("names", "name_[a-z]{4}")])
        let log = try work.write("a.log", "x tok_abcdef y\nz name_anna tok_vwxyz\n")
        let outcome = try blot("rules", "diff", "--no-default-rules", old, new, log)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.lines.first?.hasPrefix("- ") == true && outcome.text.contains("a.log:1:3  tokens  10 B\n"), "\(outcome)")
        #expect(outcome.text.contains("a.log:2:3  names  9 B\n") && outcome.text.contains("a.log:2:13  tokens  9 B\n"), "\(outcome)")
        #expect(outcome.lines.last == "1 masked before, 2 after: 2 newly masked, 1 no longer masked, 0 under another rule", "\(outcome)")
        // It tells places alone.
        for secret in ["abcdef", "anna", "vwxyz"] { #expect(!outcome.text.contains(secret)) }
    }

    @Test func whatIsOnlyMoreIsFine() throws {
        let old = try pack("old", [("tokens", "tok_[a-z]{6}")])
        let new = try pack("new", [("others", "tok_[a-z]{6}")])
        let log = try work.write("a.log", "x tok_abcdef y\n")
        let renamed = try blot("rules", "diff", "--no-default-rules", old, new, log)
        #expect(renamed.status == 0 && renamed.text.contains("0 newly masked, 0 no longer masked, 1 under another rule"), "\(renamed)")
        let first = try blot("rules", "diff", "--no-default-rules", "-", new, log)
        #expect(first.status == 0 && first.text.contains("1 newly masked"), "\(first)")
        let gone = try blot("rules", "diff", "--no-default-rules", old, "-", log)
        #expect(gone.status == 1 && gone.text.contains("1 no longer masked"), "\(gone)")
    }

    @Test func whatIsWrongIsTold() throws {
        let old = try pack("old", [("tokens", "tok_[a-z]{6}")])
        #expect(try blot("rules", "diff", old, old, "-").status == 2)
        #expect(try blot("rules", "diff", old, "\(work.path)/none.yaml", "\(work.path)/none.log").status == 2)
        #expect(try blot("rules", "diff", old, old, "\(work.path)/none.log").status == 4)
    }
}
