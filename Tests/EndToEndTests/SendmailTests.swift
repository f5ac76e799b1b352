import Glibc
import Testing

/// `blot sendmail` before a sendmail that writes down what it gets.
@Suite struct SendmailTests {
    private let work = Workspace()
    private let address = "bob.ray@acme-corp.com"

    /// A sendmail that keeps its arguments and its message, and says and returns what it is told to.
    private func environment(_ more: [String: String] = [:]) throws -> [String: String] {
        let real = try work.write(
            "real", "#!/bin/sh\nprintf '%s\\n' \"$@\" > '\(work.path)/args'\ncat > '\(work.path)/got'\necho sent >&2\nexit ${STATUS:-0}\n",
            mode: 0o755)
        return ["BLOT_SENDMAIL": real].merging(more) { $1 }
    }

    private var message: String { "To: ops@example.org\nSubject: no mail for \(address)\n\npassword=Gf8k2LmQx7Vr\n" }
    private var masked: String { "To: ops@example.org\nSubject: no mail for [REDACTED:email]\n\npassword=[REDACTED:generic-password]\n" }
    private func text(_ name: String) -> String? { work.read(name).map { String(decoding: $0, as: UTF8.self) } }

    @Test(arguments: [
        (["-t", "-i"], "-t\n-i\n"), (["-oi", "-f", "me@x.org", "--", "-root"], "-oi\n-f\nme@x.org\n--\n-root\n"), ([], "\n"),
        (["-f", "-bs", "root"], "-f\n-bs\nroot\n"), (["-bm", "root"], "-bm\nroot\n"),
    ])
    func handsOnWhatItMasked(arguments: [String], passed: String) throws {
        let outcome = try blot(["sendmail"] + arguments, input: message, environment: environment())
        #expect(outcome.status == 0 && outcome.errors == "sent\n" && outcome.out.isEmpty, "\(outcome)")
        #expect(text("args") == passed && text("got") == masked)
    }

    @Test func returnsTheStatusOfTheRealOne() throws {
        let outcome = try blot(["sendmail", "root"], input: message, environment: environment(["STATUS": "67"]))
        #expect(outcome.status == 67 && text("got") == masked)
    }

    @Test func takesOptionsBeforeThoseOfSendmail() throws {
        let outcome = try blot(["sendmail", "--except", "email", "-t"], input: message, environment: environment())
        #expect(outcome.status == 0 && text("args") == "-t\n" && text("got")?.contains("no mail for \(address)") == true)
    }

    /// As a link in the place of the real one.
    @Test func isSendmailByName() throws {
        let link = work.path + "/sendmail"
        #expect(symlink(BuiltCommand.path, link) == 0)
        let words = ["-t", "-h", "3", "--", "root"].map { Bytes($0.utf8) }
        let child = try Child(program: link, words, environment: environment(["HOME": BuiltCommand.home.path]))
        let outcome = child.finish(input: Bytes(message.utf8))
        #expect(outcome.status == 0 && text("args") == "-t\n-h\n3\n--\nroot\n" && text("got") == masked, "\(outcome)")
    }

    // MARK: - What is not sent

    private var encrypted: String {
        "To: ops@example.org\nFrom: a\n <b@example.org>\nX-Note: \(address)\nSubject: \(address)\nMIME-Version: 1.0\n"
            + "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n"
            + "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n--b\nContent-Type: application/octet-stream\n\n"
            + "-----BEGIN PGP MESSAGE-----\nhQEMA\n-----END PGP MESSAGE-----\n--b--\n"
    }

    @Test func whatCannotBeExaminedIsDeferred() throws {
        let outcome = try blot(["sendmail", "-t"], input: encrypted, environment: environment())
        #expect(outcome.status == 75 && work.read("got") == nil && outcome.errors.contains("refused-encrypted"), "\(outcome)")
    }

    @Test func orAnnounced() throws {
        let outcome = try blot(["sendmail", "--on-failure", "notice", "-t"], input: encrypted, environment: environment())
        #expect(outcome.status == 0 && text("args") == "-t\n", "\(outcome)")
        let got = text("got") ?? ""
        #expect(got.hasPrefix("To: ops@example.org\nFrom: a <b@example.org>\nSubject: An alert was withheld\n"), "\(got)")
        #expect(got.hasSuffix("\n\nA message was not sent, since blot could not examine it.\n\nReason: refused-encrypted\n"), "\(got)")
        #expect(!got.contains(address) && !got.contains("PGP"))
    }

    @Test func policiesDecide() throws {
        let outcome = try blot(["sendmail", "--mail-policy", "encrypted=keep", "-t"], input: encrypted, environment: environment())
        #expect(outcome.status == 0 && text("got")?.contains("BEGIN PGP MESSAGE") == true, "\(outcome)")
        #expect(text("got")?.contains(address) == false)
    }

    @Test func messagesOverTheBoundAreDeferred() throws {
        let large = "To: ops@example.org\n\n" + String(repeating: String(repeating: "x", count: 70) + "\n", count: 170_000)
        let outcome = try blot(["sendmail", "-t"], input: large, environment: environment())
        #expect(outcome.status == 75 && work.read("got") == nil && outcome.errors.contains("too-large"), "\(outcome)")
        let notice = try blot(["sendmail", "--on-failure", "notice", "-t"], input: large, environment: environment())
        #expect(notice.status == 0 && text("got")?.contains("Reason: too-large") == true, "\(notice)")
    }

    @Test(arguments: [
        ["--no-such", "-t"], ["-t", "--except", "email"], ["--on-failure", "shout", "-t"], ["--rules", "/nowhere.yaml", "-t"], ["-bs"],
        ["-bd"],
        ["--real", "/nowhere/sendmail", "-t"], ["--mask", "wrong", "-t"],
    ])
    func mistakesDefer(arguments: [String]) throws {
        let outcome = try blot(["sendmail"] + arguments, input: message, environment: environment())
        #expect(outcome.status == 75 && !outcome.err.isEmpty && work.read("got") == nil, "\(outcome)")
    }

    @Test func doesNotCallItself() throws {
        let link = work.path + "/other"
        #expect(symlink(BuiltCommand.path, link) == 0)
        let outcome = try blot(["sendmail", "--real", link, "-t"], input: message)
        #expect(outcome.status == 75 && outcome.errors.contains("is blot itself"), "\(outcome)")
    }

    @Test(arguments: ["-bp", "-bi", "-q", "-q30m", "-vbp"])
    func errandsAreTheRealOnes(option: String) throws {
        let outcome = try blot(["sendmail", option], input: message, environment: environment())
        // They bring no message, so that none passes that was not looked at.
        #expect(outcome.status == 0 && text("args") == option + "\n" && text("got")?.isEmpty == true, "\(outcome)")
    }

    /// Options behind a recipient are none.
    @Test(arguments: [["root", "-q"], ["root", "-bp"], ["--", "-q"]])
    func recipientsEndOptions(arguments: [String]) throws {
        let outcome = try blot(["sendmail"] + arguments, input: message, environment: environment())
        #expect(outcome.status == 0 && text("got") == masked, "\(outcome)")
    }

    /// What callers pipe in need not begin as a mail does.
    @Test(arguments: ["From job: ", ">From job: ", "From ann@example.org Thu Jan  1 00:00:00 1970\nFrom job: "])
    func firstLinesAreExamined(start: String) throws {
        let outcome = try blot(["sendmail", "root"], input: start + "password=Gf8k2LmQx7Vr failed\nmore\n", environment: environment())
        #expect(outcome.status == 0 && text("got") == start + "password=[REDACTED:generic-password] failed\nmore\n", "\(outcome)")
    }

    /// A line in a message that begins as those of an mbox do parts nothing.
    @Test func aMessageIsOne() throws {
        let body = "Content-Transfer-Encoding: base64\n\n" + "cGFzc3dvcmQ9R2Y4azJMbVF4N1ZyIGZhaWxlZAo=\n"
        let mail = "From ann@example.org Thu Jan  1 00:00:00 1970\nTo: b\n" + body
        let outcome = try blot(["sendmail", "b"], input: mail, environment: environment())
        #expect(outcome.status == 0 && text("got")?.contains("cGFzc3dvcmQ9R2Y4azJMbVF4N1Zy") == false, "\(outcome)")
    }

    /// What is named as not examined is not sent, unless somebody says so.
    @Test func whatIsNotExaminedIsDeferred() throws {
        let mail = "To: ops@example.org\nContent-Type: text/plain; charset=hz-gb-2312\n\n~{<:Ky2;~}\n"
        let outcome = try blot(["sendmail", "-t"], input: mail, environment: environment())
        #expect(outcome.status == 75 && work.read("got") == nil && outcome.errors.contains("unexamined-charset"), "\(outcome)")
        let kept = try blot(["sendmail", "--mail-policy", "charset=keep", "-t"], input: mail, environment: environment())
        #expect(kept.status == 0 && text("got") == mail, "\(kept)")
    }

    /// A header that is cut names nobody else.
    @Test func noticesGoToNobodyElse() throws {
        let filler = String(repeating: "X-Note: " + String(repeating: "x", count: 80) + "\n", count: 735)
        let cut = "Bcc: someone.else@example.com\n"
        let start = "To: ops@example.org\n" + filler
        let mail = start + "Y: " + String(repeating: "y", count: 65_536 - start.utf8.count - 4 - 27) + "\n" + cut + encrypted
        let outcome = try blot(["sendmail", "--on-failure", "notice", "-t"], input: mail, environment: environment())
        #expect(text("got").map { !$0.contains("Bcc") } ?? (outcome.status == 75), "\(outcome)")
    }

    @Test func tellsHowItIsUsed() throws {
        let outcome = try blot(["sendmail", "--help"])
        #expect(outcome.status == 0 && outcome.text.contains("--on-failure"), "\(outcome)")
    }

    /// Neither the signal mask nor ignored signals of blot's are the real one's.
    @Test func leavesNoSignalBehind() throws {
        let real = try work.write("real", "#!/bin/sh\ngrep -E '^Sig(Blk|Ign)' /proc/self/status > '\(work.path)/got'\n", mode: 0o755)
        let outcome = try blot(["sendmail", "-t"], input: message, environment: ["BLOT_SENDMAIL": real])
        #expect(outcome.status == 0, "\(outcome)")
        let lines = (text("got") ?? "").split(separator: "\n").map { $0.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } }
        #expect(lines.count == 2)
        for bits in lines {
            for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGUSR1] { #expect(bits.map { $0 >> (number - 1) & 1 } == 0) }
        }
    }
}
