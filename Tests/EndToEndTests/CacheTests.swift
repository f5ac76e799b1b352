import Glibc
import Testing

/// Compiled rules are kept between runs, and taken for what they were made for only.
@Suite struct CacheTests {
    let work = Workspace()

    func pack(_ name: String, _ pattern: String) -> String {
        """
        pack: \(name)
        version: 1.0.0
        description: d
        rules:
          - id: \(name)
            description: d
            category: credential
            severity: high
            confidence: high
            pattern: '\(pattern)'
        """ + "\n"
    }

    func run(_ name: String, _ text: String) throws -> Outcome {
        try blot("--no-default-rules", "--rules", work[name + ".yaml"], input: text, environment: ["XDG_CACHE_HOME": work["cache"]])
    }

    /// Under the name of one choice of rules lies the image of another, of as many rules.
    @Test func anImageUnderAnotherNameIsNotTrusted() throws {
        try work.write("first.yaml", pack("first", "aaa_[0-9]{4}"))
        try work.write("second.yaml", pack("second", "bbb_[0-9]{4}"))
        #expect(try run("first", "aaa_1234\n").text == "[REDACTED:first]\n")
        let first = try #require(work.names("cache/blot").first)
        #expect(try run("second", "bbb_1234\n").text == "[REDACTED:second]\n")
        let second = try #require(work.names("cache/blot").first { $0 != first })
        #expect(unsafe rename(work["cache/blot/" + first], work["cache/blot/" + second]) == 0)
        let outcome = try run("second", "bbb_1234\n")
        #expect(outcome.status == 0 && outcome.text == "[REDACTED:second]\n", "\(outcome)")
        // It was made anew, and is good again.
        #expect(work.names("cache/blot") == [second])
        #expect(try run("second", "bbb_1234\n").text == "[REDACTED:second]\n")
    }

    @Test func aDamagedImageIsMadeAnew() throws {
        try work.write("first.yaml", pack("first", "aaa_[0-9]{4}"))
        for damage in ["", "no image", String(repeating: "x", count: 100_000)] {
            _ = try run("first", "")
            let name = try #require(work.names("cache/blot").first)
            try work.write("cache/blot/" + name, damage)
            let outcome = try run("first", "aaa_1234\n")
            #expect(outcome.status == 0 && outcome.text == "[REDACTED:first]\n" && outcome.err.isEmpty, "\(outcome)")
        }
    }

    /// A start without a cache takes what was compiled when the program was installed; not where others could have written it.
    @Test func whatWasInstalledIsTaken() throws {
        try work.write("first.yaml", pack("first", "aaa_[0-9]{4}"))
        try work.write("program/bin/.keep", "")
        let program = work["program/bin/blot"]
        #expect(try tool("/bin/cp", [BuiltCommand.path, program], input: []) != nil)
        func start(_ arguments: String...) throws -> Outcome {
            let cache = ["XDG_CACHE_HOME": work["cache"]]
            return try Child(program: program, arguments.map { Bytes($0.utf8) }, environment: cache).finish(input: Bytes("aaa_1234\n".utf8))
        }
        func run() throws -> Outcome { try start("--rules", work["first.yaml"]) }
        let compiled = try start("rules", "compile", "--rules", work["first.yaml"], work["program/share/blot"])
        #expect(compiled.status == 0 && compiled.lines.count == 2, "\(compiled)")
        #expect(work.names("cache/blot") == [], "what is compiled for others is not kept for its user")
        #expect(try run().text == "[REDACTED:first]\n")
        #expect(work.names("cache/blot") == [], "nothing was left to compile")
        // What lies in the cache under the same name, and is none or of another build, hides nothing.
        for file in work.names("program/share/blot") { try work.write("cache/blot/" + file, "no image") }
        #expect(try run().text == "[REDACTED:first]\n")
        #expect(work.text("cache/blot/" + (work.names("cache/blot").first ?? "")) == "no image")
        _ = try tool("/bin/rm", ["-r", work["cache"]], input: [])
        for file in work.names("program/share/blot") { #expect(unsafe chmod(work["program/share/blot/" + file], 0o664) == 0) }
        #expect(try run().text == "[REDACTED:first]\n")
        #expect(work.names("cache/blot").count == 2, "what the group may write is not trusted")
    }

    @Test func compilingAheadFailsAloud() throws {
        let nowhere = try blot("rules", "compile", "--no-default-rules", "/proc/nowhere")
        #expect(nowhere.status == 4 && nowhere.errors.contains("/proc/nowhere"), "\(nowhere)")
        let wrong = try blot("rules", "compile", "--rules", work["missing.yaml"], work["there"])
        #expect(wrong.status == 2 && !wrong.errors.isEmpty, "\(wrong)")
        let unnamed = try blot("rules", "compile", "--no-default-rules", "")
        #expect(unnamed.status == 2 && unnamed.out.isEmpty, "\(unnamed)")
        let without = try blot("rules", "compile", work["there"], environment: ["BLOT_NO_CACHE": "1"])
        #expect(without.status == 2 && work.names("there").isEmpty, "\(without)")
    }

    /// Of files that were not used for longest so many go that the rest are few; what is not the cache's own stays.
    @Test func theCacheDoesNotGrowWithoutEnd() throws {
        try work.write("first.yaml", pack("first", "aaa_[0-9]{4}"))
        _ = try run("first", "")
        let kept = try #require(work.names("cache/blot").first { !$0.hasPrefix("packs-") })
        try work.write("cache/blot/notes.txt", "mine")
        var old = timeval(tv_sec: time(nil) - 200_000, tv_usec: 0)
        for index in 0..<70 {
            let name = "cache/blot/" + String(repeating: "0", count: 30) + String(index + 10) + "-0.0.\(index)"
            try work.write(name, "old")
            var times = [old, old]
            #expect(unsafe utimes(work[name], &times) == 0)
            old.tv_sec += 1
        }
        // It is used, and so no longer the oldest.
        var times = [timeval(tv_sec: 1_000_000, tv_usec: 0), timeval(tv_sec: 1_000_000, tv_usec: 0)]
        #expect(unsafe utimes(work["cache/blot/" + kept], &times) == 0)
        _ = try run("first", "")
        #expect(work.names("cache/blot").count == 72)
        try work.write("second.yaml", pack("second", "bbb_[0-9]{4}"))
        #expect(try run("second", "bbb_1234\n").text == "[REDACTED:second]\n")
        let names = work.names("cache/blot")
        #expect(names.count == 49 && names.contains("notes.txt") && names.contains(kept), "\(names.count)")
        #expect(names.contains { $0.hasSuffix("-0.0.69") } && !names.contains { $0.hasSuffix("-0.0.0") })
    }
}
