import Engine
import Foundation
import Masking
import TestSupport
import Testing

@testable import Formats

/// Values of rows in SQL statements, by the names of their columns.
@Suite struct InsertRowsTests {
    static let rules = [fields("password", ["password"]), fields("pin", ["pin"]), rule("token", #"\btok_([A-Za-z0-9]{12})\b"#)]

    static let cases: [(text: String, masked: String)] = [
        (
            "INSERT INTO users (id, `password`, n) VALUES (1, 'hunter2', 2), (2,'tr''oub',3),(3, NULL, 'password');",
            "INSERT INTO users (id, `password`, n) VALUES (1, '[REDACTED:password]', 2), (2,'[REDACTED:password]',3),(3, NULL, 'password');"
        ),
        (
            "INSERT [dbo].[u]([Id], [Password]) VALUES (7, N'hunter2')",
            "INSERT [dbo].[u]([Id], [Password]) VALUES (7, N'[REDACTED:password]')"
        ),
        (
            "insert into a.b(pin,note)values(12345,'a (b), c'),(54321,'tok_abcdefghijkl')",
            "insert into a.b(pin,note)values([REDACTED:pin],'a (b), c'),([REDACTED:pin],'tok_[REDACTED:token]')"
        ),
        (
            #"x REPLACE INTO "t" ("password", [pin]) VALUES (N'hunter2', crypt('98765', gen('x'))) ON CONFLICT"#,
            #"x REPLACE INTO "t" ("password", [pin]) VALUES (N'[REDACTED:password]', crypt('[REDACTED:pin]', gen('x'))) ON CONFLICT"#
        ),
        (
            #"{"sql":"INSERT INTO t (id, password)\nVALUES\n (1, 'hunter2'),\n (2, \"tr\\\"oub\")"}"#,
            #"{"sql":"INSERT INTO t (id, password)\nVALUES\n (1, '[REDACTED:password]'),\n (2, \"[REDACTED:password]\")"}"#
        ),
        // Laravel
        (
            "(Connection: mysql, SQL: insert into `u` (`name`, `password`, `at`, `pin`) values (Ann, hunter2, 2026-01-01 10:00:00, 12345))",
            "(Connection: mysql, SQL: insert into `u` (`name`, `password`, `at`, `pin`) values (Ann, [REDACTED:password], 2026-01-01 10:00:00, [REDACTED:pin]))"
        ),
        ("(SQL: insert into u (password, pin) values (?, now()))", "(SQL: insert into u (password, pin) values (?, now()))"),
        // None of these is a row of such a statement.
        ("INSERT INTO t VALUES (1, 'hunter2')", "INSERT INTO t VALUES (1, 'hunter2')"),
        ("the (password) values ('hunter2')", "the (password) values ('hunter2')"),
        ("INSERT INTO t (id, password) VALUES (1, 'hunter2', 3)", "INSERT INTO t (id, password) VALUES (1, 'hunter2', 3)"),
        ("INSERT INTO t (id, password) VALUES (1, 'hunter2", "INSERT INTO t (id, password) VALUES (1, 'hunter2"),
        // A statement that a program cut, and a quote in another string; names and values in strings of their own.
        (
            #"{"sql":"INSERT INTO u (id, password) VALUES (1, 'hunter2 [cut]","user":{"name":"O'Brien)"}}"#,
            #"{"sql":"INSERT INTO u (id, password) VALUES (1, 'hunter2 [cut]","user":{"name":"O'Brien)"}}"#
        ),
        (
            #"{"INSERT INTO t (id, password) VALUES (1,":12345678,")":1}"#,
            #"{"INSERT INTO t (id, password) VALUES (1,":12345678,")":1}"#
        ),
        (
            #"{"a":"INSERT INTO u (id, password)\t"} {"b":"\tVALUES (1, 'hunter2')"}"#,
            #"{"a":"INSERT INTO u (id, password)\t"} {"b":"\tVALUES (1, 'hunter2')"}"#
        ),
    ]

    @Test(arguments: [EngineKind.fast, .reference])
    func everyRowIsMasked(kind: EngineKind) throws {
        try Bench(Self.rules, kind: kind).check(Self.cases)
    }

    @Test func aThousandRowsAreMasked() throws {
        let bench = try Bench(Self.rules)
        let rows = (0..<1_000).map { "(\($0),'hunter\($0)')" }.joined(separator: ",")
        let outcome = try bench.run("INSERT INTO t (id,password) VALUES \(rows);\n")
        #expect(outcome.leaks.count == 1_000 && !outcome.text.contains("hunter"))
    }

    @Test func statementsWithoutAnEndAreNotGoneThroughAgainAndAgain() throws {
        let bench = try Bench(Self.rules)
        let text = String(repeating: "into t (a) values ((((", count: 100_000)
        let clock = ContinuousClock()
        let time = try clock.measure { _ = try bench.run(text) }
        // Each to the line's end would take hours.
        #expect(time < .seconds(20))
    }

    /// Neither a backslash at its end nor the name of a table takes a statement over a line end: how a block is cut would show.
    @Test(arguments: [
        "INSERT INTO t (id, password) VALUES (1, 'abc\\\ndefghi')\n", "INSERT INTO u\nt (id, password) VALUES (1, 'hunter2')\n",
        "INSERT INTO\nt (id, password) VALUES (1, 'hunter2')\n",
    ])
    func aStatementEndsWithItsLine(text: String) throws {
        let bench = try Bench(Self.rules)
        #expect(try bench.run(text).isUnchanged)
        #expect(try bench.inBlocks(Array(text.utf8), cuts: [0]).output == Array(text.utf8))
    }

    /// Of a name with an escape in it the values are seen, though they stand there as they are.
    @Test func aNameMayHoldAnEscape() throws {
        let bench = try Bench(Self.rules)
        let outcome = try bench.run("INSERT INTO t (id, pass\\u0077ord) VALUES (1, 'hunter2')\n")
        #expect(outcome.text == "INSERT INTO t (id, pass\\u0077ord) VALUES (1, '[REDACTED:password]')\n")
    }

    /// What is gone through without an end hides a statement behind it, until a mask has made it shorter: that one is looked at again.
    /// A mask that fills a string of JSON may take a quote with it that had ended the string of the statement.
    @Test(arguments: [MaskStrategy.label, .fill(UInt8(ascii: "*")), .fixed("x"), .pseudonym], EngineKind.allCases)
    func aFilledStringUncoversARow(mask: MaskStrategy, kind: EngineKind) throws {
        let bench = try Bench(Self.rules, kind: kind, strategy: mask)
        for value in ["a'(b", "INSERT INTO t (id, password) VALUES (1, 'a(b c; d'), (2, 'second22')", "a'b"] {
            let text = #"INSERT INTO t (id, password) VALUES (1, '{"password":"\#(value)"}'), (2, 'second22') x"# + "\n"
            let outcome = try bench.run(text)
            #expect(try bench.run(outcome.output).output == outcome.output, "\(text) became \(outcome.text)")
            #expect(!outcome.text.contains("second22"), "\(text) became \(outcome.text)")
        }
    }

    @Test func aShorterValueUncoversAStatement() throws {
        let bench = try Bench([fields("password", ["password"]), rule("token", "tok_[a-z0-9]+")])
        let inner = "INSERT INTO t (id, password) VALUES (1, 'tok_\(String(repeating: "a", count: 1200)) x'), (2, 'second22') b"
        let outcome = try bench.run("INSERT INTO t (id, password) VALUES (1, '\(inner)\n")
        #expect(outcome.text.hasSuffix(", (2, '[REDACTED:password]') b\n"), "\(outcome.text)")
        #expect(try bench.run(outcome.output).isUnchanged)
    }
}
