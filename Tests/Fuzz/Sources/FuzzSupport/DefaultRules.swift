internal import CRulePacks
public import Engine
internal import RuleLoading

/// The built-in rules, and texts in which they find something.
public enum DefaultRules {
    public static let rules: [Rule] = {
        var rules: [Rule] = []
        var count = 0
        let loader = RulePackLoader(origin: .builtIn, inspect: nil)
        let table = unsafe rule_packs(&count)
        for index in 0..<count {
            let pack = unsafe table[index]
            let bytes = unsafe UnsafeBufferPointer(start: pack.bytes, count: pack.count)
            guard let loaded = try? loader.load(unsafe bytes.span, name: unsafe String(cString: pack.name)) else {
                preconditionFailure("a built-in pack does not load")
            }
            rules += loaded.rules
        }
        return rules
    }()

    /// Examples of all rules, in their order.
    public static let examples: [[UInt8]] = rules.flatMap { rule in
        rule.examples.match.enumerated().compactMap { index, example in
            (try? ExampleTemplate.expand(example, rule: rule.id, index: index)).map { Array($0.text.utf8) }
        }
    }

    /// Text of fuzz input: bytes stand for themselves, but for `FE`, `FF` and the byte behind them, which stand for an
    /// example. So the fuzzer puts whole secrets side by side, which it would never guess.
    public static func text(from bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var at = 0
        while at < bytes.count {
            guard bytes[at] >= 0xFE, at + 1 < bytes.count else {
                text.append(bytes[at])
                at += 1
                continue
            }
            let number = (Int(bytes[at]) - 0xFE) << 8 | Int(bytes[at + 1])
            text += examples[number * examples.count / 512]
            at += 2
        }
        return text
    }
}
