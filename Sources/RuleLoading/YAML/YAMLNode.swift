/// A node of a YAML document, with the line it begins on.
///
/// Scalars stay text: what they mean depends on the key they stand at (`words: [true]` is a word, `multiline: true` is not).
struct YAMLNode {
    enum Value {
        /// `isPlain` where it stood without quotes: only then can it be a number, true, false or nothing.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    var value: Value
    /// 1-based.
    var line: Int

    /// What the node is, for messages.
    var kind: String {
        switch value {
        case .scalar: isNothing ? "nothing" : "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// A key without a value, or `~`; `null` as well, except where a text is wanted.
    var isNothing: Bool {
        guard case .scalar(let text, isPlain: true) = value else { return false }
        return text.isEmpty || text == "~"
    }

    /// The text of a scalar; nil for anything else and for nothing.
    var text: String? {
        guard case .scalar(let text, _) = value, !isNothing else { return nil }
        return text
    }

    private var plain: String? {
        guard case .scalar(let text, isPlain: true) = value else { return nil }
        return text
    }

    /// YAML 1.2 core schema, section 10.3.2.
    var bool: Bool? {
        switch plain {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        default: nil
        }
    }

    var integer: Int? { plain.flatMap { Int($0) } }

    /// A finite decimal number.
    var number: Double? {
        guard let plain, plain.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
        return Double(plain).flatMap { $0.isFinite ? $0 : nil }
    }
}

struct YAMLEntry {
    var key: String
    var keyLine: Int
    var value: YAMLNode
}
