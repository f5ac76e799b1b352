import Testing

/// A corpus of made-up secrets, through every way out: none of them may be anywhere but in the input.
@Suite struct PlantedSecretTests {
    /// Characters that look random, the same in every run.
    private static func made(_ count: Int, _ alphabet: String, _ seed: UInt64) -> String {
        let letters = Array(alphabet)
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        return String(
            (0..<count).map { _ -> Character in
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                return letters[Int(state >> 33) % letters.count]
            })
    }

    private static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    private static let word = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let hex = "0123456789abcdef"

    /// Assembled at run time, so that nothing in the repository looks like a secret.
    static let planted: [(kind: String, text: String, secret: String)] = {
        var all: [(String, String, String)] = []
        func plant(_ kind: String, _ before: String, _ secret: String, _ after: String = "") {
            all.append((kind, before + secret + after, secret))
        }
        plant("AWS key id", "using ", "AK" + "IA" + made(16, upper, 1))
        plant("GitHub token", "git push https://x:", "gh" + "p_" + made(36, word, 2), "@github.com/a/b")
        plant(
            "Slack webhook", "POST https://hooks.slack.com/services/",
            "T" + made(8, upper, 3) + "/B" + made(8, upper, 4) + "/" + made(24, word, 5))
        plant("password", "login failed password=", made(14, word, 6), "; retry")
        plant("quoted password", "{\"user\": \"x\", \"password\": \"", made(18, word, 7), "\"}")
        plant("bearer", "Authorization: Bearer ", made(40, word, 8))
        plant("query token", "GET /v1/items?access_token=", made(32, word, 9), "&page=2 200")
        plant("connection", "postgres://svc:", made(16, word, 10), "@db.internal:5432/main")
        plant("JWT", "cookie ", "ey" + "J" + made(30, word, 11) + "." + "ey" + "J" + made(60, word, 12) + "." + made(43, word, 13))
        plant("e-mail", "mail from ", "jane." + made(8, "abcdefghijklmnop", 14) + "@" + "mailbox-made-up.org")
        plant("card", "paid with ", "4539" + " 1488 0343 " + "6467")
        plant("IBAN", "to account ", "DE89" + " 3704 0044 0532 " + "0130 00")
        plant("SSN", "ssn: ", "219" + "-09-" + "9998")
        plant("hex secret", "client_secret: ", made(40, hex, 15))
        return all
    }()

    static let corpus: String = {
        var text = "service started\n"
        for (index, item) in planted.enumerated() { text += "2026-01-02T03:04:05Z INFO [\(index)] \(item.text)\n" }
        text += "-----BEGIN " + "PRIVATE KEY-----\n"
        for seed in 20..<26 { text += made(64, word, UInt64(seed)) + "\n" }
        return text + "-----END " + "PRIVATE KEY-----\nservice stopped\n"
    }()

    /// Where a value ends with its rule's patience, what is behind stands in the open.
    @Test(arguments: [20, 90, 300, 900, 3_000]) func ofLongValuesNothingIsLeft(length: Int) throws {
        let lines = [
            "mysql -u root -p", "docker login -u bot -p ", "twine upload -u __token__ -p ", "lftp -u ann,", "redis-cli -h c -a ",
            "cmdkey /add:srv /user:u /pass:", "requirepass ", "RESTIC_PASSWORD=", "DB_PASSWORD_PROD=", "kennwort: 7", "curl -u ann:",
            "java -Dpassword=", "vault login 7", "postgresql+psycopg2://u:", "the password of bob was changed to 7", "token was \"",
            "https://hooks.zapier.com/hooks/catch/12345/",
            "https://discord.com/api/webhooks/514414376128630233/" + Self.made(50, Self.word, 99),
        ]
        let values = lines.indices.map { Self.made(length, Self.word, UInt64(1000 * $0 + length)) }
        let text = zip(lines, values).map { line, value in
            "\(line)\(value)\(line.contains("://u:") ? "@h/d" : line.contains("\"") ? "\"" : "")\n"
        }
        let outcome = try blot("--format", "text", input: text.joined(separator: "\n"))
        for (line, value) in zip(lines, values) { #expect(!outcome.text.contains(value.suffix(8)), "\(line)") }
    }

    private func check(_ outcome: Outcome, _ label: String, document: Bytes = []) {
        let shown = outcome.text + outcome.errors + String(decoding: document, as: UTF8.self)
        for item in Self.planted { #expect(!shown.contains(item.secret), "\(label) tells the \(item.kind)") }
        for seed in 20..<26 { #expect(!shown.contains(Self.made(64, Self.word, UInt64(seed))), "\(label) tells the private key") }
    }

    @Test(arguments: [
        ["--summary", "--stats", "-"], ["-j", "3", "--mask", "fill"], ["--mask", "keep:2,2", "--summary"],
        ["--mask", "remove", "--fail-on", "low"],
        ["scan"], ["scan", "--report", "json", "--mask", "keep:4,4"],
    ])
    func noneIsTold(options: [String]) throws {
        let outcome = try blot(options, input: Self.corpus)
        #expect(outcome.status == (options.contains("scan") || options.contains("--fail-on") ? 1 : 0), "\(outcome)")
        #expect(outcome.text.contains(options.contains("scan") ? "made-up" : "service stopped") || options.contains("scan"))
        check(outcome, options.joined(separator: " "))
    }

    @Test func noneIsInFilesOrTheirStatistics() throws {
        let work = Workspace()
        let log = try work.write("a.log", Self.corpus)
        let outcome = try blot(log, "-o", work["out.log"], "--stats", work["stats.json"])
        #expect(outcome.status == 0, "\(outcome)")
        check(outcome, "a file", document: try #require(work.read("out.log")) + (try #require(work.read("stats.json"))))
        // Law 4 with the default rules.
        let again = try blot(work["out.log"], "--stats", work["again.json"])
        #expect(again.out == work.read("out.log") && work.text("again.json")?.contains("\"total\": 0") == true)
    }

    /// Secrets in a record that is withheld, and in an input that fails midway.
    @Test func noneIsToldWhenThingsGoWrong() throws {
        let work = Workspace()
        let file = try work.write("slow.yaml", MadeUp.slowPack)
        let record = Self.planted.map(\.text).joined(separator: " ") + " " + MadeUp.slowRecord
        let outcome = try blot("--rules", file, "--match-limit", "1000", "--stats", "-", input: record + "\n")
        #expect(outcome.status == 3 && outcome.text == "[WITHHELD:match-limit]\n", "\(outcome)")
        check(outcome, "a withheld record")
        guard let gzip = try tool("/usr/bin/gzip", ["-c"], input: Bytes(Self.corpus.utf8)) else { return }
        let broken = try work.write("broken.gz", Bytes(gzip.dropLast(4)))
        let failed = try blot(broken, "--summary")
        #expect(failed.status == 4, "\(failed)")
        check(failed, "a broken input")
    }
}
