import Testing

@testable import Masking

@Suite struct MaskGrammarTests {
    static let ids = ["card", "test-rule", "a.b_c-1", String(repeating: "x", count: 64)]
    static let grammar = MaskGrammar(ruleIDs: ids)

    /// Every mask in brackets that the grammar may know.
    static let known: [String] =
        ids.map { "[REDACTED:\($0)]" } + ids.map { "[REDACTED:\($0):0123456789abcdef]" }
        + WithheldReason.allCases.map { "[WITHHELD:\($0.rawValue)]" }

    static let lookAlikes = [
        "[REDACTED:]", "[REDACTED:car]", "[REDACTED:cards]", "[REDACTED:Card]", "[REDACTED: card]", "[REDACTED:card ]",
        "[redacted:card]", "[REDACTED:card:0123456789abcde]", "[REDACTED:card:0123456789abcdef0]",
        "[REDACTED:card:0123456789ABCDEF]", "[REDACTED:card:0123456789abcdeg]", "[REDACTED:none:0123456789abcdef]",
        "[REDACTED::0123456789abcdef]", "[REDACTED:card:]", "[REDACTED:card", "REDACTED:card]", "(REDACTED:card)",
        "[REDACTED:card[REDACTED:card", "[REDACTED:match-limit]", "[WITHHELD:card]", "[WITHHELD:]", "[WITHHELD:nestin]",
        "[WITHHELD:nesting:0123456789abcdef]", "[", "[]", "[REDACTED:", "[WITHHELD", "[made-up]",
        "[REDACTED:" + String(repeating: "x", count: 65) + "]",
    ]

    @Test func findsWhatTheMaskerWrites() throws {
        let key = try PseudonymKey(bytes: Array(repeating: 9, count: 20))
        for id in Self.ids {
            for strategy in [MaskStrategy.label, .pseudonym] {
                let mask = masked([1, 2, 3], strategy, rule: id, key: key)
                let text = [0x5B] + mask + [0x5D]
                #expect(Self.grammar.nextMask(in: text, from: 0) == 1..<1 + mask.count, "\(id)")
                #expect(Self.grammar.isMasked(1..<1 + mask.count, in: text), "\(id)")
            }
        }
        for reason in WithheldReason.allCases {
            #expect(String(decoding: reason.mask, as: UTF8.self) == "[WITHHELD:\(reason.rawValue)]")
            #expect(Self.grammar.nextMask(in: reason.mask, from: 0) == 0..<reason.mask.count)
        }
    }

    /// Every range that is not empty.
    private func parts(of bytes: [UInt8]) -> [Range<Int>] {
        bytes.indices.flatMap { start in (start + 1...bytes.count).map { start..<$0 } }
    }

    @Test(arguments: lookAlikes) func lookAlikesHideNothing(text: String) {
        let bytes = Array(text.utf8)
        #expect(Self.grammar.nextMask(in: bytes, from: 0) == nil)
        #expect(parts(of: bytes).filter { Self.grammar.isMasked($0, in: bytes) } == [])
    }

    @Test func everyPartOfAMaskIsMaskedAndNothingBeyondIs() {
        for mask in Self.known {
            let bytes = Array("a\(mask)b".utf8)
            let wrong = parts(of: bytes).filter { part in
                let isInside = part.lowerBound > 0 && part.upperBound < bytes.count
                return Self.grammar.isMasked(part, in: bytes) != isInside
            }
            #expect(wrong == [], "\(mask)")
        }
    }

    @Test(arguments: [
        ("[REDACTED:card]", true),
        ("\"[REDACTED:card]\"", true),
        (" '[REDACTED:card]'\r\n", true),
        ("`[REDACTED:card]` \t", true),
        ("[REDACTED:card][WITHHELD:nesting]", true),
        ("[REDACTED:card] \"[REDACTED:test-rule]\"", true),
        ("[REDACTED:card]x", false),
        ("x [REDACTED:card]", false),
        ("[REDACTED:card],[REDACTED:card]", false),
        ("[REDACTED:card] x [REDACTED:card]", false),
        ("[[REDACTED:card]]", false),
        ("***", true),
        ("\"*****\"", true),
        (String(repeating: "*", count: 3_000), true),
        ("**", false),
        ("*", false),
        ("***x", false),
        ("*** ***", false),
        ("###", false),
        ("\"\"", false),
        (" ", false),
        ("'\t\"", false),
        ("made-up", false),
    ])
    func wholeTexts(text: String, isMasked: Bool) {
        let bytes = Array(text.utf8)
        #expect(Self.grammar.isMasked(0..<bytes.count, in: bytes) == isMasked)
    }

    @Test func rangesOutsideTheTextAreNotMasked() {
        let bytes = Array("***".utf8)
        for range in [0..<0, 3..<3, 0..<4, -1..<3, 9..<12] {
            #expect(!Self.grammar.isMasked(range, in: bytes), "\(range)")
        }
        #expect(Self.grammar.nextMask(in: bytes, from: -5) == nil)
        #expect(Self.grammar.nextMask(in: bytes, from: 99) == nil)
    }

    @Test func idsThatNoMaskCanCarryAreLeftOut() {
        let grammar = MaskGrammar(ruleIDs: ["a]b", "a[b", "a:0123456789abcdef", "", String(repeating: "y", count: 65)])
        for id in ["a]b", "a[b", "a", "a:0123456789abcdef", "", String(repeating: "y", count: 65)] {
            let bytes = Array("[REDACTED:\(id)]".utf8)
            #expect(grammar.nextMask(in: bytes, from: 0) == nil, "\(id)")
        }
    }

    /// Against the plainest search there is: at each offset, try every mask.
    @Test func agreesWithThePlainSearch() {
        var random = Generator(seed: 7, for: "agreesWithThePlainSearch")
        let masks = Self.known.map { Array($0.utf8) }
        let pieces = masks + Self.lookAlikes.map { Array($0.utf8) } + [[0x5B], [0x5D], [0x3A], [0x20], [0xFF], [0x2A]]
        for _ in 0..<3_000 {
            var text: [UInt8] = []
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let piece = pieces.randomElement(using: &random) ?? []
                text +=
                    Bool.random(using: &random)
                    ? piece : Array(piece.prefix(.random(in: 0...piece.count, using: &random)))
            }
            var from = 0
            while true {
                let expected = plainSearch(masks, in: text, from: from)
                #expect(Self.grammar.nextMask(in: text, from: from) == expected)
                guard let found = expected else { break }
                from = found.upperBound
            }
        }
    }

    private func plainSearch(_ masks: [[UInt8]], in text: [UInt8], from: Int) -> Range<Int>? {
        for start in from..<max(from, text.count) {
            for mask in masks where text[start...].starts(with: mask) { return start..<start + mask.count }
        }
        return nil
    }
}
