import TestSupport
import Testing

/// Exports that are packed together: `scan` looks into archives.
@Suite struct ArchiveTests {
    let work = Workspace()

    private static let table = "name,mail\nAnn,tok_abcdefghij01\nBob,none\n"

    private func archive(_ change: (inout ZipMaker) -> Void = { _ in }) -> Bytes {
        var maker = ZipMaker([("users.csv", Self.table), ("logs/app.log", MadeUp.line), ("logs/clean.log", "clean\n")])
        change(&maker)
        return maker.bytes()
    }

    @Test(arguments: ["1", "4"]) func eachEntryIsASource(jobs: String) throws {
        let file = try work.write("ex.zip", archive())
        let outcome = try blot(["scan", "--report", "lines", "-j", jobs] + MadeUp.options + [file])
        #expect(outcome.status == 1 && outcome.err.isEmpty, "\(outcome)")
        #expect(
            outcome.lines.count == 4 && outcome.lines[0].hasPrefix(file + "/users.csv:2:5 column 2 (mail): made-up-token "), "\(outcome)")
        #expect(outcome.lines[1].hasPrefix(file + "/logs/app.log:1:31: made-up-name "), "\(outcome)")
        // It may come from a pipe.
        let piped = try blot((["scan", "--report", "lines"] + MadeUp.options).map { Bytes($0.utf8) }, input: archive())
        #expect(piped.status == 1 && piped.lines.count == 4, "\(piped)")
        let counted = try blot(["scan", "--report", "json"] + MadeUp.options + [file])
        #expect(counted.text.contains("\"sources\": 3"), "\(counted)")
    }

    @Test func archivesInArchives() throws {
        func packed(_ depth: Int) -> Bytes {
            var bytes = archive()
            for level in 0..<depth {
                var maker = ZipMaker()
                maker.entries = [.init("inner\(level).zip", bytes)]
                bytes = maker.bytes()
            }
            return bytes
        }
        for (depth, found, status) in [(0, 4, 1), (1, 4, 1), (2, 0, 3), (5, 0, 3)] as [(Int, Int, Int32)] {
            let file = try work.write("deep.zip", packed(depth))
            let outcome = try blot(["scan", "--report", "lines"] + MadeUp.options + [file])
            #expect(outcome.status == status && outcome.lines.count == found, "\(depth): \(outcome)")
        }
    }

    /// Law 3: what is beside the entries is examined, or said not to be.
    @Test func whatIsBesideTheEntries() throws {
        let comment = try work.write("comment.zip", archive { $0.comment = Bytes("by tok_abcdefghij99".utf8) })
        let outcome = try blot(["scan", "--report", "lines"] + MadeUp.options + [comment])
        #expect(outcome.status == 1 && outcome.lines.count == 5 && outcome.lines[4].hasPrefix(comment + " (comments)"), "\(outcome)")
        let gap = try work.write("gap.zip", archive { $0.gap = Bytes("tok_abcdefghij99".utf8) })
        let unknown = try blot(["scan", "--report", "lines"] + MadeUp.options + [gap])
        #expect(unknown.status == 3 && unknown.errors.contains("between its entries"), "\(unknown)")
    }

    @Test func whatIsNotSoundIsNotTaken() throws {
        let whole = archive()
        for (name, bytes) in [
            ("cut.zip", Array(whole.prefix(whole.count - 30))), ("locked.zip", archive { $0.entries[1].flags = 1 }),
            ("lies.zip", archive { $0.entries[1].size = 7 }), ("overlap.zip", archive { $0.entries[1].offset = 0 }),
        ] {
            let outcome = try blot(["scan", "--report", "lines"] + MadeUp.options + [try work.write(name, bytes)])
            #expect(outcome.status == 3 && outcome.errors.contains("not taken"), "\(name): \(outcome)")
            #expect(!outcome.errors.contains("tok_abcdefghij01"))
        }
    }

    /// Readers of archives start at their ends: what stands before one hides it from nobody.
    @Test(arguments: ["book.xlsx", "book.ods", "ex.zip", "EX.ZIP"]) func whatStandsBeforeAnArchiveHidesNothing(name: String) throws {
        let file = try work.write(name, Bytes("junk\n".utf8) + archive())
        for command in [["scan", "--report", "lines"], ["-o", work["out"]]] {
            let outcome = try blot(command + MadeUp.options + [file])
            #expect(outcome.status == 3 && outcome.errors.contains("not taken"), "\(outcome)")
        }
        // Another file may hold what it likes, and one with that name be text.
        for (name, text) in [("a.log", "junk PK\u{3}\u{4} " + MadeUp.line), ("b.zip", MadeUp.line)] {
            #expect(try blot(MadeUp.options + [try work.write(name, text)]).status == 0)
        }
    }

    /// To mask, they have to be unpacked.
    @Test func archivesAreNotMasked() throws {
        let file = try work.write("ex.zip", archive())
        let outcome = try blot([file, "-o", work["out.zip"]] + MadeUp.options)
        #expect(outcome.status == 3 && work.read("out.zip") == nil, "\(outcome)")
    }
}
