import Masking
import Testing

@Suite struct MaskStrategyTests {
    @Test(arguments: [
        ("label", MaskStrategy.label),
        ("fixed:GONE", .fixed("GONE")),
        ("fixed:a b: c", .fixed("a b: c")),
        ("fixed:[REDACTED]", .fixed("[REDACTED]")),
        ("fill", .fill(0x2A)),
        ("fill:#", .fill(0x23)),
        ("keep:0,4", .keep(first: 0, last: 4)),
        ("keep:6,64", .keep(first: 6, last: 64)),
        ("pseudonym", .pseudonym),
        ("remove", .remove),
        ("null", .null),
        ("digits", .digits),
    ])
    func parsesAndPrintsBack(text: String, strategy: MaskStrategy) throws {
        #expect(try MaskStrategy(parsing: text) == strategy)
        #expect(strategy.description == text)
    }

    @Test func fillStarIsFill() throws {
        #expect(try MaskStrategy(parsing: "fill:*") == .fill(0x2A))
    }

    @Test(arguments: [
        ("", MaskStrategyError.unknown("")),
        ("Label", .unknown("Label")),
        ("mask:x", .unknown("mask")),
        (" label", .unknown(" label")),
        ("label:", .argumentUnexpected(strategy: "label")),
        ("pseudonym:key", .argumentUnexpected(strategy: "pseudonym")),
        ("remove:all", .argumentUnexpected(strategy: "remove")),
        ("null:0", .argumentUnexpected(strategy: "null")),
        ("digits:9", .argumentUnexpected(strategy: "digits")),
        ("fixed", .argumentMissing(strategy: "fixed")),
        ("fixed:", .argumentMissing(strategy: "fixed")),
        ("keep", .argumentMissing(strategy: "keep")),
        ("fill:", .fillNotAllowed),
        ("fill:**", .fillNotAllowed),
        ("fill:é", .fillNotAllowed),
        ("keep:", .keepMalformed),
        ("keep:4", .keepMalformed),
        ("keep:1,2,3", .keepMalformed),
        ("keep:,4", .keepMalformed),
        ("keep:+1,4", .keepMalformed),
        ("keep:-1,4", .keepMalformed),
        ("keep:0, 4", .keepMalformed),
        ("keep:0,99999999999999999999", .keepMalformed),
        ("keep:65,0", .keepOutOfRange),
        ("keep:0,65", .keepOutOfRange),
        ("fixed: x", .fixedEdgeSpace),
        ("fixed:x ", .fixedEdgeSpace),
        ("fixed:=1", .fixedFormula),
        ("fixed:+1", .fixedFormula),
        ("fixed:-1", .fixedFormula),
        ("fixed:@a", .fixedFormula),
        ("fixed:ab\"", .fixedNotAllowed(offset: 2)),
        ("fixed:naïve", .fixedNotAllowed(offset: 2)),
        ("fixed:a\tb", .fixedNotAllowed(offset: 1)),
        ("fixed:a\u{7F}", .fixedNotAllowed(offset: 1)),
        ("fixed:" + String(repeating: "x", count: 65), .fixedTooLong(bytes: 65)),
    ])
    func refuses(text: String, error: MaskStrategyError) {
        #expect(throws: error) { try MaskStrategy(parsing: text) }
        #expect(!error.description.isEmpty)
    }

    @Test func fixedTextTakesExactlyTheCharactersThatNeedNoEscape() {
        let refused = Set("\"'\\,;<>&".utf8)
        for byte in UInt8(0)...127 {
            let text = "x" + String(UnicodeScalar(byte)) + "x"
            let isAllowed = (0x20..<0x7F).contains(byte) && !refused.contains(byte)
            #expect((try? MaskStrategy(parsing: "fixed:" + text)) == (isAllowed ? .fixed(text) : nil), "byte \(byte)")
        }
        let longest = String(repeating: "x", count: 64)
        #expect((try? MaskStrategy(parsing: "fixed:" + longest)) == .fixed(longest))
    }

    @Test func fillTakesNothingThatSeparatesEscapesOrCounts() {
        let refused = "0123456789abzABZ\"'`\\,;:/|()[]{}<>&=+-@%$?. \t\r\n\u{0}\u{7F}"
        for character in refused.unicodeScalars {
            #expect(throws: MaskStrategyError.fillNotAllowed) { try MaskStrategy(parsing: "fill:\(character)") }
        }
        for byte in MaskStrategy.fillAlphabet.utf8 {
            #expect((try? MaskStrategy(parsing: "fill:\(UnicodeScalar(byte))")) == .fill(byte))
        }
    }

    @Test func strategiesMadeByHandAreCheckedToo() {
        #expect(throws: MaskStrategyError.fillNotAllowed) { try MaskStrategy.fill(0xFF).check() }
        #expect(throws: MaskStrategyError.keepOutOfRange) { try MaskStrategy.keep(first: -1, last: 0).check() }
        #expect(throws: MaskStrategyError.fixedFormula) { try MaskStrategy.fixed("=cmd").check() }
    }

    @Test func onlyThePseudonymNeedsAKey() {
        #expect(MaskStrategy.pseudonym.needsKey)
        #expect(!MaskStrategy.label.needsKey)
    }
}
