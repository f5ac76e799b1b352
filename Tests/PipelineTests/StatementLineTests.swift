import Engine
import Formats
import Masking
import Matching
import Pipeline
import TestSupport
import Testing

/// Statements of SQL, and what was put into them on lines behind: values are looked at beside the names of their columns, wherever the
/// text is cut.
@Suite struct StatementLineTests {
    // What stands beside a name in the text itself is no matter here.
    static let rules = [
        rule("password", #"(?i)password="([^"\n]+)""#), rule("token", #"tok_[a-z0-9?$()]{4,12}"#), rule("word", "xx[ ,]yy"),
        rule("assigned", #"secret=(\S+)"#),
        rule("block", "BEGIN(?s:.*?)END") {
            $0.isMultiline = true
            $0.keywords = ["BEGIN"]
        },
    ]

    static func detector() throws -> Detector {
        try Detector(rules, limits: Limits(record: 1_024, multilineWindow: 300, windowOverlap: 100, match: .init(match: 3_000))) { _ in
            .label
        }
    }

    static let texts: [(name: String, text: String, secrets: Int)] = [
        (
            "MyBatis",
            """
            ==>  Preparing: INSERT INTO t_user (login, password, note) VALUES (?, ?, ?)
            ==> Parameters: ann(String), hunter22(String), what ?, so (String)
            <==    Updates: 1
            ==>  Preparing: UPDATE t_user SET password = ?, at = ? WHERE id = ?
            ==> Parameters: s3cr3t-1(String), null, 7(Integer)
            """, 2
        ),
        (
            "Hibernate 5",
            """
            Hibernate: insert into users (email, password, id) values (?, ?, ?)
            binding parameter [1] as [VARCHAR] - [plain]
            binding parameter [2] as [VARCHAR] - [hunter22]
            """, 1
        ),
        (
            "Hibernate 6, behind the time, over several lines",
            """
            10:00:01 DEBUG SQL -
                update
                    users
                set
                    password=?,
                    updated_at=?
                where
                    id=?
            10:00:01 TRACE bind - binding parameter (1:VARCHAR) <- [hunter22]
            10:00:01 TRACE bind - binding parameter (3:BIGINT) <- [7]
                insert
                into
                    users
                    (name, password)
                values
                    (?, ?)
            10:00:02 TRACE bind - binding parameter (1:VARCHAR) <- [plain]
            10:00:02 TRACE bind - binding parameter (2:VARCHAR) <- [s3 cr3t 1]
            """, 2
        ),
        (
            "PostgreSQL",
            """
            10:00 LOG:  execute <unnamed>: SELECT * FROM users WHERE login=$1 AND password=$2
            10:00 DETAIL:  parameters: $1 = 'plain', $2 = 'hunter22'
            """, 1
        ),
        (
            "SQLAlchemy",
            """
            INFO Engine INSERT INTO users (name, password, n) VALUES (%s, %s, %s)
            INFO Engine [generated in 0.00013s] ('plain', 'hunter22', 1)
            INFO Engine INSERT INTO users (name, password, n) VALUES (%s, %s, %s)
            INFO Engine [cached since 0.1s ago] [('plain', 's3cr3t-1', 2), ('plain', 's3 cr3t 1', 3)]
            [SQL: UPDATE u SET password = ? WHERE id = ?]
            [parameters: ('hunter22', 7)]
            """, 4
        ),
        (
            "Spring, EclipseLink, Prisma",
            """
            Executing prepared SQL statement [update u set name = ?, password = ? where id = ?]
            parameter value: column index 2, parameter value [hunter22], value class [java.lang.String], SQL type unknown
            INSERT INTO USERS (ID, LOGIN, PASSWORD) VALUES (?, ?, ?)
            \tbind => [7, plain, s3cr3t-1]
            prisma:query UPDATE "User" SET "password" = $1 WHERE "id" = $2
            prisma:query Params: ["hunter22",7]
            """, 3
        ),
        (
            "Entity Framework 6",
            """
            UPDATE [dbo].[Users]
            SET [Name] = @0, [Password] = @1
            WHERE ([Id] = @2)
            -- @0: 'plain' (Type = String, Size = -1)
            -- @1: 'hunter22' (Type = String, Size = -1)
            -- @2: '7' (Type = Int32)
            -- Executing at 11/28/2026 10:00:00 AM +00:00
            """, 1
        ),
        (
            "Entity Framework 6, a new row",
            """
            INSERT [dbo].[Users]([Name], [Password])
            VALUES (@0, @1)
            SELECT [Id]
            FROM [dbo].[Users]
            WHERE @@ROWCOUNT > 0 AND [Id] = scope_identity()
            -- @0: 'plain' (Type = String, Size = -1)
            -- @1: 'hunter22' (Type = String, Size = -1)
            """, 1
        ),
        (
            "variables among places that are counted",
            "==> Preparing: UPDATE u SET by = @me, name = ?, password = ?\nconn=@6d06d69c\na\nb\nc\npool @7f11 x\n==> Parameters: ann(String), hunter22(String)",
            1
        ),
        ("other tools' masks", "[REDACTED:foo] 5\nUPDATE u\nSET password = ?\ntoken=[REDACTED:foo]\nparams: ['hunter22']\n", 1),
        (
            "long values before it",
            "Hibernate: insert into u (a, b, password) values (?, ?, ?)\n"
                + "binding parameter [1] as [VARCHAR] - [\(String(repeating: "x", count: 900))]\nbinding parameter [3] as [VARCHAR] - [hunter22]\n",
            1
        ),
        ("stars before a line", "*** UPDATE u SET password = ?\n *** params: ['hunter22']\n", 1),
        ("CRLF", "Preparing: UPDATE u SET password = ?\r\n==> Parameters: hunter22(String)\r\n", 1),
        ("two on one line", "UPDATE u SET password = ?\nargs=('hunter22',) args=('s3cr3t-1',)\n", 2),
        // None of these is what was put into a statement.
        ("another count", "UPDATE u SET password = ?, id = ?\nparams: ['plain']\n==> Parameters: plain(String)\n", 0),
        ("no statement", "what about the password ?\nparams: ['plain']\n==> Parameters: plain(String)\n", 0),
        ("any list", "UPDATE u SET password = ?\nhosts ['plain'] and [plain] ('plain')\n", 0),
        (
            "another statement",
            "UPDATE u SET password = ? WHERE id = ?\nINSERT INTO u (a, b) VALUES ('plain', 'plain'); args=('plain', 'plain')\n", 0
        ),
        ("far behind", "UPDATE u SET password = ?\n\(String(repeating: "x y\n", count: 30))params: ['plain']\n", 0),
        ("JSON", "UPDATE u SET password = ?\n{\"params\":[\"plain\"]}\n", 0),
        ("coloured", "UPDATE u SET password = ?\nparams: ['\u{1B}[1mplain\u{1B}[0m']\n", 0),
    ]

    @Test(arguments: texts.indices)
    func valuesAreMasked(index: Int) throws {
        let (name, text, secrets) = Self.texts[index]
        try NamedLines.check(name, text, secrets: secrets, Self.detector())
    }

    /// Statements between lines, cut off, doubled, and with other secrets in them.
    @Test(arguments: 0..<60)
    func generatedStatementsGiveTheSame(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var lines: [Substring] = []
        for _ in 0..<random.below(5) + 2 {
            var piece = random.pick(Self.texts).text.split(separator: "\n", omittingEmptySubsequences: false)
            for _ in 0..<random.below(4) where !piece.isEmpty {
                let at = random.below(piece.count)
                switch random.below(6) {
                case 0: piece.remove(at: at)
                case 1:
                    let lines = [
                        "", "id = ?", "tok_abc?def1 ?", "xx,yy", "args=('xx yy',)", "VALUES (?)", "x\u{1B}[1m?", "$1 = 'tok_abcd'", "BEGIN",
                        "END", "BEGIN\nx\ny\nEND", "secret=UPDATE u SET password = ?", "secret=? AND id = ?", "secret=SELECT ?",
                        "secret=INSERT INTO u (id, password) VALUES (?, ?)", " AND password = ?", "params: ['ann']",
                    ]
                    piece.insert(Substring(random.pick(lines)), at: at)
                case 2: piece[at] = piece[at].dropFirst(random.below(4))
                case 3: piece.swapAt(at, random.below(piece.count))
                case 4:
                    piece[at] = Substring(
                        piece[at].replacing("plain", with: "tok_abcd").replacing("?", with: random.pick(["tok_ab?", "? ", "(?"])))
                default: piece[at] += Substring(String(repeating: random.pick([", ?", "xx", " ", "'"]), count: random.below(140)))
                }
            }
            lines += piece
        }
        try NamedLines.check(lines, seed: seed, Self.detector())
    }

    /// Words of statements that are secrets of others: what a mask leaves of a line is no statement that was none before.
    @Test(arguments: 0..<40)
    func piecesMaskedAgainStay(seed: UInt64) throws {
        let pieces = [
            "UPDATE u SET password = ", "pin=", "?", "$1", "$2", ", ", "(", ")", "[", "\"", "'", "\n", "\n", "'ann'", "; ",
            "INSERT INTO t (a, password) VALUES (", "VALUES (?)", "parameters: ", " Parameters: ", "bind => [", "x(String)", "args=(",
            "secret=", "BEGIN", "END", " AND pin = ?", "\n WHERE password = ?", " parameters: ['bob', 'ann']\n", "parameters: ('ann')",
            "binding parameter [1] as [VARCHAR] - [", "[generated in 1s] (", "column index 2, parameter value [",
        ]
        var random = SeededGenerator(seed: seed)
        let detector = try Detector(Self.rules) { _ in .label }
        for round in 0..<25 {
            let count = random.pick([10, 30, 300])
            let text = Array((0..<count).map { _ in random.pick(pieces) }.joined().utf8)
            let made = try #require(
                try InvarianceTests.check(text, detector, blockSizes: [4_096], jobs: [1], "seed \(seed), round \(round)"))
            let again = try InvarianceTests.check(made.output, detector, blockSizes: [4_096], jobs: [1], "seed \(seed), round \(round)")
            #expect(again?.output == made.output, "seed \(seed), round \(round): \(String(decoding: made.output, as: UTF8.self))")
        }
    }
}
