import Engine
import Masking
import Testing

/// A secret that is longer than its pattern says is one to the end of its run (law 3).
@Suite struct LongSecretTests {
    static let key = rule("key", "key=([A-Za-z0-9]{8,200}+)")
    static let phrase = rule("phrase", "pw=([^\\s\"']{4,200}+)")

    static func letters(_ count: Int, _ marks: String = "") -> String {
        let alphabet = Array("kQ7mZ2xB9vT4" + marks)
        return String((0..<count).map { alphabet[($0 * 7 + $0 / 13) % alphabet.count] })
    }

    @Test(arguments: [201, 300, 5_000, 70_000])
    func isMaskedToTheEndOfItsRun(length: Int) throws {
        let value = Self.letters(length)
        for (before, behind) in [("", ""), ("a ", " b"), ("\"", "\"x"), ("", ", c"), ("", "; d"), ("", "&e=f"), ("", ". Then"), ("", "\r")]
        {
            #expect(try secrets([Self.key], in: before + "key=" + value + behind) == [value], "behind it \(behind)")
        }
    }

    /// With whatever the pattern's last repetition takes, and nothing else.
    @Test func goesOnAsThePatternWould() throws {
        let first = Self.letters(200)
        for rest in ["x", "Q7x", String(repeating: "z", count: 400)] {
            #expect(try secrets([Self.key], in: "key=\(first)\(rest) end") == [first + rest], "\(rest.prefix(9))")
        }
        for rest in ["==", "/a", "-b", ".sig", "%22b", "%26b", "!a", "é", "[a]", "&quot;", "-----END"] {
            #expect(try secrets([Self.key], in: "key=\(first)\(rest)keepme end") == [first], "\(rest)")
        }
        let marked = Self.letters(500, "!#:;&é\\<")
        #expect(try secrets([Self.phrase], in: "pw=\(marked) end") == [marked])
        #expect(try secrets([Self.phrase], in: "\"pw=\(marked)\", x") == [marked])
        // In any of its alternatives, and where the end may be nothing.
        let either = rule("either", "key=(?|<([^>\\s]{4,100})|([a-z0-9]{4,150}={0,2})|([A-Z]{4,80}(?:-[A-Z]{2,70})?))")
        let repeated = String(repeating: "B", count: 80) + "-" + String(repeating: "C", count: 200)
        let marks = String(repeating: "a&b,", count: 60)
        for (value, secret) in [("<" + marks, marks), (String(repeating: "k7", count: 200), nil), (repeated, nil)] {
            #expect(try secrets([either], in: "key=\(value) end") == [secret ?? value])
        }
    }

    /// A bound that is not reached, one that is a length, and one of which the pattern has seen the end are none.
    @Test func aSecretThatIsNotCutEndsWithItsPattern() throws {
        let token = rule("token", "eyJ[a-z0-9]{100,400}")
        let value = String(repeating: "a1", count: 90)
        for behind in ["/users/42", ".json.gz", "=user_id", "=>x", "-----END", "%20x"] {
            #expect(try secrets([token], in: "eyJ\(value)\(behind)") == ["eyJ" + value], "\(behind)")
        }
        #expect(
            try secrets([rule("length", "id=([a-z]{100})")], in: "id=" + String(repeating: "k", count: 150)) == [
                String(repeating: "k", count: 100)
            ])
        let lazy = rule("lazy", "id=([a-z]{70,200}?)(?=end)")
        let early = String(repeating: "k", count: 90)
        #expect(try secrets([lazy], in: "id=\(early)end\(early)") == [early])
        #expect(try secrets([rule("closed", "key=([A-Za-z0-9]{100,200})X")], in: "key=\(Self.letters(200))Xabc") == [Self.letters(200)])
        // Of what its rule would not take at that length, what matched.
        let plain = rule("plain", "pw=([^\\s]{4,100})") { $0.allow.patterns = ["</log>"] }
        let short = Self.letters(80)
        #expect(try secrets([plain], in: "<log>pw=\(short)</log>").isEmpty)
        let long = Self.letters(200)
        #expect(try secrets([plain], in: "<log>pw=\(long)</log>") == [String(long.prefix(100))])
    }

    /// A list whose item runs over the window of lines is withheld from there, with all that follows.
    @Test func aListThatRunsOverTheWindowOfLinesIsWithheld() throws {
        let list = rule("list", "name: ks\\n[ ]+value: ([a-z0-9]{4,300}+)") {
            $0.isMultiline = true
            $0.keywords = ["name"]
            $0.more = ",([a-z0-9]{4,300}+)"
        }
        let limits = Limits(record: 1_024, multilineWindow: 120, windowOverlap: 100)
        let value = String(repeating: "q", count: 115)
        let results = try found([list], in: "name: ks\n  value: \(value),secretitem2,secretitem3 z\nnext\n", limits: limits)
        #expect(results.contains { $0.withheld == .matchLimit && $0.secret.hasSuffix("secretitem3 z") }, "\(results)")
    }

    /// What a rule over lines sees ends within a line: the secret goes on as far as the line does.
    @Test func aSecretThatRunsOverTheWindowOfLinesIsMaskedToItsEnd() throws {
        let below = rule("below", "name: pw\\n[ ]+value: ([^\\s\"]{4,100}+|[^\\s\"]{4,}+)") {
            $0.isMultiline = true
            $0.keywords = ["name"]
        }
        let limits = Limits(record: 1_024, multilineWindow: 120, windowOverlap: 100)
        for length in [20, 90, 105, 106, 107, 130, 700] {
            let value = Self.letters(length)
            #expect(try secrets([below], in: "name: pw\n  value: \(value) z\nnext\n", limits: limits) == [value], "\(length)")
        }
    }

    /// What a rule finds goes on behind the run: no byte is looked at again by the same rule, however often it might match there.
    @Test func theNextMatchIsBehindTheRun() throws {
        let bare = rule("bare", "[a-z]{100,150}")
        let run = String(repeating: "abcdefghij", count: 1_000)
        #expect(try secrets([bare], in: "\(run) \(run)") == [run, run])
        let list = rule("list", "keys=([a-z]{4,200}+)") { $0.more = ",([a-z]{4,200}+)" }
        #expect(try secrets([list], in: "keys=\(run),\(run),abcd") == [run, run, "abcd"])
    }

    /// Where the record goes on behind what is seen of it, the end of the run is not known.
    @Test func isWithheldWhereItsRunGoesOnBehindAWindow() throws {
        let detector = try Detector([Self.key]) { _ in .label }
        for kind in EngineKind.allCases {
            var scanner = try Scanner(detector, kind: kind)
            let parts = RecordParts(first: false, last: true)
            for (behind, withheld) in [("", WithheldReason.recordLimit), (" ", nil)] {
                let text = Array(("a key=" + Self.letters(900) + behind).utf8)
                let findings = try scan(&scanner, text, parts: parts, starts: 0..<text.count, isFinal: false).findings
                #expect(findings.map(\.withheld) == [withheld])
                #expect(findings.map(\.secret) == [6..<906])
            }
        }
    }
}
