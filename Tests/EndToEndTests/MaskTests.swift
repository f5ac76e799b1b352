import Dispatch
import Glibc
import Testing

/// Masks as they are asked for.
@Suite struct MaskTests {
    let work = Workspace()
    static let key = "0123456789" + "abcdef-made-up"

    static let masks: [(options: [String], expected: String)] = [
        ([], "[REDACTED:made-up-token] [REDACTED:made-up-name]"),
        (["--mask", "label"], "[REDACTED:made-up-token] [REDACTED:made-up-name]"),
        (["--mask", "fixed:GONE"], "GONE GONE"),
        (["--mask", "fill"], "**************** ***********"),
        (["--mask", "fill:#"], "################ ###########"),
        (["--mask", "keep:1,2"], "t*************56 *********ar"),
        (["--mask", "remove"], " "),
        (["--mask", "fill", "--mask", "label"], "[REDACTED:made-up-token] [REDACTED:made-up-name]"),
        (["--mask", "fill", "--mask", "rule:made-up-name=fixed:X"], "**************** X"),
        (["--mask", "rule:made-up-name=fixed:X", "--mask", "category:personal=fill"], "[REDACTED:made-up-token] X"),
        (["--mask", "category:personal=fill"], "[REDACTED:made-up-token] ***********"),
        (["--mask", "severity:high=remove", "--mask", "category:credential=fixed:C"], "C [REDACTED:made-up-name]"),
        (["--mask", "severity:high=remove"], " [REDACTED:made-up-name]"),
    ]

    @Test(arguments: masks.indices)
    func asAsked(index: Int) throws {
        let (options, expected) = Self.masks[index]
        let outcome = try blot(MadeUp.options + options, input: "a \(MadeUp.token) \(MadeUp.name) b\n")
        #expect(outcome.text == "a \(expected) b\n" && outcome.status == 0, "\(options): \(outcome)")
    }

    // MARK: - Pseudonyms

    @Test func equalSecretsGetEqualPseudonyms() throws {
        let file = try work.write("key", Self.key, mode: 0o600)
        let text = "\(MadeUp.token) \(MadeUp.token) tok_zzzzzzzzzzzz\n"
        let byFile = try blot(MadeUp.options + ["--mask", "pseudonym", "--key-file", file, "--stats", "-"], input: text)
        let byEnvironment = try blot(MadeUp.options + ["--mask", "pseudonym"], input: text, environment: ["BLOT_KEY": Self.key])
        let byOther = try blot(MadeUp.options + ["--mask", "pseudonym"], input: text, environment: ["BLOT_KEY": "another" + Self.key])
        let words = byFile.text.dropLast().split(separator: " ")
        #expect(byFile.status == 0 && words.count == 3 && words[0] == words[1] && words[0] != words[2], "\(byFile)")
        #expect(words[0].hasPrefix("[REDACTED:made-up-token:"))
        #expect(byEnvironment.out == byFile.out && byOther.out != byFile.out && byOther.status == 0)
        // The key is nowhere in what it prints.
        for outcome in [byFile, byEnvironment] {
            #expect(!outcome.errors.contains(Self.key) && !outcome.text.contains(Self.key), "\(outcome)")
        }
        let again = try blot(MadeUp.options + ["--mask", "pseudonym", "--key-file", file], input: byFile.text)
        #expect(again.out == byFile.out, "masked again")
    }

    @Test func noKeyNoPseudonym() throws {
        let without = try blot(MadeUp.options + ["--mask", "pseudonym"], input: MadeUp.line)
        #expect(without.status == 2 && without.out.isEmpty && without.errors.contains("--key-file"), "\(without)")
        let short = try blot(MadeUp.options + ["--mask", "pseudonym"], input: MadeUp.line, environment: ["BLOT_KEY": "short"])
        #expect(short.status == 2 && short.out.isEmpty && !short.errors.contains("short\""), "\(short)")
        // A key is nothing to say on a command line.
        let onTheLine = try blot(MadeUp.options + ["--key", Self.key], input: MadeUp.line)
        #expect(onTheLine.status == 2 && onTheLine.out.isEmpty, "\(onTheLine)")
    }

    @Test func aKeyOfItsOwnForDistinctCounts() throws {
        // Documents of two runs on one machine add up without any key given.
        let environment = ["XDG_STATE_HOME": work["state"]]
        for name in ["a", "b"] {
            let outcome = try blot(MadeUp.options + ["--stats", work[name]], input: MadeUp.line, environment: environment)
            #expect(outcome.status == 0, "\(outcome)")
        }
        let merged = try blot("stats", "merge", work["a"], work["b"])
        #expect(merged.status == 0 && merged.text.contains("\"count\": 4,\n        \"bytes\": 64,\n        \"distinct\": 1"), "\(merged)")
        #expect(work.status("state/blot/sketch.key")?.st_mode == 0o100600)
    }

    /// The first runs of a machine, all at once, come to one key.
    @Test func runsAtOnceMakeOneKey() throws {
        let environment = ["XDG_STATE_HOME": work["fresh"]]
        let names = (0..<8).map { "run\($0)" }
        DispatchQueue.concurrentPerform(iterations: names.count) { index in
            _ = try? blot(MadeUp.options + ["--stats", work[names[index]]], input: MadeUp.line, environment: environment)
        }
        let merged = try blot(["stats", "merge"] + names.map { work[$0] })
        #expect(merged.status == 0 && merged.text.contains("\"count\": 16,\n        \"bytes\": 256,\n        \"distinct\": 1"), "\(merged)")
        #expect(work.names("fresh/blot") == ["sketch.key"])
    }
}
