import Engine
import Masking
import Redaction
import Testing
import Validators

@testable import RuleLoading

/// What was read of packs, written out and read again.
@Suite struct PackImageTests {
    /// All that a rule says, as text: rules hold queries, which compare by what they are made of.
    private func shown(_ packs: [RulePack]) -> [String] {
        packs.flatMap { pack in
            ["\(pack.name) \(pack.version) \(pack.description) \(pack.digest) \(pack.place) \(pack.origin) \(pack.replacements.sorted())"]
                + pack.rules.map(Self.shown)
        }
    }

    private static func shown(_ rule: Rule) -> String {
        let parts: [Any] = [
            rule.id, rule.severity, rule.confidence, rule.category, rule.isEnabled, rule.priority, rule.isMultiline, rule.masksLeaves,
            rule.place, rule.outline, rule.description, rule.detection, rule.owner as Any, rule.more as Any, rule.references, rule.secret,
            rule.keywords,
            rule.validations, rule.near as Any, rule.allow, rule.within, rule.except, rule.mask as Any,
        ]
        return parts.map { String(describing: $0) }.joined(separator: " | ")
    }

    private static func packs(_ image: [UInt8], key: String) -> [RulePack]? {
        ImageBytes(image).flatMap { PackImage.packs(from: $0, key: key) }
    }

    @Test func theBuiltInPacksComeBackAsTheyWere() throws {
        let packs = try BuiltInRules.packs()
        let image = PackImage.image(of: packs, key: "k")
        let again = try #require(Self.packs(image, key: "k"))
        #expect(shown(again) == shown(packs))
        #expect(Self.packs(image, key: "other") == nil)
    }

    @Test func allThatARuleCanSayComesBack() throws {
        let text = """
            pack: made-up
            version: 2.1.0
            description: A pack
            rules:
              - id: first
                description: First
                severity: critical
                confidence: low
                category: health
                owner: someone
                enabled: false
                priority: 7
                pattern: '(?<a>x)(?<b>y)'
                secret: [b, a]
                more: ',(z+)'
                keywords: [alpha, beta]
                validate: [luhn, {entropy: 3.5}, {length: {min: 8, max: 200}}, {digits: {min: 2}}, {uppercase: 1}, {lowercase: {min: 1, max: 9}}, {special: 2}, not-sequential]
                allow: {patterns: ['^z'], stopwords: [example], words: [none], match_patterns: [m+], match_lead: 50, record_patterns: ['^r', s]}
                multiline: true
                references: [https://vendor.example/]
                mask: keep:2,2
              - {id: second, path: '$["user"].profile', leaves: true, within: [$.request], except: "$..['id']", mask: digits}
              - {id: third, fields: [first name, password], mask: 'fixed:X', near: {words: [gamma, delta], within: 40}}
              - {id: fourth, columns: [email, 'B', '#3', 'card*'], mask: pseudonym}
            """
        let loader = RulePackLoader(inspect: BuiltInRules.inspect)
        let pack = try loader.load(Array(text.utf8).span, name: "made-up.yaml")
        let image = PackImage.image(of: [pack], key: "k")
        #expect(shown(try #require(Self.packs(image, key: "k"))) == shown([pack]))
    }

    /// Whatever stands in an image whose checksum holds: what is taken of it can be read later as well.
    @Test func noRuleIsTakenThatCannotBeReadLater() throws {
        let packs = try BuiltInRules.packs()
        let image = PackImage.image(of: Array(packs.prefix(1)), key: "k")
        var taken = 0
        for at in stride(from: 32, to: image.count, by: max(1, image.count / 2_000)) {
            for change: UInt8 in [1, 0x10, 0xFF] {
                var damaged = image
                damaged[at] ^= change
                var sum = ImageWriter()
                sum.append(word: ImageWriter.checksum(damaged[16...]))
                damaged.replaceSubrange(8..<16, with: sum.bytes)
                guard let packs = Self.packs(damaged, key: "k") else { continue }
                taken += 1
                for rule in packs.flatMap(\.rules) {
                    #expect(rule.detection != Rule.Contents.unreadable.detection, "byte \(at), rule \(rule.id)")
                    #expect(rule.detection.kind == rule.outline.kind, "byte \(at), rule \(rule.id)")
                }
            }
        }
        #expect(taken > 100)
    }

    @Test func damageIsNoticed() throws {
        let packs = try BuiltInRules.packs()
        let image = PackImage.image(of: Array(packs.prefix(1)), key: "k")
        for at in stride(from: 0, to: image.count, by: max(1, image.count / 400)) {
            var damaged = image
            damaged[at] ^= 0x10
            #expect(Self.packs(damaged, key: "k") == nil, "byte \(at)")
            #expect(Self.packs(Array(image.prefix(at)), key: "k") == nil, "\(at) bytes")
        }
    }
}
