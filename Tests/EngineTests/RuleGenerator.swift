import Engine
import Masking
import Validators

/// Makes rules together with texts that they match, or nearly.
struct RuleGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A piece of a pattern, with one text it matches; the texts of assertions are empty.
    struct Piece {
        var pattern: String
        var samples: [String]
    }

    private static let words = ["token", "AKIA", "key", "x-api", "ghp_", "pass", "sk-", "aa", "[RED", "abc", "1-2"]
    private static let sets: [(String, String)] = [
        ("[a-z]", "abctokey"), ("[A-Z0-9]", "AKIZ019"), ("\\d", "0129"), ("[a-f0-9]", "abf09"), ("\\w", "aZ_9"), ("\\S", "a-Z.9:"),
        ("[^\\s]", "q\"]["), (".", "a Z-"), ("[0-9 -]", "0 1-"), ("[^a-z]", "A-0 "), ("\\s", " \t"), ("[[:alnum:]]", "aZ9"), ("\\D", "a-"),
    ]
    private static let assertions = [
        "\\b", "\\B", "^", "$", "(?<![a-z])", "(?<=[ =:])", "(?![0-9])", "(?=[a-z0-9])", "(?<!\\d)", "(?<=^|\\s)", "(?!.)", "\\A", "\\z",
        "\\Z",
        "(?<=key)", "(?<!-)", "(?:$|\\W)", "(?:^|\\W)",
    ]
    private static let quantifiers: [(String, ClosedRange<Int>)] = [
        ("+", 1...6), ("*", 0...6), ("?", 0...1), ("{4}", 4...4), ("{2,5}", 2...5), ("{3,}", 3...9), ("{8,12}", 8...12), ("+?", 1...6),
        ("{16}", 16...16), ("++", 1...6), ("{1,40}", 1...20), ("*?", 0...3),
    ]

    mutating func piece(depth: Int = 0) -> Piece {
        var piece: Piece
        switch random.below(12) {
        case 0..<4:
            let word = random.pick(Self.words)
            piece = Piece(pattern: word.replacing("[", with: "\\["), samples: [word])
            return piece
        case 4..<8:
            let (set, letters) = random.pick(Self.sets)
            piece = Piece(pattern: set, samples: Array(letters).map(String.init))
        case 8:
            return Piece(pattern: random.pick(Self.assertions), samples: [""])
        case 9:
            return Piece(
                pattern: random.pick(["=", ":", " ", "-", "\"", "_", "\\."]).replacing("\\.", with: "\\."),
                samples: ["=", ":", " ", "-", "."])
        default:
            guard depth < 3 else { return Piece(pattern: "b", samples: ["b"]) }
            let parts = (0..<random.below(3) + 1).map { _ in sequence(depth: depth + 1, most: 2) }
            let open = random.pick(["(", "(?:", "(?i:", "(?>", "("])
            piece = Piece(pattern: open + parts.map(\.pattern).joined(separator: "|") + ")", samples: parts.flatMap(\.samples))
        }
        guard random.chance(60) else { return piece }
        let (quantifier, times) = random.pick(Self.quantifiers)
        let base = piece.samples
        var samples: [String] = []
        for _ in 0..<4 {
            samples.append((0..<Int.random(in: times, using: &random)).map { _ in random.pick(base) }.joined())
        }
        return Piece(pattern: piece.pattern + quantifier, samples: samples)
    }

    mutating func sequence(depth: Int = 0, most: Int = 5) -> Piece {
        let parts = (0..<random.below(most) + 1).map { _ in piece(depth: depth) }
        var samples: [String] = []
        for _ in 0..<4 { samples.append(parts.map { random.pick($0.samples) }.joined()) }
        return Piece(pattern: parts.map(\.pattern).joined(), samples: samples)
    }

    /// Rules, and pieces of text that speak to them.
    mutating func rules(_ count: Int) -> (rules: [Rule], samples: [String]) {
        var rules: [Rule] = []
        var samples: [String] = ["[REDACTED:rule-0]", "[WITHHELD:match-limit]", "[REDACTED:none]", "***", "\u{1B}[31m", "é", "\r", "\0"]
        for index in 0..<count {
            var rule = Rule(id: "rule-\(index)", detection: .pattern("a"), place: RulePlace(file: "test.yaml", line: index + 1))
            if random.chance(10) {
                let names = random.pick([["password"], ["api key", "token"], ["secret", "pass word"], ["key"]])
                rule.detection = .fields(names)
                for name in names {
                    samples.append(
                        name.replacing(" ", with: random.pick(["_", "-", "", " "])) + random.pick(["=", ": ", "\": \"", " => "])
                            + "v4lue\(index)")
                }
            } else {
                var parts = [sequence()]
                while random.chance(20) { parts.append(sequence(most: 3)) }
                var pattern = parts.map(\.pattern).joined(separator: "|")
                if random.chance(25) { pattern = "(?i)" + pattern }
                if random.chance(8) { pattern = "(*UTF)" + pattern }
                if random.chance(6) { pattern += random.pick(["|\\p{Lu}{3}\\d", "|é+x", "|(?:a+)+$"]) }
                rule.detection = .pattern(pattern)
                samples += parts.flatMap(\.samples)
                if random.chance(15) { rule.secret = .numbered([random.below(3), 0]) }
                if random.chance(15) {
                    rule.isMultiline = true
                    if random.chance(60) {
                        rule.detection = .pattern(pattern + "(?:\\n|\\r\\n)" + sequence(most: 3).pattern)
                    }
                }
            }
            if random.chance(20) {
                rule.keywords = (0..<random.below(2) + 1).map { _ in random.pick(["key", "token", "Aws", "rule-1", "a"]) }
            }
            if random.chance(15) {
                rule.near = ContextWords(words: [random.pick(["card", "token", "redacted", "id"])], within: random.pick([1, 10, 40]))
                samples += ["card", "id"]
            }
            if rule.near == nil, random.chance(20) {
                rule.more = random.pick([
                    ",\\s?([a-z0-9]+)", "[ =,-]([A-Za-z0-9]{2,})", "\"?[ ,:]{0,2}\\n?(\\w*)", "(a|b)|(?=(\\d))", "(?:,(z+)+)+!?",
                    "\\W{0,3}(\(sequence(most: 2).pattern))",
                ])
                samples += [",ab1", " token9", ",zzzzzzzzzzzzzz"]
            }
            if random.chance(15) { rule.allow.stopwords = [random.pick(["abc", "9", "example"])] }
            if random.chance(10) { rule.allow.words = [random.pick(["token", "a"])] }
            if random.chance(10) { rule.allow.patterns = [random.pick(["^[a-z]+$", "\\d\\d", "(a+)+$"])] }
            if random.chance(15) {
                rule.validations = [random.pick([.length(min: 3, max: nil), .digits(min: 1, max: 5), .classes(min: 2)])]
            }
            rule.priority = random.pick([50, 50, 10, 90])
            rule.severity = random.pick(Severity.allCases)
            rules.append(rule)
        }
        return (rules, samples)
    }

    mutating func strategy() -> MaskStrategy {
        random.pick([.label, .label, .fill(0x2A), .fixed("XXXX"), .keep(first: 1, last: 2), .remove])
    }

    /// Lines made of the samples, whole, cut and run into each other.
    mutating func text(_ samples: [String], lines: Int) -> [UInt8] {
        var text: [UInt8] = []
        for _ in 0..<random.below(lines) + 1 {
            for _ in 0..<random.below(8) {
                var sample = Array(random.pick(samples).utf8)
                if random.chance(15), !sample.isEmpty { sample.remove(at: random.below(sample.count)) }
                if random.chance(10), !sample.isEmpty { sample[random.below(sample.count)] = UInt8(random.below(256)) }
                if random.chance(10) { sample = sample.map { $0 ^ ((0x41...0x5A).contains($0 & 0xDF) ? 0x20 : 0) } }
                text += sample
                if random.chance(60) { text += Array(random.pick([" ", "=", " - ", ",", "a", "0", ": ", "\""]).utf8) }
            }
            switch random.below(12) {
            case 0: text += [0x0D, 0x0A]
            case 1: text += [0x0A, 0x0A]
            case 2: text += [0x0D]
            default: text += [0x0A]
            }
        }
        if random.chance(30) { _ = text.popLast() }
        return text
    }
}
