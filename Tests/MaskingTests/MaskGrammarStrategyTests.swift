import Masking
import Testing

/// Masks whose look is the user's choice.
@Suite struct MaskGrammarStrategyTests {
    @Test func fillBytesAreThoseInUse() {
        let grammar = MaskGrammar(ruleIDs: [], fills: [0x23, 0xC3])
        #expect(grammar.isMasked("###"))
        #expect(!grammar.isMasked("***"))
        let highBytes = [UInt8](repeating: 0xC3, count: 4)
        #expect(!grammar.isMasked(0..<4, in: highBytes))
    }

    /// `password%3D%23%23%23%23` was masked again and again, until its line was withheld.
    @Test func masksInPercentEncodingAreMasks() {
        let grammar = MaskGrammar(ruleIDs: ["card"], strategies: [.fill(0x23), .fixed("(gone) x"), .keep(first: 1, last: 1)])
        for mask in ["%23%23%23", "%2523%2523%2523", "%28gone%29%20x", "(gone%29%20x", "%5BREDACTED:card%5d", "%2F*******%2f"] {
            #expect(grammar.isMasked(mask), "\(mask)")
        }
        for other in ["%23%23", "%24%24%24", "%23%23%23%", "%", "%2", "%28gone%29", "%5BREDACTED:care%5D", "%25252525252523"] {
            #expect(!grammar.isMasked(other), "\(other)")
        }
    }

    @Test func aPartOfAFixedTextIsMasked() {
        let grammar = MaskGrammar(ruleIDs: ["card"], fixed: ["XXX GONE XXX", "none"])
        let text = "pin=XXX GONE XXX;"
        let bytes = Array(text.utf8)
        #expect(grammar.isMasked(4..<16, in: bytes))
        // What a rule for bare values takes: up to the space.
        #expect(grammar.isMasked(4..<7, in: bytes))
        #expect(grammar.isMasked(8..<12, in: bytes))
        #expect(!grammar.isMasked(3..<16, in: bytes))
        #expect(!grammar.isMasked(4..<17, in: bytes))
        #expect(grammar.isMasked("none"))
        #expect(grammar.isMasked("'none' [REDACTED:card]"))
        #expect(grammar.isMasked("nonenone"))
        #expect(!grammar.isMasked("XXX"))
        #expect(!grammar.isMasked("non"))
        #expect(!grammar.isMasked("nonesuch"))
    }

    @Test func repetitiveFixedTextsStayCheap() {
        let grammar = MaskGrammar(ruleIDs: [], fixed: [String(repeating: "_", count: 64), "__", "_x"])
        let text = String(repeating: "_", count: 200_000)
        #expect(grammar.isMasked(text))
        #expect(!grammar.isMasked(text + "y"))
    }

    @Test func keptEndsAreRecognisedWhereTheStrategyIsInUse() {
        let strategies = [MaskStrategy.keep(first: 0, last: 4), .keep(first: 2, last: 2)]
        let grammar = MaskGrammar(ruleIDs: [], strategies: strategies)
        let none = MaskGrammar(ruleIDs: [], strategies: [MaskStrategy.label])
        for (text, isMasked) in [
            ("************1234", true), ("\"************1234\"", true), ("12************34", true),
            ("****", true), ("***4", true), ("**34", false), ("***********12345", false), ("1234************", false),
            ("***-****-****1234", false), ("************123*", true), ("*4", false),
        ] {
            #expect(grammar.isMasked(text) == isMasked, "\(text)")
            #expect(!none.isMasked(text) || text == "****", "\(text)")
        }
    }

    /// Law 4 for every strategy: what was written is recognised, whole and in quotes.
    @Test func everyMaskOfThreeBytesIsRecognised() throws {
        var random = Generator(seed: 41, for: "everyMaskOfThreeBytesIsRecognised")
        let key = try PseudonymKey(bytes: Array(repeating: 5, count: 16))
        let strategies: [MaskStrategy] = [
            .label, .pseudonym, .null, .digits, .fixed("GONE"), .fixed("[REDACTED]"), .fill(0x2A), .fill(0x5F),
            .keep(first: 0, last: 4), .keep(first: 4, last: 4), .keep(first: 64, last: 64),
        ]
        let alphabet = Array("ab1 '\"é€😀".utf8)
        for strategy in strategies {
            let grammar = MaskGrammar(ruleIDs: ["test-rule"], strategies: [strategy])
            // Of four and five bytes, `keep` may leave one readable.
            for length in 4...150 {
                let secret = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 }
                let mask = masked(secret, strategy, key: key)
                #expect(grammar.isMasked(0..<mask.count, in: mask), "\(strategy) \(length)")
                let quoted = [0x22] + mask + [0x22]
                let isKeep = if case .keep = strategy { true } else { false }
                // In quotes, a kept end that is a quote or space itself makes the edges unclear.
                let isClear = !isKeep || !(isBlank(mask.first) || isBlank(mask.last))
                #expect(grammar.isMasked(0..<quoted.count, in: quoted) || !isClear, "\(strategy) \(length)")
            }
        }
    }

    private func isBlank(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x22 || byte == 0x27 }
}
