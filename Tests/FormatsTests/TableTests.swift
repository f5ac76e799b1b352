import Bytes
import Engine
import Formats
import Masking
import TestSupport
import Testing
import Validators

/// Masks a table, given as a whole.
func masked(
    _ text: String, _ rules: [Rule], delimiter: Character = ",", header: Bool = true, kind: EngineKind = .fast,
    strategy: MaskStrategy = .label
) throws -> String {
    String(
        decoding: try masked(Array(text.utf8), rules, delimiter: delimiter, header: header, kind: kind, strategy: strategy).output,
        as: UTF8.self)
}

func masked(
    _ text: [UInt8], _ rules: [Rule], delimiter: Character = ",", header: Bool = true, kind: EngineKind = .fast,
    strategy: MaskStrategy = .label
) throws -> (output: [UInt8], spans: [Range<Int>], columns: [Int32]) {
    let bench = try Bench(rules, kind: kind, strategy: strategy)
    let delimiters = Delimiters(delimiter.asciiValue ?? 0, quote: UInt8(ascii: "\""))
    let first = unsafe text.withUnsafeBufferPointer { unsafe RowCursor.firstRow(in: $0, delimiters) } ?? 0
    let table = unsafe Array(text[..<first]).withUnsafeBufferPointer {
        unsafe bench.processor.table(Dialect(delimiters, hasHeader: header), naming: .straight, firstRow: $0, ColumnRules(bench.detector))
    }
    unsafe text.withUnsafeBufferPointer { unsafe bench.processor.process($0, rowsOf: table, beginsTable: true, into: &bench.outcome) }
    #expect(bench.processor.failure == nil && bench.outcome.decided == text.count)
    let output = bench.outcome.isUnchanged ? text : bench.outcome.output.array()
    return (output, bench.outcome.places.map { $0.offset..<$0.offset + $0.length }, bench.outcome.leaks.map(\.column))
}

private func selecting(_ id: String, _ columns: String..., mask: MaskStrategy? = nil) -> Rule {
    var rule = Rule(id: id, detection: .columns(columns.compactMap { ColumnSelector($0) }), place: RulePlace(file: "test.yaml", line: 1))
    rule.mask = mask
    return rule
}

@Suite struct TableTests {
    static let token = rule("tok", "tok_[a-z0-9]{2,20}")
    static let nine = rule("nine", "(?<![0-9])[0-9]{9}(?![0-9])") { $0.near = ContextWords(words: ["ssn"], within: 20) }
    static let key = rule("key", "\\b[a-f0-9]{16}\\b") { $0.keywords = ["apikey"] }
    static let pem = rule("pem", "-----BEGIN(?s:.*?)-----END KEY-----") {
        $0.isMultiline = true
        $0.keywords = ["BEGIN"]
    }
    static let card = rule("card", "\\b[0-9]{16}\\b") { $0.validations = [.luhn] }

    @Test(
        arguments: [EngineKind.fast, .reference],
        [
            // Patterns, wherever they stand.
            ("id,note\n1,see tok_abc now\n", "id,note\n1,see [REDACTED:tok] now\n"),
            ("id,note\n1,\"a, tok_abc\"\n", "id,note\n1,\"a, [REDACTED:tok]\"\n"),
            ("id,note\n1,\"say \"\"tok_abc\"\" now\"\n", "id,note\n1,\"say \"\"[REDACTED:tok]\"\" now\"\n"),
            ("tok_abc,note\n1,2\n", "[REDACTED:tok],note\n1,2\n"), ("id,a\"tok_abc\"b\n", "id,a\"[REDACTED:tok]\"b\n"),
            // No match from one cell into the next.
            ("id,a,b\n1,tok_,abc\n", "id,a,b\n1,tok_,abc\n"), ("id,a,b\n1,\"tok_\",\"abc\"\n", "id,a,b\n1,\"tok_\",\"abc\"\n"),
            // The name of a column is a key.
            ("id,user password\n1,hunter2\n2,\n3,\"a \"\"b\"\" c\"\n", "id,user password\n1,[REDACTED:pw]\n2,\n3,\"[REDACTED:pw]\"\n"),
            ("id,password\r\n1, hunter2 \r\n", "id,password\r\n1, [REDACTED:pw] \r\n"),
            ("id,passwordless\n1,x\n", "id,passwordless\n1,x\n"),
            // A pair in a cell is one as in any text.
            ("id,note\n1,password=hunter2\n", "id,note\n1,password=[REDACTED:pw]\n"),
            // Words: in the name of the column, in the cell, in a cell nearby, not in the next row.
            ("id,customerSsn\n1,123456789\n", "id,customerSsn\n1,[REDACTED:nine]\n"),
            ("id,x\n1,ssn 123456789\n", "id,x\n1,ssn [REDACTED:nine]\n"),
            ("id,x,y\n1,ssn:,123456789\n2,,123456789\n", "id,x,y\n1,ssn:,[REDACTED:nine]\n2,,123456789\n"),
            ("a,b,c,d,e\nssn,1,2,3,123456789\n", "a,b,c,d,e\nssn,1,2,3,123456789\n"),
            // Nor in another word, nor farther away in the cell itself.
            ("id,x,y\n1,className,123456789\n", "id,x,y\n1,className,123456789\n"),
            ("id,x\n1,the ssn is missing in record 123456789\n", "id,x\n1,the ssn is missing in record 123456789\n"),
            ("id,ssn\n1,\"a \"\"123456789\"\"\"\n", "id,ssn\n1,\"a \"\"[REDACTED:nine]\"\"\"\n"),
            (
                "kind,a,b,c,value\napikey,1,2,3,0123456789abcdef\nother,1,2,3,0123456789abcdef\n",
                "kind,a,b,c,value\napikey,1,2,3,[REDACTED:key]\nother,1,2,3,0123456789abcdef\n"
            ),
            (
                "kind,value\n\"x \"\"apikey\"\"\",\"a \"\"0123456789abcdef\"\"\"\n",
                "kind,value\n\"x \"\"apikey\"\"\",\"a \"\"[REDACTED:key]\"\"\"\n"
            ),
            ("ApiKey,x\n0123456789abcdef,0123456789abcdef\n", "ApiKey,x\n[REDACTED:key],0123456789abcdef\n"),
            // Several lines in a cell.
            ("id,key\n1,\"-----BEGIN\nabc\n-----END KEY-----\"\n2,b\n", "id,key\n1,\"[REDACTED:pem]\"\n2,b\n"),
            ("id,key\n1,\"-----BEGIN\nabc\"\n2,\"-----END KEY-----\"\n", "id,key\n1,\"-----BEGIN\nabc\"\n2,\"-----END KEY-----\"\n"),
            // JSON in a cell: quotes doubled, or as they are.
            ("id,j\n1,\"{\"\"password\"\": 12345}\"\n", "id,j\n1,\"{\"\"password\"\": \"\"[REDACTED:pw]\"\"}\"\n"),
            ("id,j\n1,\"{\"\"a\"\": \"\"x\\ntok_abc\"\"}\"\n", "id,j\n1,\"{\"\"a\"\": \"\"x\\n[REDACTED:tok]\"\"}\"\n"),
            ("id,j\n1,\"{\"\"pass\\u0077ord\"\": \"\"x1\"\"}\"\n", "id,j\n1,\"{\"\"pass\\u0077ord\"\": \"\"[REDACTED:pw]\"\"}\"\n"),
            // Numbers as spreadsheets write them.
            ("id,n\n1,'4111111111111111\n", "id,n\n1,[REDACTED:card]\n"),
            ("id,n\n1,\"4,111,111,111,111,111\"\n", "id,n\n1,\"[REDACTED:card]\"\n"),
            ("id,n\n1,4.11111111111111E+15\n", "id,n\n1,[REDACTED:card]\n"), ("id,n\n1,4111111111111110\n", "id,n\n1,[REDACTED:card]\n"),
            ("id,n\n1,4111111111111112\n", "id,n\n1,4111111111111112\n"),
            // Colours hide nothing.
            ("id,n\n1,to\u{1b}[31mk_abc\n", "id,n\n1,[REDACTED:tok]\u{1b}[31m\n"),
            // Quotes that do not add up: all of the cell goes where a part would change where it ends.
            ("id,password\n1,\"a\"b\n2,c\n", "id,password\n1,[REDACTED:pw]\n2,[REDACTED:pw]\n"),
            ("id,n\n1,\"x\"tok_abc\n2,\"tok_abc\"x\n", "id,n\n1,\"x\"[REDACTED:tok]\n2,\"[REDACTED:tok]\"x\n"),
            // Rows of other lengths, lone returns, no line end at the end.
            ("id,password\n1\n2,a1,b\n3,c1", "id,password\n1\n2,[REDACTED:pw],b\n3,[REDACTED:pw]"),
            ("id,password\r1,a1\r2,b1\r", "id,password\r1,[REDACTED:pw]\r2,[REDACTED:pw]\r"),
        ])
    func masksCells(_ kind: EngineKind, _ pair: (text: String, expected: String)) throws {
        let rules = [Self.token, Self.nine, Self.key, Self.pem, Self.card, fields("pw", ["password"])]
        let once = try masked(pair.text, rules, kind: kind)
        #expect(once == pair.expected)
        #expect(try masked(once, rules, kind: kind) == once)
    }

    @Test func columnsComeBeforeWhatIsFoundInThem() throws {
        let rules = [Self.token, selecting("picked", "b", mask: .fill(UInt8(ascii: "#"))), fields("pw", ["password"])]
        #expect(try masked("a,b,password\n1,x tok_abc,tok_abc\n", rules) == "a,b,password\n1,#########,[REDACTED:tok]\n")
        // Without a header there are places only.
        #expect(try masked("1,abcd\n2,efgh\n", [selecting("picked", "B")], header: false) == "1,[REDACTED:picked]\n2,[REDACTED:picked]\n")
        #expect(try masked("1,abcd\n", [selecting("picked", "#2", mask: .keep(first: 0, last: 1))], header: false) == "1,***d\n")
    }

    /// Law 5: whatever the mask, cells stay where they are, and no formula comes to be.
    @Test(arguments: [
        ("a,b\nsecret=1+1,x\n", "a,b\n[REDACTED:gone]=1+1,x\n"), ("a,b\nsecret@x,\n", "a,b\n[REDACTED:gone]@x,\n"),
        ("a,b\n\"secret-1\",\n", "a,b\n\"[REDACTED:gone]-1\",\n"), ("a,b\nsecret1,\n", "a,b\n1,\n"), ("a,b\nx secret=1,\n", "a,b\nx =1,\n"),
        ("a\nsecret\nb\n", "a\n[REDACTED:gone]\nb\n"), ("a,b\nsecret,1\n", "a,b\n,1\n"),
        ("a,b\nsecret\"x,1\n", "a,b\n[REDACTED:gone]\"x,1\n"),
        ("a,b\n1,\"x\"secret\"\n2,y\n", "a,b\n1,\"x\"[REDACTED:gone]\"\n2,y\n"), ("a,b\nsecretsecret=1,1\n", "a,b\n[REDACTED:gone]=1,1\n"),
    ])
    func removalMakesNoFormula(_ text: String, _ expected: String) throws {
        let rules = [rule("gone", "secret", mask: .remove)]
        let once = try masked(text, rules)
        #expect(once == expected)
        #expect(try masked(once, rules) == once)
    }

    @Test func keptQuotesAreDoubled() throws {
        let rules = [selecting("picked", "a", mask: .keep(first: 1, last: 1))]
        #expect(try masked("a,b\n\"\"\"12345678\"\"\",1\n", rules) == "a,b\n\"\"\"********\"\"\",1\n")
    }

    @Test func tellsColumns() throws {
        let result = try masked(
            Array("id,password,note\n1,a1,tok_abc\n2,b1,\"x\ntok_abd\",tok_abe\n".utf8), [Self.token, fields("pw", ["password"])])
        #expect(result.columns == [1, 2, 1, 2, 3])
    }

    /// What a rule found over the edge of a string within a cell, and again within it, was masked twice, which ended the program.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func rulesThatMatchAnywhereTakeWhatTheyTouch(_ seed: UInt64) throws {
        #expect(try masked("x '\\tt '", [rule("sp", "\\S+ \\S+")]).contains("[REDACTED:sp]"))
        var random = SeededGenerator(seed: seed)
        let rules = [
            rule("sp", "\\S+ \\S+"), rule("tt", "t+"), rule("any", ".{1,9}"), rule("quote", "'[^']*'"), rule("word", "\\w{2,}"),
        ]
        let pieces = ["x", " ", "'", "\\t", "\\n", "t", "\\u0074", "%74", "dHR0dA==", ",", "\n", "\"\"", "{'a':'", "\\\""]
        for _ in 0..<40 {
            var text = "a,b\n"
            for _ in 0..<random.below(16) { text += random.pick(pieces) }
            text += "\n"
            let some = [random.pick(rules), random.pick(rules)]
            guard some[0].id != some[1].id else { continue }
            let bytes = Array(text.utf8)
            let once = try masked(bytes, some)
            #expect(try masked(bytes, some, kind: .reference).output == once.output, "seed \(seed): \(text.debugDescription)")
        }
    }

    /// Laws 1, 4, 5 and 8 over tables made at random.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func lawsHold(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "tok_ab", "tok_", "ssn", "123456789", "\"", "\"\"", ",", "\n", "\r\n", "\r", " ", "apikey", "0123456789abcdef", "=",
            "password=x1",
            "{\"\"password\"\":1}", "{\"a\":\"tok_ab\"}", "[REDACTED:tok]", "-----BEGIN", "-----END KEY-----", "4111111111111110", "é",
            "\u{1b}[1m", "-1", "secret",
        ]
        let strategies: [MaskStrategy] = [.label, .fill(UInt8(ascii: "*")), .keep(first: 2, last: 2), .remove, .null, .fixed("gone")]
        for _ in 0..<25 {
            var text = "id,ssn,password,note\n"
            for _ in 0..<random.below(40) { text += random.pick(pieces) + (random.chance(30) ? "," : "") + (random.chance(20) ? "\n" : "") }
            let strategy = random.pick(strategies)
            let rules = [
                Self.token, Self.nine, Self.key, Self.pem, Self.card, fields("pw", ["password"]), rule("gone", "secret", mask: .remove),
            ]
            // What no quote ends is no row, and not read as one.
            var cursor = RowCursor()
            let comma = Delimiters(UInt8(ascii: ","), quote: UInt8(ascii: "\""))
            unsafe Array(text.utf8).withUnsafeBufferPointer { unsafe cursor.walk($0, comma) }
            if cursor.isInQuotes { text += "\"" }
            let bytes = Array(text.utf8)
            let once = try masked(bytes, rules, strategy: strategy)
            #expect(
                try masked(bytes, rules, kind: .reference, strategy: strategy).output == once.output,
                "seed \(seed): \(text.debugDescription)")
            #expect(
                try masked(once.output, rules, strategy: strategy).output == once.output, "law 4, seed \(seed): \(text.debugDescription)")
            #expect(
                Table.rows(of: bytes, comma).map(\.count) == Table.rows(of: once.output, comma).map(\.count),
                "law 5, seed \(seed), \(strategy): \(text.debugDescription) became \(String(decoding: once.output, as: UTF8.self).debugDescription)"
            )
            for (before, after) in zip(Table.rows(of: bytes, comma).joined(), Table.rows(of: once.output, comma).joined()) {
                guard let first = after.first, "=+-@\t\r\0".utf8.contains(first) else { continue }
                #expect(before.first == first, "a formula, seed \(seed): \(text.debugDescription)")
            }
            if !bytes.contains(0x1B) {
                var at = 0
                var from = 0
                for span in once.spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
                    // What stands between the spans stands in the output, in order.
                    for byte in bytes[from..<max(from, span.lowerBound)] {
                        while at < once.output.count, once.output[at] != byte { at += 1 }
                        at += 1
                    }
                    from = max(from, span.upperBound)
                }
                #expect(once.output.suffix(bytes.count - from) == bytes[from...], "law 1, seed \(seed): \(text.debugDescription)")
            }
        }
    }
}
