import Engine
import Redaction
import Testing

@testable import RuleLoading

/// What a pack is written as is read as the pack again.
@Suite struct PackWriterTests {
    @Test func theBuiltInPacksComeBack() throws {
        for pack in try BuiltInRules.packs(readsExamples: true) {
            let yaml = Array(PackWriter.yaml(pack).utf8)
            let again = try RulePackLoader(origin: .builtIn, inspect: nil).load(yaml.span, name: pack.place.file)
            #expect(shown(again.rules) == shown(pack.rules) && again.description == pack.description && again.version == pack.version)
            #expect(again.replacements == pack.replacements)
        }
    }

    @Test(arguments: [
        "", "a", "it's", "'", "null", "true", "12", "~", "- a", "a: b", "#a", "tab\t", "line\nend\r", "\"\\", "é\u{85}\u{2028}\u{FEFF}😀",
        "\u{1}\u{7F}", " a ", "<<<",
    ])
    func anyTextComesBack(text: String) throws {
        var rule = Rule(id: "ab", description: "d" + text, detection: .pattern("x"), place: RulePlace(file: "f", line: 4))
        rule.owner = "o" + text
        rule.examples.match = [.init(text: "x" + text), .init(text: "x" + text, secret: "x")]
        rule.allow.patterns = ["a" + text]
        var other = rule
        other.id = "cd"
        other.allow.patterns.append("b")
        other.allow.stopwords = ["s"]
        let pack = RulePack(
            name: "p", version: "1", description: "d" + text, origin: .user, digest: "", rules: [rule, other], place: rule.place)
        let yaml = Array(PackWriter.yaml(pack).utf8)
        let again = try RulePackLoader(inspect: nil).load(yaml.span, name: "f")
        #expect(
            shown(again.rules) == shown(pack.rules) && again.description == pack.description, "\(String(decoding: yaml, as: UTF8.self))")
    }

    @Test func whatAllAllowIsSaidOnce() throws {
        let result = try imported(
            .gitleaks, "[allowlist]\nregexes = ['once_only']\n" + (0..<5).map { "[[rules]]\nid = 'r\($0)'\nregex = 'abc\($0)'\n" }.joined())
        let yaml = PackWriter.yaml(result.pack)
        #expect(yaml.split(separator: "once_only").count == 2 && result.pack.rules.allSatisfy { $0.allow.patterns == ["once_only"] })
    }
}
