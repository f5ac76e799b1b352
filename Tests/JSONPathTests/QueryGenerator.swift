/// Makes valid queries at random, each spelled twice: as a person with odd habits might (blanks, quotes, escapes,
/// needless parentheses) and in the canonical form.
struct QueryGenerator {
    typealias Spelling = (loose: String, canonical: String)

    var random: SplitMix
    /// Levels that may still be opened, so that queries end.
    private var depth = 4

    init(seed: UInt64) { random = SplitMix(state: seed) }

    mutating func query() -> Spelling { query(from: "$") }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(random.next() % UInt64(elements.count))]
    }

    private mutating func chance(_ percent: UInt64) -> Bool { random.next() % 100 < percent }

    private mutating func blanks() -> String { chance(70) ? "" : pick([" ", "\t", "\n", "\r", "  ", " \r\n"]) }

    private mutating func many(_ most: Int, _ make: (inout Self) -> Spelling) -> [Spelling] {
        (0...Int(random.next() % UInt64(most))).map { _ in make(&self) }
    }

    private mutating func query(from origin: String) -> Spelling {
        guard chance(90) else { return (origin, origin) }
        return many(3) { $0.segment() }.reduce((origin, origin)) { ($0.0 + $1.loose, $0.1 + $1.canonical) }
    }

    private mutating func segment() -> Spelling {
        let dots = chance(25) ? ".." : ""
        let dot = dots.isEmpty ? "." : ".."
        let before = blanks()
        switch random.next() % 4 {
        case 0: return (before + dot + "*", dot + "*")
        case 1:
            let name = pick(["a", "_", "b2", "été", "𝄞", "true"])
            return (before + dot + name, dot + name)
        case 2:
            // Of one name or wildcard the canonical form is the shorthand.
            let name = pick(["ab", "Zz_9", "☃"])
            return (before + dots + "[" + blanks() + pick(["'\(name)'", "\"\(name)\""]) + blanks() + "]", dot + name)
        default:
            let first = chance(50) ? index() : quotedName()
            let selectors = [first] + (chance(50) ? many(2) { $0.selector() } : [])
            let loose = selectors.map(\.loose).joined(separator: blanks() + "," + blanks())
            return (
                before + dots + "[" + blanks() + loose + blanks() + "]",
                dots + "[" + selectors.map(\.canonical).joined(separator: ",") + "]"
            )
        }
    }

    private mutating func index() -> Spelling {
        let index = pick(["0", "-1", "42", "9007199254740991", "-9007199254740991"])
        return (index, index)
    }

    /// Names that cannot stand without quotes.
    private mutating func quotedName() -> Spelling {
        pick([
            ("''", "''"), ("\"a b\"", "'a b'"), ("'\\u0031'", "'1'"), ("\"'\"", "\"'\""), ("'\\''", "\"'\""), ("'\"'", "'\"'"),
            ("'\\u000A\\/'", "'\\n/'"), ("\"\\ud83d\\uDE00 \"", "'\u{1F600} '"), ("'\\u0001'", "'\\u0001'"), ("'\\\\'", "'\\\\'"),
        ])
    }

    private mutating func selector() -> Spelling {
        switch random.next() % 5 {
        case 0: return ("*", "*")
        case 1: return index()
        case 2: return quotedName()
        case 3:
            return pick([
                ("0 :", "0:"), (": :", ":"), ("1:2: 1", "1:2"), (":\n-3:-1", ":-3:-1"), ("::0", "::0"), ("-1\t:5:2", "-1:5:2"),
            ])
        default:
            guard depth > 0 else { return ("*", "*") }
            depth -= 1
            defer { depth += 1 }
            let filter = disjunction()
            return ("?" + blanks() + filter.loose, "?" + filter.canonical)
        }
    }

    private mutating func disjunction() -> Spelling { chain("||") { $0.conjunction() } }

    private mutating func conjunction() -> Spelling { chain("&&") { $0.basic() } }

    private mutating func chain(_ connective: String, _ make: (inout Self) -> Spelling) -> Spelling {
        let operands = chance(60) ? [make(&self)] : many(2, make)
        return (
            operands.map(\.loose).joined(separator: blanks() + connective + blanks()),
            operands.map(\.canonical).joined(separator: connective)
        )
    }

    private mutating func basic() -> Spelling {
        switch random.next() % 6 {
        case 0 where depth > 0:
            depth -= 1
            defer { depth += 1 }
            let negation = chance(50)
            // Parentheses that the canonical form keeps: around an `or` of two, within an `and` or under a `!`.
            let (left, right) = (comparison(), test())
            let inner = blanks() + left.loose + blanks() + "||" + blanks() + right.loose + blanks()
            let group: Spelling = ("(" + inner + ")", "(" + left.canonical + "||" + right.canonical + ")")
            if negation { return ("!" + blanks() + group.loose, "!" + group.canonical) }
            return (group.loose + blanks() + "&&" + blanks() + "@", group.canonical + "&&@")
        case 1:
            let inner = comparison()
            return ("(" + blanks() + inner.loose + blanks() + ")", inner.canonical)
        case 2:
            let inner = comparison()
            return ("!" + blanks() + "(" + blanks() + inner.loose + ")", "!(" + inner.canonical + ")")
        case 3, 4:
            return comparison()
        default:
            let inner = test()
            return pick([
                inner, ("!" + blanks() + inner.loose, "!" + inner.canonical), ("((" + inner.loose + "))", inner.canonical),
            ])
        }
    }

    private mutating func test() -> Spelling {
        if chance(60) { return query(from: pick(["@", "$"])) }
        let (subject, pattern) = (value(), value())
        let name = pick(["match", "search"])
        return (
            "\(name)(\(blanks())\(subject.loose)\(blanks()),\(blanks())\(pattern.loose)\(blanks()))",
            "\(name)(\(subject.canonical),\(pattern.canonical))"
        )
    }

    private mutating func comparison() -> Spelling {
        let (left, right) = (value(), value())
        let comparison = pick(["==", "!=", "<", ">", "<=", ">="])
        return (left.loose + blanks() + comparison + blanks() + right.loose, left.canonical + comparison + right.canonical)
    }

    private mutating func value() -> Spelling {
        switch random.next() % 5 {
        case 0: return quotedName()
        case 1:
            let literal = pick(["0", "-0", "1.50", "-2E+07", "1e-9", "true", "false", "null"])
            return (literal, literal)
        case 2:
            let query = pick([("@", "@"), ("$ ['a']", "$.a"), ("@.b[0]", "@.b[0]"), ("@\n[\"x y\"] [-1]", "@['x y'][-1]")])
            return query
        case 3 where depth > 0:
            depth -= 1
            defer { depth += 1 }
            let argument = value()
            return ("length(" + blanks() + argument.loose + blanks() + ")", "length(" + argument.canonical + ")")
        default:
            guard depth > 0 else { return ("1", "1") }
            depth -= 1
            defer { depth += 1 }
            let name = pick(["count", "value"])
            let argument = query(from: pick(["@", "$"]))
            return (name + "(" + blanks() + argument.loose + blanks() + ")", name + "(" + argument.canonical + ")")
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014): the same numbers everywhere.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
