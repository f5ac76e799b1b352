import Engine
import Formats
import Masking
import Matching
import Pipeline
import TestSupport
import Testing

/// Tables that programs print into a text of lines: cells are looked at beside the names of their columns, wherever the text is cut.
@Suite struct PrintedTableTests {
    static let rules: [Rule] = {
        var password = rule("password", "")
        password.detection = .fields(["password"])
        return [password, rule("token", #"tok_[a-z0-9|]{4,12}"#), rule("word", "xx[ |]yy")]
    }()

    static func detector() throws -> Detector {
        try Detector(rules, limits: Limits(record: 1_024, multilineWindow: 300, windowOverlap: 100, match: .init(match: 3_000))) { _ in
            .label
        }
    }

    static let tables: [(name: String, text: String, secrets: Int)] = [
        (
            "psql",
            """
             id | name | password
            ----+------+-----------
              1 | ann  | hunter22
              2 | bob  | s3cr3t-1
            (2 rows)
              3 | bob  | plain
            """, 2
        ),
        (
            "mysql",
            """
            +----+-----------+
            | id | password  |
            +----+-----------+
            |  1 | hunter22  |
            |  2 |           |
            |  3 | s3 cr3t 1 |
            +----+-----------+
            3 rows in set
            | 4 | plain |
            """, 2
        ),
        (
            "two, one right behind the other",
            """
            +----+----------+
            | id | name     |
            +----+----------+
            |  1 | plain    |
            +----+----------+
            +----+----------+
            | id | password |
            +----+----------+
            |  1 | hunter22 |
            +----+----------+
            """, 1
        ),
        ("Markdown", "| **Name** | `Password` |\n|:---|---:|\n| ann | hunter22 |\n| a\\|b | s3cr3t-1 |\n| plain | plain | plain |\n", 2),
        ("one column", "  password\n-----------\n hunter22\n s3 cr3t 1\n\n plain\n", 2),
        ("box", "│ id │ password │\n├────┼──────────┤\n│ 1  │ hunter22 │\n└────┴──────────┘\n", 1),
        (
            "a double rule",
            """
            id | conn_id | login | password
            ===+=========+=======+=========
            1  | my_db   | ann   | hunter22
            2  | my_http | bob   | s3cr3t-1
            """, 2
        ),
        (
            "a double box",
            "╒════╤══════════╕\n│ id │ password │\n╞════╪══════════╡\n│ 1  │ hunter22 │\n├────┼──────────┤\n│ 2  │ s3cr3t-1 │\n╘════╧══════════╛\n",
            2
        ),
        ("a heavy box", "┏━━━━┳━━━━━━━━━━┓\n┃ id ┃ password ┃\n┡━━━━╇━━━━━━━━━━┩\n│ 1  │ hunter22 │\n└────┴──────────┘\n", 1),
        ("reStructuredText", "=====  ========\nid     password\n=====  ========\n1      hunter22\n=====  ========\n", 1),
        ("blanks", "Name   Password   Role\n----   --------   ----\nann    hunter22   all\nbob x  s3cr3t-1   some of it\nplain\n", 2),
        (
            "behind the time",
            "2026-01-02T10:00:00.1Z  id | password\n2026-01-02T10:00:00.2Z ----+---------\n"
                + "2026-01-02T10:00:00.3Z   1 | hunter22\n2026-01-02T10:00:01 |  2 | plain\n", 1
        ),
        ("in a string", #"{"text":"| id | password |\n|---|---|\n| 1 | hunter22 |\n"}"# + "\n", 1),
        ("CRLF", "| id | password |\r\n|----|----------|\r\n| 1 | hunter22 |\r\n", 1),
        // None of these is a table, or has such a column.
        ("a heading", "Password\n--------\nhunter22\n", 0),
        ("a heading between double lines", "==========\n Password\n==========\n hunter22\n", 0),
        ("too few groups", "| id | password |\n|----|\n| 1 | plain |\n", 0),
        ("no head", "----+----\n 1 | plain\n", 0),
        ("another lead", "2026-01-02 10:00:00 id | password\n2026-01-02 10:00:00 ----+----\n12.34: 1 | plain\n", 0),
        ("coloured", "| id | password |\n|---|---|\n| 1 | \u{1B}[1mplain\u{1B}[0m |\n", 0),
    ]

    @Test(arguments: tables.indices)
    func cellsAreMasked(index: Int) throws {
        let (name, text, secrets) = Self.tables[index]
        try NamedLines.check(name, text, secrets: secrets, Self.detector())
    }

    /// Tables between lines, cut off, doubled, and with matches over their bars.
    @Test(arguments: 0..<60)
    func generatedTablesGiveTheSame(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var lines: [Substring] = []
        for _ in 0..<random.below(5) + 2 {
            var piece = random.pick(Self.tables).text.split(separator: "\n", omittingEmptySubsequences: false)
            // A name that holds a secret is another one once that is masked.
            if random.chance(30) {
                for i in piece.indices.prefix(2) {
                    piece[i] = Substring(piece[i].replacing("id", with: "tok_abcd").replacing("Name", with: "tok_ab"))
                }
            }
            for _ in 0..<random.below(3) where !piece.isEmpty {
                let at = random.below(piece.count)
                switch random.below(5) {
                case 0: piece.remove(at: at)
                case 1:
                    piece.insert(random.pick(["", "----", "tok_abc|def1 | x", "|xx|yy|", "BEGIN", "x\u{1B}[1my | z", "+---+---+"]), at: at)
                case 2: piece[at] = piece[at].dropFirst(random.below(4))
                case 3: piece.swapAt(at, random.below(piece.count))
                default: piece[at] += Substring(String(repeating: random.pick(["| tok_abcd ", "xx", " "]), count: random.below(140)))
                }
            }
            lines += piece
        }
        try NamedLines.check(lines, seed: seed, Self.detector())
    }
}
