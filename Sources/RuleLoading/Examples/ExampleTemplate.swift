public import Engine

/// A rule's example, in which `<<A-Z0-9*20>>` stands for twenty made-up characters.
///
/// So written, an example looks like no secret to anybody who searches the repository; run, it does. What it expands to
/// depends on the rule's id and the example's number alone.
///
///     <<A-Za-z0-9_-*32>>     of a class as a regex has it; a literal `-` comes last
///     <<hex*40>>             also HEX, base64, digit
///     <<luhn:4539*16>>       digits in all, of which the last makes the number pass the Luhn test
///     <<iban:DE*22>>         characters in all, the check digits valid; more letters after the country begin the account
///     <<br-cpf:###.###.###-##>>   # a digit, @ an upper-case letter: a number that this validation accepts
///     <<hex*8 as k>>, <<k>>  the same again
///     <<<                    a literal <<
public struct ExampleTemplate: Sendable {
    enum Part: Sendable {
        case literal(String)
        case generator(Generator, name: String?)
        case reference(String)
    }

    let parts: [Part]

    /// The most characters one place may stand for; the longest real secrets, private keys, are shorter.
    public static let longestRun = 16_384
    /// The longest expansion of all.
    public static let longestText = 1 << 20

    public init(parsing text: String) throws(ExampleTemplateError) {
        var parts: [Part] = []
        var literal: [UInt8] = []
        let bytes = Array(text.utf8)
        let angle = UInt8(ascii: "<")
        var at = 0
        while at < bytes.count {
            guard bytes[at] == angle, at + 1 < bytes.count, bytes[at + 1] == angle else {
                literal.append(bytes[at])
                at += 1
                continue
            }
            if at + 2 < bytes.count, bytes[at + 2] == angle {
                literal += [angle, angle]
                at += 3
                continue
            }
            guard let end = Self.end(of: bytes, from: at + 2) else {
                throw ExampleTemplateError(offset: at, reason: "'<<' without '>>'; a literal one is written '<<<'")
            }
            if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
            literal = []
            parts.append(try Self.part(String(decoding: bytes[(at + 2)..<end], as: UTF8.self), at: at))
            at = end + 2
        }
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        self.parts = parts
    }

    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var at = start
        while at + 1 < bytes.count {
            if bytes[at] == UInt8(ascii: ">"), bytes[at + 1] == UInt8(ascii: ">") { return at }
            at += 1
        }
        return nil
    }

    private static func part(_ text: String, at offset: Int) throws(ExampleTemplateError) -> Part {
        var body = Substring(text)
        var name: String?
        if let marker = Self.lastRange(of: " as ", in: text) {
            body = text[..<marker.lowerBound]
            let given = String(text[marker.upperBound...])
            guard isName(given) else {
                throw ExampleTemplateError(
                    offset: offset, reason: "\(Spelling.quoted(given)) is no name; one is made of letters, digits and _")
            }
            name = given
        }
        do throws(Generator.Failure) {
            if let generator = try Generator(form: body) { return .generator(generator, name: name) }
        } catch {
            throw ExampleTemplateError(offset: offset, reason: error.reason)
        }
        guard let star = body.lastIndex(of: "*") else {
            guard name == nil, isName(text) else {
                throw ExampleTemplateError(offset: offset, reason: "\(Spelling.quoted(text)) is neither CLASS*COUNT nor a name")
            }
            return .reference(text)
        }
        let digits = body[body.index(after: star)...]
        guard let count = Int(digits), digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), (1...longestRun).contains(count) else {
            throw ExampleTemplateError(
                offset: offset, reason: "\(Spelling.quoted(String(digits))) is no count; one is 1 to \(longestRun)")
        }
        do throws(Generator.Failure) {
            return .generator(try Generator(String(body[..<star]), count: count), name: name)
        } catch {
            throw ExampleTemplateError(offset: offset, reason: error.reason)
        }
    }

    private static func lastRange(of needle: String, in text: String) -> Range<String.Index>? {
        var at = text.endIndex
        while at > text.startIndex {
            at = text.index(before: at)
            if text[at...].hasPrefix(needle) { return at..<text.index(at, offsetBy: needle.count) }
        }
        return nil
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "_")
            }
    }

    /// - Parameter values: what has a name already; what gets one here is added.
    func expand(_ random: inout SplitMix64, _ values: inout [String: String]) throws(ExampleTemplateError) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .reference(let name):
                guard let value = values[name] else {
                    throw ExampleTemplateError(offset: 0, reason: "\(Spelling.unknown(name, among: values.keys.sorted()))")
                }
                text += value
            case .generator(let generator, let name):
                let value = generator.make(&random)
                if let name, values.updateValue(value, forKey: name) != nil {
                    throw ExampleTemplateError(offset: 0, reason: "two places are named '\(name)'")
                }
                text += value
            }
            guard text.utf8.count <= Self.longestText else {
                throw ExampleTemplateError(offset: 0, reason: "expands to more than \(Self.longestText) bytes")
            }
        }
        return text
    }
}

extension ExampleTemplate {
    /// Expands an example that must match. Names of the text may be used in the secret.
    /// - Parameter index: the example's number among its rule's examples.
    public static func expand(_ match: Examples.Match, rule: String, index: Int) throws(ExampleTemplateError) -> Examples.Match {
        var random = SplitMix64(rule, index)
        var values: [String: String] = [:]
        let text = try ExampleTemplate(parsing: match.text).expand(&random, &values)
        guard let secret = match.secret else { return Examples.Match(text: text) }
        return Examples.Match(text: text, secret: try ExampleTemplate(parsing: secret).expand(&random, &values))
    }

    /// Expands an example that must not match.
    public static func expand(_ text: String, rule: String, index: Int) throws(ExampleTemplateError) -> String {
        var random = SplitMix64(rule, index)
        var values: [String: String] = [:]
        return try ExampleTemplate(parsing: text).expand(&random, &values)
    }
}

/// Why an example cannot be expanded.
public struct ExampleTemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Of the `<<`, in bytes from the start of the example.
    public let offset: Int
    public let reason: String

    public var description: String { "\(reason) at offset \(offset)" }
}
