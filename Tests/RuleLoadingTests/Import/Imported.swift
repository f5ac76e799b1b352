import Engine
import Glibc
import Redaction

@testable import RuleLoading

/// Imports a made-up file, and checks what holds for every import: the pack that is written is the pack that was made.
func imported(_ format: ForeignFormat, _ text: String, name: String = "rules.x") throws -> ImportedPack {
    let bytes = Array(text.utf8)
    let imported = try RuleImporter(format: format, inspect: BuiltInRules.inspect).load(bytes.span, name: name)
    let yaml = Array(PackWriter.yaml(imported.pack).utf8)
    let again = try RulePackLoader(inspect: BuiltInRules.inspect).load(yaml.span, name: name)
    guard shown(again.rules) == shown(imported.pack.rules), again.name == imported.pack.name else {
        throw WrittenOtherwise(yaml: String(decoding: yaml, as: UTF8.self))
    }
    return imported
}

struct WrittenOtherwise: Error {
    var yaml: String
}

/// All that rules say but for where, as text.
func shown(_ rules: [Rule]) -> [String] {
    rules.map { rule in
        var rule = rule
        rule.place = RulePlace(file: "", line: 0)
        return String(describing: rule)
    }
}

extension ImportedPack {
    /// `rule key effect: reason`, of all losses.
    var lost: [String] { losses.map { "\($0.rule ?? "-") \($0.key) \($0.effect.rawValue): \($0.reason)" } }

    func rule(_ id: String) -> Rule? { pack.rules.first { $0.id == id } }
}

/// A folder that goes with whoever made it.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/rule-import-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw WrittenOtherwise(yaml: "no folder") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private var names: [String] = []

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let full = path + "/" + name
        guard let file = unsafe fopen(full, "w") else { throw WrittenOtherwise(yaml: "no file") }
        defer { unsafe fclose(file) }
        unsafe fputs(text, file)
        names.append(full)
        return full
    }

    deinit {
        for name in names { _ = unsafe unlink(name) }
        _ = unsafe rmdir(path)
    }
}
