import Engine
import Foundation
import Masking
import TestSupport
import Testing

@testable import Formats

/// Parameters of SQL statements, by the columns that they are for.
@Suite struct BoundParametersTests {
    // What stands beside a name in the text itself is no matter here.
    static let rules = [
        rule("password", #"(?i)(?|password="([^"\n]+)"|password='([^'\n]+)'|"password":"([^"]+)")"#),
        rule("pin", #"(?|pin=["']([0-9]+)["']|"pin":([0-9]+))"#), rule("token", #"\btok_([A-Za-z0-9]{12})\b"#),
    ]

    static let cases: [(text: String, masked: String)] = [
        // TypeORM
        (
            #"query: UPDATE "user" SET "password" = $1, "at" = CURRENT_TIMESTAMP WHERE "id" IN ($2) -- PARAMETERS: ["hunter2",1]"#,
            #"query: UPDATE "user" SET "password" = $1, "at" = CURRENT_TIMESTAMP WHERE "id" IN ($2) -- PARAMETERS: ["[REDACTED:password]",1]"#
        ),
        (
            #"INSERT INTO "user"("id", "mail", "password", "pin") VALUES (DEFAULT, $1, $2, $3) RETURNING "id" -- PARAMETERS: ["ann","hunter2",98765]"#,
            #"INSERT INTO "user"("id", "mail", "password", "pin") VALUES (DEFAULT, $1, $2, $3) RETURNING "id" -- PARAMETERS: ["ann","[REDACTED:password]",[REDACTED:pin]]"#
        ),
        // Sequelize
        (
            #"INSERT INTO "Users" ("id","mail","password") VALUES (DEFAULT,$1,$2) RETURNING "id"; "ann", "hunter2""#,
            #"INSERT INTO "Users" ("id","mail","password") VALUES (DEFAULT,$1,$2) RETURNING "id"; "ann", "[REDACTED:password]""#
        ),
        // Doctrine
        (
            #"doctrine.DEBUG: INSERT INTO user (mail, password) VALUES (?, ?) {"1":"ann","2":"hunter2"} []"#,
            #"doctrine.DEBUG: INSERT INTO user (mail, password) VALUES (?, ?) {"1":"ann","2":"[REDACTED:password]"} []"#
        ),
        (
            #"VALUES: INSERT INTO user (mail, password) VALUES (?, ?) (parameters: array{"1":"ann","2":"hunter2"}, types: array{"1":2,"2":2})"#,
            #"VALUES: INSERT INTO user (mail, password) VALUES (?, ?) (parameters: array{"1":"ann","2":"[REDACTED:password]"}, types: array{"1":2,"2":2})"#
        ),
        // Django, SQLAlchemy
        (
            #"(0.002) UPDATE "u" SET "password" = %s WHERE "u"."id" = %s; args=('hunter2', 1); alias=default"#,
            #"(0.002) UPDATE "u" SET "password" = %s WHERE "u"."id" = %s; args=('[REDACTED:password]', 1); alias=default"#
        ),
        (
            "[SQL: INSERT INTO u (mail, password) VALUES (%s, %s)] [parameters: ('ann', 'hunter2')]",
            "[SQL: INSERT INTO u (mail, password) VALUES (%s, %s)] [parameters: ('ann', '[REDACTED:password]')]"
        ),
        (
            "SELECT * FROM u WHERE at > ? AND password LIKE ? [parameters: [(datetime.date(2020, 1, 2), 'hunter2'), (None, 'hunter3')]]",
            "SELECT * FROM u WHERE at > ? AND password LIKE ? [parameters: [(datetime.date(2020, 1, 2), '[REDACTED:password]'), (None, '[REDACTED:password]')]]"
        ),
        // SQL Server, NHibernate
        (
            "exec sp_executesql N'UPDATE [u] SET [mail] = @p0, [password] = @p1 WHERE [id] = @p2',N'@p0 nvarchar(40),@p1 nvarchar(40),@p2 int',@p0=N'ann',@p1=N'hunter2',@p2=7",
            "exec sp_executesql N'UPDATE [u] SET [mail] = @p0, [password] = @p1 WHERE [id] = @p2',N'@p0 nvarchar(40),@p1 nvarchar(40),@p2 int',@p0=N'ann',@p1=N'[REDACTED:password]',@p2=7"
        ),
        (
            "INSERT INTO u (mail, password) VALUES (@p0, @p1); select SCOPE_IDENTITY();@p0 = 'ann' [Type: String (4000:0:0)], @p1 = 'hunter2' [Type: String (4000:0:0)]",
            "INSERT INTO u (mail, password) VALUES (@p0, @p1); select SCOPE_IDENTITY();@p0 = 'ann' [Type: String (4000:0:0)], @p1 = '[REDACTED:password]' [Type: String (4000:0:0)]"
        ),
        // Entity Framework Core, whose values stand before the statement.
        (
            #"{"m":"Executed DbCommand (2ms) [Parameters=[@p0='ann' (Size = 40), @p1='hunter2' (Size = 40)], CommandType='Text']\r\nINSERT INTO \"u\" (\"mail\", \"password\")\r\nVALUES (@p0, @p1);"}"#,
            #"{"m":"Executed DbCommand (2ms) [Parameters=[@p0='ann' (Size = 40), @p1='[REDACTED:password]' (Size = 40)], CommandType='Text']\r\nINSERT INTO \"u\" (\"mail\", \"password\")\r\nVALUES (@p0, @p1);"}"#
        ),
        (
            "[Parameters=[@p1='7', @p0='hunter2'], CommandType='Text'] UPDATE [u] SET [password] = @p0 WHERE [id] = @p1",
            "[Parameters=[@p1='7', @p0='[REDACTED:password]'], CommandType='Text'] UPDATE [u] SET [password] = @p0 WHERE [id] = @p1"
        ),
        ("mail = @p0 and login = @p1, @p0='hunter2'", "mail = @p0 and login = @p1, @p0='hunter2'"),
        // In JSON, in one string and in two, and with the list as a string.
        (
            #"{"sql":"insert into `u` (`mail`, `password`) values (?, ?)","bindings":["ann","hunter2"]}"#,
            #"{"sql":"insert into `u` (`mail`, `password`) values (?, ?)","bindings":["ann","[REDACTED:password]"]}"#
        ),
        (
            #"{"query":"INSERT INTO \"u\" (\"mail\",\"password\") VALUES ($1,$2)","params":"[\"ann\",\"hunter2\"]"}"#,
            #"{"query":"INSERT INTO \"u\" (\"mail\",\"password\") VALUES ($1,$2)","params":"[\"ann\",\"[REDACTED:password]\"]"}"#
        ),
        (
            #"{"error":"failed\n[SQL: UPDATE u SET password=%s\nWHERE id = %s]\n[parameters: ('hunter2', 7)]\n"}"#,
            #"{"error":"failed\n[SQL: UPDATE u SET password=%s\nWHERE id = %s]\n[parameters: ('[REDACTED:password]', 7)]\n"}"#
        ),
        (
            #"{"sql":"UPDATE u SET pin = ? WHERE id = ?","bindings":[98765, 7]}"#,
            #"{"sql":"UPDATE u SET pin = ? WHERE id = ?","bindings":[98765, 7]}"#
        ),
        // What stands in the statement itself is no place, and a place may stand before others.
        (
            "UPDATE u SET note = 'a ? b', password = $2, x = $1 WHERE t = 'it''s' -- PARAMETERS: ['tok_abcdefghijkl', 'hunter2']",
            "UPDATE u SET note = 'a ? b', password = $2, x = $1 WHERE t = 'it''s' -- PARAMETERS: ['tok_[REDACTED:token]', '[REDACTED:password]']"
        ),
        (
            #"INSERT INTO u (a, password) VALUES (?, crypt(?, 'x')), (?, ?) -- PARAMETERS: ["ann", "hunter2", "bob", "hunter3"]"#,
            #"INSERT INTO u (a, password) VALUES (?, crypt(?, 'x')), (?, ?) -- PARAMETERS: ["ann", "[REDACTED:password]", "bob", "[REDACTED:password]"]"#
        ),
        // PostgreSQL
        (
            "LOG:  execute <unnamed>: UPDATE u SET password = $1 WHERE id = $2 DETAIL:  parameters: $1 = 'hunt''er2', $2 = '17'",
            "LOG:  execute <unnamed>: UPDATE u SET password = $1 WHERE id = $2 DETAIL:  parameters: $1 = '[REDACTED:password]', $2 = '17'"
        ),
        (
            #"{"message":"execute s1: INSERT INTO u (id, password) VALUES ($1, $2)","detail":"parameters: $1 = '17', $2 = 'hunter2'"}"#,
            #"{"message":"execute s1: INSERT INTO u (id, password) VALUES ($1, $2)","detail":"parameters: $1 = '17', $2 = '[REDACTED:password]'"}"#
        ),
        // Calls and lists among the values, and around the places.
        (
            "UPDATE u SET at = ?, password = crypt(?, gen_salt('bf')), id = CAST(? AS uuid) ; args=(Decimal('1.0'), 'hunter2', UUID('7'))",
            "UPDATE u SET at = ?, password = crypt(?, gen_salt('bf')), id = CAST(? AS uuid) ; args=(Decimal('1.0'), '[REDACTED:password]', UUID('7'))"
        ),
        (
            #"UPDATE u SET password = $1, tags = $2, at = $3 ["hunter2", ["a", "b"], ~U[2024-01-01 00:00:00Z]]"#,
            #"UPDATE u SET password = $1, tags = $2, at = $3 ["[REDACTED:password]", ["a", "b"], ~U[2024-01-01 00:00:00Z]]"#
        ),
        (
            #"SELECT * FROM u WHERE id IN (?, ?, ?) AND password = ? LIMIT ? ["id","b","c","hunter2",1]"#,
            #"SELECT * FROM u WHERE id IN (?, ?, ?) AND password = ? LIMIT ? ["id","b","c","[REDACTED:password]",1]"#
        ),
        (
            "#1 Connection->run('insert into `u` (`name`, `password`) values (?, ?)', array('x', 'hunter2'), object(Closure))",
            "#1 Connection->run('insert into `u` (`name`, `password`) values (?, ?)', array('x', '[REDACTED:password]'), object(Closure))"
        ),
        (
            #"cursor.execute("UPDATE u SET password = %s WHERE id = %s", ('hunter2', 7))"#,
            #"cursor.execute("UPDATE u SET password = %s WHERE id = %s", ('[REDACTED:password]', 7))"#
        ),
        // pgx and Knex, whose lists stand before the statement.
        (
            #"{"level":"info","args":["ann","hunter2"],"commandTag":"INSERT 0 1","sql":"insert into users (name, password) values ($1, $2)"}"#,
            #"{"level":"info","args":["ann","[REDACTED:password]"],"commandTag":"INSERT 0 1","sql":"insert into users (name, password) values ($1, $2)"}"#
        ),
        (
            #"{"method":"insert","bindings":["ann","hunter2"],"__knexQueryUid":"x","sql":"insert into \"users\" (\"name\", \"password\") values (?, ?)"}"#,
            #"{"method":"insert","bindings":["ann","[REDACTED:password]"],"__knexQueryUid":"x","sql":"insert into \"users\" (\"name\", \"password\") values (?, ?)"}"#
        ),
        (
            "{ method: 'update', bindings: [ 'hunter2', 98765 ], sql: 'update users set password = ? where pin = ?' }",
            "{ method: 'update', bindings: [ '[REDACTED:password]', [REDACTED:pin] ], sql: 'update users set password = ? where pin = ?' }"
        ),
        (
            #"{"params":"[\"ann\",\"hunter2\"]","sql":"insert into u (name, password) values (?, ?)"}"#,
            #"{"params":"[\"ann\",\"[REDACTED:password]\"]","sql":"insert into u (name, password) values (?, ?)"}"#
        ),
        (
            #"{"args":["ann","hunter2"],"params":["x"],"sql":"update u set name = ?, password = ?","rows":[1,2],"tags":["a","b"]}"#,
            #"{"args":["ann","[REDACTED:password]"],"params":["x"],"sql":"update u set name = ?, password = ?","rows":[1,2],"tags":["a","b"]}"#
        ),
        // Not where there are more of them, nor where nobody says that they are values.
        (
            #"{"args":["ann","hunter2","x"],"sql":"update u set name = ?, password = ?"}"#,
            #"{"args":["ann","hunter2","x"],"sql":"update u set name = ?, password = ?"}"#
        ),
        (
            #"{"tags":["ann","hunter2"],"sql":"update u set name = ?, password = ?"}"#,
            #"{"tags":["ann","hunter2"],"sql":"update u set name = ?, password = ?"}"#
        ),
        // What stands before the statement is none of it; in a record of JSON values end with their string.
        (
            "curl -u ann:tok_(?) ; UPDATE u SET password = ? -- args=('hunter2',)",
            "curl -u ann:tok_(?) ; UPDATE u SET password = ? -- args=('[REDACTED:password]',)"
        ),
        (
            #"{"m":"UPDATE u SET password=? bind => [hunter2]","tags":["a"]}"#,
            #"{"m":"UPDATE u SET password=? bind => [[REDACTED:password]]","tags":["a"]}"#
        ),
        (
            #"{"m":"UPDATE u SET password=? ==> Parameters: hunter2(String)"}"#,
            #"{"m":"UPDATE u SET password=? ==> Parameters: [REDACTED:password](String)"}"#
        ),
        (
            #"{"sql":"UPDATE u SET password=? args=('a","b":"hunter22x9',)"}"#,
            #"{"sql":"UPDATE u SET password=? args=('a","b":"hunter22x9',)"}"#
        ),
        (
            #"{"d":"SET password=$1, x = $2 parameters: $1 = 'hunter22","x":"y9', z"}"#,
            #"{"d":"SET password=$1, x = $2 parameters: $1 = 'hunter22","x":"y9', z"}"#
        ),
        (#"["UPDATE u SET pin = ?",[98765432]]"#, #"["UPDATE u SET pin = ?",[98765432]]"#),
        (#"{"c":"SET password = ? ; \"","b":"\"hunter22x9"}"#, #"{"c":"SET password = ? ; \"","b":"\"hunter22x9"}"#),
        // None of these is such a list.
        (#"password = ? ["hunter2", 1]"#, #"password = ? ["hunter2", 1]"#),
        (
            #"SET password = $1, id = $2 [["password", "hunter2"], ["id", 7]]"#,
            #"SET password = $1, id = $2 [["password", "hunter2"], ["id", 7]]"#
        ),
        ("UPDATE u SET password = ? WHERE id IN (12345)", "UPDATE u SET password = ? WHERE id IN (12345)"),
        (#"what password? ["hunter2"]"#, #"what password? ["hunter2"]"#),
        (#"SET password = ? -- PARAMETERS: ["hunter2"#, #"SET password = ? -- PARAMETERS: ["hunter2"#),
    ]

    @Test(arguments: [EngineKind.fast, .reference])
    func everyValueIsMasked(kind: EngineKind) throws {
        try Bench(Self.rules, kind: kind).check(Self.cases)
    }

    /// A mask may be what takes the list to where it is looked for; then it is looked at again.
    @Test func aShorterStatementIsLookedAtAgain() throws {
        let bench = try Bench(Self.rules + [rule("long", "z{4,}", mask: .remove)])
        let outcome = try bench.run("SET password = ? \(String(repeating: "z", count: 2_000)) [\"hunter2\"]\n")
        #expect(outcome.text == "SET password = ?  [\"[REDACTED:password]\"]\n")
        #expect(try bench.run(outcome.output).isUnchanged)
    }

    /// What may be looked at ends where a statement may be no longer, and not where the text does.
    @Test func valuesEndWithTheLongestStatement() throws {
        let bench = try Bench(Self.rules)
        for cut in 0..<16 {
            let places = String(repeating: "a = ? \(String(repeating: "x", count: 900))", count: 300)
            let head = places.prefix((1 << 18) + 4 - cut)
            #expect(try bench.run(head + "Parameters: hunter2(String)\n").isUnchanged)
        }
    }

    /// Documents stay documents, whatever in them looks like a statement or a list.
    @Test(arguments: Array(1...60) as [UInt64])
    func documentsStayWhole(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bench = try Bench(Self.rules)
        let pieces = [
            "UPDATE u SET password=? ", "password = $1 ", "INSERT INTO t (pin, password) VALUES (?, ?) ", "bind => [hunter2] ", "bind => [",
            "binding parameter [1] as [VARCHAR] - [hunter2]", "(1:VARCHAR) <- [k3y]", "parameters: $1 = 'hunter2'", "$1 = '", "args=('",
            "',)", "==> Parameters: hunter2(String)", "column index 1, parameter value [k3y]", "], ", "params: ['a', 'hunter2']", "12345",
            "x",
        ]
        func value(_ depth: Int) -> Any {
            switch random.below(depth > 2 ? 2 : 4) {
            case 0: random.below(100_000)
            case 1: (0..<random.below(4)).map { _ in random.pick(pieces) }.joined()
            case 2: (0..<random.below(4)).map { _ in value(depth + 1) }
            default: Dictionary(uniqueKeysWithValues: (0..<random.below(4)).map { ("k\($0)\(random.below(9))", value(depth + 1)) })
            }
        }
        for _ in 0..<30 {
            let lines = try (0..<3).map { _ in
                random.pick(["", "", " ", "log "])
                    + String(decoding: try JSONSerialization.data(withJSONObject: ["m": value(0)]), as: UTF8.self)
            }
            bench.processor.heads = LineHeads()
            let masked = try bench.run(lines.joined(separator: "\n") + "\n").text
            for line in masked.split(separator: "\n") where line != "[WITHHELD:unstable]" {
                let document = Data(line[(line.firstIndex(of: "{") ?? line.startIndex)...].utf8)
                #expect(throws: Never.self, "seed \(seed): \(line)") {
                    try JSONSerialization.jsonObject(with: document, options: .fragmentsAllowed)
                }
            }
        }
    }

    /// What `keep` leaves of a value in an array is written as that string asks for, however its escapes lie.
    @Test(arguments: ["?", "@p1"], [MaskStrategy.keep(first: 2, last: 2), .keep(first: 1, last: 5), .keep(first: 7, last: 0)])
    func arraysOfValuesStayWhole(place: String, strategy: MaskStrategy) throws {
        var random = SeededGenerator(seed: 41)
        let bench = try Bench([rule("password", #"(?i)password=(?|"([^"\n]+)"|'([^'\n]+)')"#, mask: strategy)])
        let statement = "UPDATE u SET name = \(place == "?" ? "?" : "@p0"), password = \(place)"
        for _ in 0..<500 {
            let value = (0..<8 + random.below(30)).map { _ in random.pick(["\\\"", "\\\\", "\\u00e9", "\\n", "a", "7", "{"]) }.joined()
            let masked = try bench.run("{\"sql\":\"\(statement)\",\"a\":[\"ann\",\"\(value)\"]}\n").text
            let document = try #require(
                try? JSONSerialization.jsonObject(with: Data(masked.utf8)) as? [String: Any], "\(value) → \(masked)")
            let list = try #require(document["a"] as? [String])
            #expect(list.count == 2 && (value.contains("n") || list[1].contains("**")), "\(value) → \(masked)")
        }
    }

    /// Each to the line's end, or each from the line's start, would take minutes.
    @Test(arguments: [
        "a = ? ", "a=?[", "=?=(a(", "? '\\'", "?[\"\\'b", "into t (a) values (?,", "$1 ; 1,", "$1,[1,", "a in (?[1,2]", "?{\"1\":",
    ])
    func hostileLinesAreGoneThroughOnce(piece: String) throws {
        let bench = try Bench(Self.rules)
        let text = String(repeating: piece, count: 100_000 / piece.utf8.count)
        let time = try ContinuousClock().measure { _ = try bench.run(text) }
        #expect(time < .seconds(10))
    }

    /// Random texts of the pieces of statements: masked again they stay as they are, and blocks are not seen.
    @Test(arguments: Array(1...40) as [UInt64])
    func generatedStatementsSettle(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bench = try Bench(Self.rules + [rule("z", "z+", mask: .remove), rule("q", "Q", mask: .fixed("["))])
        let pieces = [
            "password = ", "pin=", "?", "$1", "$2", "%s", ", ", "(", ")", "[", "]", "{", "}", "\"", "'", "\\", "\"hunter2\"", "'12345'",
            "12345",
            "INSERT INTO t (a, password) VALUES (", "z", "Q", "; ", "\n", "\"1\":", ": ", "parameters: (", " ", "{\"a\":\"", "\"}",
        ]
        for _ in 0..<40 {
            let text = (0..<random.below(40)).flatMap { _ in Array(random.pick(pieces).utf8) }
            let whole = try bench.run(text)
            let shown = "seed \(seed), \(String(decoding: text, as: UTF8.self).debugDescription) → \(whole.text.debugDescription)"
            #expect(try bench.run(whole.output).output == whole.output, "\(shown): changes again")
            let cuts = (0..<text.count { $0 == 0x0A }).filter { _ in random.chance(50) }
            #expect(try bench.inBlocks(text, cuts: cuts).output == whole.output, "\(shown): after \(cuts)")
        }
    }
}
