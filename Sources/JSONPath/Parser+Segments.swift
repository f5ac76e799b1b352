extension Parser {
    /// jsonpath-query, up to the end of the text.
    mutating func parseWholeQuery() throws(JSONPathError) -> [JSONPathQuery.Segment] {
        guard take("$") else { throw error(.missingRoot) }
        let query = try parseSegments()
        guard next == nil else { throw error(.expectedSegment) }
        guard query.end == position else { throw error(.blankAtEnd, at: query.end) }
        return query.segments
    }

    /// Segments, and what the places that use them want to know.
    struct Segments {
        var segments: [JSONPathQuery.Segment] = []
        /// The same as a singular query's steps; nil as soon as one segment may select more than one node.
        var steps: [JSONPathQuery.SingularQuery.Step]? = []
        /// Offset after the last segment, before any blanks.
        var end: Int
    }

    /// segments, after `$` or `@`. Also steps over blanks that follow the last one: within filters, blanks may stand
    /// wherever a query may end.
    mutating func parseSegments() throws(JSONPathError) -> Segments {
        var result = Segments(end: position)
        while true {
            skipBlanks()
            let step: JSONPathQuery.SingularQuery.Step?
            if take(".", ".") {
                step = nil
                if take("[") {
                    result.segments.append(.descendant(try parseBrackets().selectors))
                } else {
                    result.segments.append(.descendant([try parseShorthand()]))
                }
            } else if take(".") {
                let selector = try parseShorthand()
                step = .init(selector)
                result.segments.append(.child([selector]))
            } else if take("[") {
                let brackets = try parseBrackets()
                let single = brackets.selectors.count == 1 && !brackets.hasBlanks
                step = single ? .init(brackets.selectors[0]) : nil
                result.segments.append(.child(brackets.selectors))
            } else {
                return result
            }
            if let step { result.steps?.append(step) } else { result.steps = nil }
            result.end = position
        }
    }

    /// wildcard-selector or member-name-shorthand, right after `.` or `..`.
    private mutating func parseShorthand() throws(JSONPathError) -> JSONPathQuery.Selector {
        if take("*") { return .wildcard }
        let start = position
        guard let first = next, Self.isNameStart(first) else { throw error(.expectedName) }
        while let next, Self.isNameStart(next) || Self.isDigit(next) { advance() }
        return .name(ExactString(validated: Array(slice(from: start))))
    }

    /// bracketed-selection, after its `[`.
    ///
    /// - Returns: also whether blanks stood at the inside of the brackets. The grammar of singular queries has no room
    ///   for them, so `@[ 0 ]` selects nodes but has no value.
    private mutating func parseBrackets() throws(JSONPathError) -> (selectors: [JSONPathQuery.Selector], hasBlanks: Bool) {
        let start = position
        var selectors: [JSONPathQuery.Selector] = []
        repeat {
            skipBlanks()
            selectors.append(try parseSelector())
            skipBlanks()
        } while take(",")
        let inside = slice(from: start)
        guard take("]") else { throw error(.expectedCommaOrBracket) }
        return (selectors, inside.first.map(Self.isBlank) ?? false || inside.last.map(Self.isBlank) ?? false)
    }

    private mutating func parseSelector() throws(JSONPathError) -> JSONPathQuery.Selector {
        switch next {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            return .name(try parseString())
        case UInt8(ascii: "*"):
            advance()
            return .wildcard
        case UInt8(ascii: "?"):
            advance()
            try enter()
            skipBlanks()
            let expression = try parseExpression()
            leave()
            return .filter(expression)
        case UInt8(ascii: ":"):
            return .slice(try parseSlice(start: nil))
        case let byte? where byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || Self.isDigit(byte):
            let integer = try parseInteger()
            skipBlanks()
            return next == UInt8(ascii: ":") ? .slice(try parseSlice(start: integer)) : .index(integer)
        default:
            throw error(.expectedSelector)
        }
    }

    /// slice-selector, from its first colon on.
    private mutating func parseSlice(start: Int?) throws(JSONPathError) -> JSONPathQuery.Slice {
        advance()
        let end = try parseBound()
        let step = take(":") ? try parseBound() : nil
        return .init(start: start, end: end, step: step ?? 1)
    }

    /// An integer with blanks around it, or only blanks.
    private mutating func parseBound() throws(JSONPathError) -> Int? {
        skipBlanks()
        switch next {
        case nil, UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "]"): return nil
        default: break
        }
        let bound = try parseInteger()
        skipBlanks()
        return bound
    }
}

extension JSONPathQuery.SingularQuery.Step {
    /// Nil for what may select more than one node.
    init?(_ selector: JSONPathQuery.Selector) {
        switch selector {
        case .name(let name): self = .name(name)
        case .index(let index): self = .index(index)
        case .wildcard, .slice, .filter: return nil
        }
    }
}
