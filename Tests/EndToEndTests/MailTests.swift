import Glibc
import Testing

/// Mail through the command.
@Suite struct MailTests {
    let work = Workspace()

    private static let number = "536221845"
    private static let rules = """
        pack: mails
        version: 1.0.0
        description: A token, and a number by its column
        rules:
          - id: a-token
            description: A token that no vendor has
            category: credential
            severity: high
            confidence: high
            pattern: 'tok_[a-z0-9]{12}'
          - id: a-number
            description: A number by its column
            category: personal
            severity: high
            confidence: high
            fields: [ssn]

        """

    private func options() throws -> [String] {
        ["--no-default-rules", "--rules", try work.write("rules.yaml", Self.rules)]
    }

    private static let message =
        "From: ann@example.org\r\nTo: bob@example.org\r\nSubject: hello\r\nMIME-Version: 1.0\r\n\r\nkey \(MadeUp.token) end\r\n"
    private static let masked = message.split(separator: MadeUp.token).joined(separator: "[REDACTED:a-token]")

    /// The root of the project; the tests run there.
    private func sample(_ name: String) -> String { "Tests/Samples/" + name }

    private func python(_ script: String, _ arguments: String...) throws -> Outcome? {
        guard unsafe access("/usr/bin/env", X_OK) == 0 else { return nil }
        let outcome = try Child(program: "/usr/bin/env", (["python3", sample(script)] + arguments).map { Bytes($0.utf8) }).finish()
        return outcome.status == 127 ? nil : outcome
    }

    /// A token in every transfer encoding, character set, form of header field, trick of HTML and kind of attachment is gone from
    /// the mail as Python's email package decodes it, and the mail has the structure that it had.
    @Test func hidesWhatIsPlantedAnywhere() throws {
        guard let made = try python("make-mails.py", work["mails"], MadeUp.token, Self.number) else {
            print("no python3: the planted mails are not made")
            return
        }
        #expect(made.status == 0, "\(made)")
        let count = work.names("mails").count { $0.hasSuffix(".eml") }
        #expect(count > 90)
        let run = try blot(options() + ["--format", "eml", "--output-dir", work["masked"], work["mails"]])
        #expect(run.status == 0, "\(run)")
        let check = try #require(
            try python("check-mail.py", work["mails"], work["masked"], "--absent", MadeUp.token, "--absent", Self.number))
        #expect(check.status == 0 && check.lines.last == "\(count) mails, 0 wrong", "\(check)")
        // Law 4.
        let again = try blot(options() + ["--format", "eml", "--output-dir", work["again"], work["masked"]])
        #expect(again.status == 0)
        for name in work.names("masked") where name.hasSuffix(".eml") {
            #expect(work.read("again/\(name)") == work.read("masked/\(name)"), "\(name)")
        }
    }

    @Test func isFoundByItself() throws {
        let run = try blot(options(), input: Self.message)
        #expect(run.status == 0 && run.text == Self.masked, "\(run)")
        let stats = try blot(options() + ["--stats", "-"], input: Self.message)
        #expect(stats.errors.contains("\"eml\""))
        // Header fields that bring a mail to its reader are left.
        let withAllRules = try blot("--format", "eml", input: Self.message)
        #expect(withAllRules.text.contains("From: ann@example.org"))
        #expect(try blot("--mail-headers", "routing=mask", input: Self.message).text.contains("From: [REDACTED:email]"))
    }

    @Test func isLeftAloneAsText() throws {
        let text = try blot(options() + ["--format", "text"], input: Self.message)
        #expect(text.text == Self.masked)
    }

    @Test(arguments: [1, 7, 64]) func doesNotDependOnHowItArrives(size: Int) throws {
        let child = try Child((options() + ["--format", "eml"]).map { Bytes($0.utf8) }, environment: [:], output: .pipe)
        let outcome = child.finish(input: Bytes(Self.message.utf8))
        #expect(outcome.text == Self.masked)
        let mbox = String(repeating: "From a@b Thu Jan  1 00:00:00 1970\n\(Self.message)\n", count: size)
        let one = try blot(options() + ["--jobs", "1"], input: mbox)
        let many = try blot(options() + ["--jobs", "4"], input: mbox)
        #expect(one.status == 0 && one.out == many.out && one.text.split(separator: "[REDACTED:a-token]").count == size + 1, "\(one)")
    }

    @Test func scansPartsByTheirNumbers() throws {
        let run = try blot(["scan"] + options() + ["--report", "lines", "--format", "eml", work.write("a.eml", Self.message)])
        #expect(run.status == 1 && run.text.contains("a.eml body: a-token high "), "\(run)")
    }

    @Test func refusesWhatIsEncrypted() throws {
        let message =
            "From: a@b\nSubject: x\nContent-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n\nx\n--b--\n"
        let refused = try blot(options() + ["--format", "eml"], input: message)
        #expect(
            refused.status == 3 && refused.out.isEmpty && refused.errors.contains("not taken: body: encrypted cannot be examined"),
            "\(refused)")
        let kept = try blot(options() + ["--format", "eml", "--mail-policy", "encrypted=keep"], input: message)
        #expect(kept.status == 3 && kept.text == message && kept.errors.contains("not examined: body (encrypted)"), "\(kept)")
        let dropped = try blot(options() + ["--format", "eml", "--mail-policy", "encrypted=drop"], input: message)
        #expect(dropped.status == 0 && dropped.text.contains("[Left out, for it could not be examined: encrypted]"), "\(dropped)")
        let passed = try blot(options() + ["--format", "eml", "--unexamined", "pass"], input: message)
        #expect(passed.status == 3 && passed.text == message, "\(passed)")
        let scanned = try blot(["scan"] + options() + ["--format", "eml"], input: message)
        #expect(scanned.status == 3 && scanned.errors.contains("not examined: body (encrypted)"), "\(scanned)")
        #expect(try blot(options() + ["--mail-policy", "x=y"]).status == 2)
        // In an mbox, the others are taken.
        let line = "From a@b Thu Jan  1 00:00:00 1970\n"
        let mbox = try blot(options(), input: line + message + "\n" + line + Self.message + "\n")
        #expect(mbox.status == 3 && mbox.text.hasPrefix(line + "Subject: Message left out\n\n[Left out"), "\(mbox)")
        #expect(mbox.text.hasSuffix(line + Self.masked + "\n"))
    }

    @Test func boundsMessages() throws {
        let large = Bytes(Self.message.utf8) + Bytes(repeating: 0x61, count: 12 << 20)
        let run = try blot((options() + ["--format", "eml"]).map { Bytes($0.utf8) }, input: large)
        #expect(run.status == 3 && run.out.isEmpty && run.errors.contains("more than 10 MiB"), "\(run.errors)")
        let line = Bytes("From a@b Thu Jan  1 00:00:00 1970\n".utf8)
        let mbox = try blot(options().map { Bytes($0.utf8) }, input: line + large + Bytes("\n\n".utf8) + line + Bytes(Self.message.utf8))
        #expect(mbox.status == 3 && mbox.text.hasSuffix(String(decoding: line, as: UTF8.self) + Self.masked), "\(mbox.errors)")
        #expect(mbox.out.count < 1_000)
    }

    /// Mails of others: with no rule a copy, with all rules the structure that they had.
    @Test func keepsTheStructureOfPublicMails() throws {
        let corpus = ".build/corpora/eml"
        guard unsafe access(corpus, R_OK) == 0 else {
            print("no public mails at \(corpus): not checked")
            return
        }
        let plain = try blot(["--format", "eml", "--no-default-rules", "--output-dir", work["copies"], corpus])
        #expect(plain.status == 0)
        let difference = try Child(program: "/usr/bin/diff", ["-rq", corpus, work["copies"]].map { Bytes($0.utf8) }).finish()
        #expect(difference.status == 0, "\(difference)")
        let masked = try blot(["--format", "eml", "--output-dir", work["public"], corpus])
        #expect(masked.status == 3)
        guard let check = try python("check-mail.py", corpus, work["public"]) else { return }
        #expect(check.status == 0, "\(check)")
    }
}
