/// Writes the canonical form of a query; `JSONPathQuery.description` says what it promises. Recurses as deep as the
/// tree, which the parser bounds.
struct CanonicalWriter {
    private var utf8: [UInt8] = []

    var text: String { String(decoding: utf8, as: UTF8.self) }

    mutating func write(origin: JSONPathQuery.Origin, _ segments: [JSONPathQuery.Segment]) {
        write(origin)
        for segment in segments { write(segment) }
    }

    private mutating func write(_ ascii: String) { utf8 += ascii.utf8 }

    private mutating func write(_ origin: JSONPathQuery.Origin) { write(origin == .root ? "$" : "@") }

    private mutating func write(_ segment: JSONPathQuery.Segment) {
        let isDescendant = if case .descendant = segment { true } else { false }
        let selectors = segment.selectors
        switch selectors.first {
        case .wildcard where selectors.count == 1:
            write(isDescendant ? "..*" : ".*")
        case .name(let name) where selectors.count == 1 && name.isShorthand:
            write(isDescendant ? ".." : ".")
            utf8 += name.utf8
        default:
            write(isDescendant ? "..[" : "[")
            join(selectors, by: ",") { writer, selector in writer.write(selector) }
            write("]")
        }
    }

    private mutating func write(_ selector: JSONPathQuery.Selector) {
        switch selector {
        case .name(let name): write(quoted: name)
        case .wildcard: write("*")
        case .index(let index): write(String(index))
        case .slice(let slice):
            if let start = slice.start { write(String(start)) }
            write(":")
            if let end = slice.end { write(String(end)) }
            if slice.step != 1 { write(":\(slice.step)") }
        case .filter(let expression):
            write("?")
            write(expression)
        }
    }

    // MARK: Filters

    private mutating func write(_ expression: JSONPathQuery.LogicalExpression) {
        switch expression {
        case .or(let operands):
            join(operands, by: "||") { writer, operand in writer.write(operand) }
        case .and(let operands):
            join(operands, by: "&&") { writer, operand in
                if case .or = operand { writer.write(parenthesized: operand) } else { writer.write(operand) }
            }
        case .not(let operand):
            write("!")
            switch operand {
            case .or, .and, .not, .comparison: write(parenthesized: operand)
            case .exists, .match, .search: write(operand)
            }
        case .comparison(let left, let comparison, let right):
            write(left)
            write(comparison.rawValue)
            write(right)
        case .exists(let query): write(query)
        case .match(let subject, let pattern): write(.match, subject, pattern)
        case .search(let subject, let pattern): write(.search, subject, pattern)
        }
    }

    private mutating func write(parenthesized expression: JSONPathQuery.LogicalExpression) {
        write("(")
        write(expression)
        write(")")
    }

    private mutating func write(
        _ function: JSONPathFunction, _ subject: JSONPathQuery.ValueExpression, _ pattern: JSONPathQuery.ValueExpression
    ) {
        write(function.rawValue + "(")
        write(subject)
        write(",")
        write(pattern)
        write(")")
    }

    private mutating func write(_ expression: JSONPathQuery.ValueExpression) {
        switch expression {
        case .literal(let literal): write(literal)
        case .query(let query):
            write(query.origin)
            for step in query.steps {
                switch step {
                case .name(let name): write(.child([.name(name)]))
                case .index(let index): write(.child([.index(index)]))
                }
            }
        case .length(let argument):
            write("length(")
            write(argument)
            write(")")
        case .count(let query): write(.count, query)
        case .value(let query): write(.value, query)
        }
    }

    private mutating func write(_ function: JSONPathFunction, _ query: JSONPathQuery.FilterQuery) {
        write(function.rawValue + "(")
        write(query)
        write(")")
    }

    private mutating func write(_ query: JSONPathQuery.FilterQuery) { write(origin: query.origin, query.segments) }

    private mutating func write(_ literal: JSONPathQuery.Literal) {
        switch literal {
        case .string(let string): write(quoted: string)
        case .number(let number): write(number.spelling)
        case .bool(let bool): write(bool ? "true" : "false")
        case .null: write("null")
        }
    }

    // MARK: Strings

    private mutating func write(quoted string: ExactString) {
        let single = UInt8(ascii: "'")
        let double = UInt8(ascii: "\"")
        var singles = 0
        for byte in string.utf8 {
            if byte == single { singles += 1 } else if byte == double { singles -= 1 }
        }
        let quote = singles > 0 ? double : single
        utf8.append(quote)
        for byte in string.utf8 { write(byte, within: quote) }
        utf8.append(quote)
    }

    private mutating func write(_ byte: UInt8, within quote: UInt8) {
        switch byte {
        case quote, UInt8(ascii: "\\"): utf8 += [UInt8(ascii: "\\"), byte]
        case 0x08: write("\\b")
        case 0x09: write("\\t")
        case 0x0A: write("\\n")
        case 0x0C: write("\\f")
        case 0x0D: write("\\r")
        case 0..<0x20: write("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
        default: utf8.append(byte)
        }
    }

    private mutating func join<Element>(
        _ elements: [Element], by separator: String, _ write: (inout Self, Element) -> Void
    ) {
        for (index, element) in elements.enumerated() {
            if index > 0 { self.write(separator) }
            write(&self, element)
        }
    }
}

extension ExactString {
    /// Whether the name may stand right after a dot, without quotes.
    var isShorthand: Bool {
        guard let first = utf8.first, Parser.isNameStart(first) else { return false }
        return utf8.allSatisfy { Parser.isNameStart($0) || Parser.isDigit($0) }
    }
}
