/// Patterns of an allow list, made fewer: each call of PCRE2 costs more than what most of them do in it.
enum AllowPatterns {
    /// Patterns that together match where one of `patterns` does. Those that can be are joined by alternation: what begins
    /// with `^` in one, for it is tried at one place only, and all others in another. A pattern that refers to its groups,
    /// changes how all of it is read, or is too long to be joined stands for itself, and so does one matched by characters.
    static func joined(_ patterns: [String]) -> [String] {
        var anchored: [String] = []
        var free: [String] = []
        var alone: [String] = []
        var room = longest
        for pattern in patterns {
            let size = pattern.utf8.count + 4
            guard size <= room, canStandInGroup(pattern) else {
                alone.append(pattern)
                continue
            }
            room -= size
            if isAnchored(pattern) { anchored.append(pattern) } else { free.append(pattern) }
        }
        return [anchored, free].filter { !$0.isEmpty }.map(alternation) + alone
    }

    private static let longest = 16_384

    private static func alternation(_ patterns: [String]) -> String {
        patterns.count == 1 ? patterns[0] : patterns.map { "(?:\($0))" }.joined(separator: "|")
    }

    /// Whether a pattern means the same between `(?:` and `)`, behind others: it has neither back references, calls, conditions
    /// or names, whose numbers and names would be others', nor verbs, callouts, comments, open quotes or options of the whole.
    private static func canStandInGroup(_ pattern: String) -> Bool {
        let bytes = Array(pattern.utf8)
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            let next = at + 1 < bytes.count ? bytes[at + 1] : 0
            if byte >= 0x80 || byte == UInt8(ascii: "#") { return false }
            if byte == UInt8(ascii: "\\") {
                guard simpleEscapes.contains(next) else { return false }
                at += 2
                continue
            }
            if byte == UInt8(ascii: "("), next == UInt8(ascii: "*") { return false }
            if byte == UInt8(ascii: "("), next == UInt8(ascii: "?") {
                let after = at + 2 < bytes.count ? bytes[at + 2] : 0
                switch after {
                case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: ">"): break
                case UInt8(ascii: "<"):
                    let look = at + 3 < bytes.count ? bytes[at + 3] : 0
                    guard look == UInt8(ascii: "=") || look == UInt8(ascii: "!") else { return false }
                case UInt8(ascii: "i"):
                    let close = at + 3 < bytes.count ? bytes[at + 3] : 0
                    guard close == UInt8(ascii: ")") || close == UInt8(ascii: ":") else { return false }
                default: return false
                }
            }
            at += 1
        }
        return true
    }

    /// Escapes that stand for themselves wherever they are: classes, assertions, and punctuation. `\\p` and its like are matched
    /// by characters, digits are back references.
    private static let simpleEscapes = Set("dDwWsSbBAzZtnrf.-/\\^$|()[]{}?*+@:=_!~,;'\"<>&% ".utf8)

    /// Every alternative of it begins with `^`.
    private static func isAnchored(_ pattern: String) -> Bool {
        var text = Substring(pattern)
        if text.hasPrefix("(?i)") { text = text.dropFirst(4) }
        guard text.hasPrefix("^") else { return false }
        // A `|` outside groups would begin an alternative of its own; within a class it is not worth telling apart.
        var depth = 0
        var isEscaped = false
        for byte in text.utf8 {
            if isEscaped {
                isEscaped = false
                continue
            }
            switch byte {
            case UInt8(ascii: "\\"): isEscaped = true
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "|") where depth == 0: return false
            default: break
            }
        }
        return true
    }
}
