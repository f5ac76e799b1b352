import Masking
import Testing
import Validators

@testable import Engine

/// The tables of a detector as bytes: taken for the same rules and the same build only.
@Suite struct ImageTests {
    static let rules = [
        rule("literal", "tok_([a-z0-9]{1,40})"), rule("shape", "\\b\\d{4}-\\d{4}\\b"),
        rule("words", "(?s)BEGIN.*?END") {
            $0.isMultiline = true
            $0.keywords = ["BEGIN"]
        },
    ]

    @Test func anImageGivesTheSameTables() throws {
        let made = try Detector(Self.rules) { _ in .label }
        let image = made.image(key: "rules 1, build 1")
        let kept = try Detector(Self.rules, image: ImageBytes(image), imageKey: "rules 1, build 1") { _ in .label }
        #expect(kept.isFromImage && kept.approaches == made.approaches && kept.anchorCounts == made.anchorCounts)
        let text = Array("x tok_1 1234-5678 BEGIN\nEND".utf8)
        #expect(try scan(kept, .fast, text).findings.sorted(by: order) == scan(made, .fast, text).findings.sorted(by: order))
    }

    /// Names that several rules ask for are compared once, and lead to each of them: also one that a rule asks for twice, and where
    /// what follows the name is told from an option's value or not.
    @Test func rulesWithTheSameNamesAreAllFound() throws {
        let rules = (0..<3).map { index in
            rule("r\(index)", "") {
                $0.detection = .fields(index == 1 ? ["api key", "token", "api key"] : ["api key", "secret"])
                $0.validations = index == 2 ? [.length(min: 6, max: nil)] : []
            }
        }
        for text in [
            "api_key=ab", "x: 1 apiKey: \"abcdef\" secret=abc", "--api-key abcdefgh", "api key abcdefgh", "token=x api_key", "mapikey=1",
        ] {
            let made = try Detector(rules) { _ in .label }
            let kept = try Detector(rules, image: ImageBytes(made.image(key: "k")), imageKey: "k") { _ in .label }
            #expect(kept.isFromImage)
            let bytes = Array(text.utf8)
            let expected = try scan(made, .reference, bytes).findings.sorted(by: order)
            #expect(try scan(made, .fast, bytes).findings.sorted(by: order) == expected, "\(text)")
            #expect(try scan(kept, .fast, bytes).findings.sorted(by: order) == expected, "\(text), from the image")
        }
        #expect(try found(rules, in: "api_key=abcdef").map(\.rule) == ["r0", "r1", "r2"])
        #expect(try found(rules, in: "api_key=ab").map(\.rule) == ["r0", "r1"])
    }

    /// As many rules, but others: only the key can tell.
    @Test func anImageUnderAnotherKeyIsNone() throws {
        let image = try Detector([rule("a", "aaa_[0-9]+")]) { _ in .label }.image(key: "rules 1, build 1")
        for key in ["rules 2, build 1", "rules 1, build 2", "rules 1, build 1 ", ""] {
            let other = try Detector([rule("b", "bbb_[0-9]+")], image: ImageBytes(image), imageKey: key) { _ in .label }
            #expect(!other.isFromImage, "\(key)")
            #expect(try scan(other, .fast, Array("bbb_1".utf8)).findings.count == 1, "\(key)")
        }
    }

    @Test func aDamagedImageIsNone() throws {
        let image = try Detector(Self.rules) { _ in .label }.image(key: "key")
        for at in stride(from: 0, to: image.count, by: 97) {
            var damaged = image
            damaged[at] ^= 0x10
            #expect(try !Detector(Self.rules, image: ImageBytes(damaged), imageKey: "key") { _ in .label }.isFromImage, "byte \(at)")
            let cut = ImageBytes(Array(image[..<at]))
            #expect(try !Detector(Self.rules, image: cut, imageKey: "key") { _ in .label }.isFromImage, "cut at \(at)")
        }
    }

    /// What lay in memory before would go into the file.
    @Test func noRecordHasBytesThatNobodyWrites() {
        #expect(MemoryLayout<AnchorTable.Anchor>.size == 88 && MemoryLayout<AnchorTable.Anchor>.stride == 88)
        #expect(MemoryLayout<AnchorTable.Check>.size == 8 && MemoryLayout<AnchorTable.Check>.stride == 8)
        #expect(MemoryLayout<AnchorTable.Name>.size == 8 && MemoryLayout<AnchorTable.Name>.stride == 8)
    }
}
