internal import Engine
internal import JSONPath

/// Asks queries that need to know a document, or an element, as a whole.
struct JSONQueries {
    /// A tenth of what `blot path` may take: a stream has many documents.
    private var evaluator = PathEvaluator(matcher: PathRegex(), limits: .init(steps: 2_000_000, stepsPerNode: 64))
    private var copy: [UInt8] = []

    /// Why a query has no answer.
    enum Failure: Error {
        /// The document does not parse.
        case syntax
        /// It would take too long to tell.
        case limit
    }

    /// Where the values stand that a query selects in the document that stands in a range.
    mutating func select(
        _ query: JSONPathQuery, in text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
    ) throws(Failure) -> [Range<Int>] {
        let tree = unsafe try Self.parse(text.span, range)
        do throws(PathLimitError) {
            let document = unsafe JSONDocument(tree, over: text.span)
            return try evaluator.evaluate(query, in: document).map(tree.range(of:))
        } catch {
            throw .limit
        }
    }

    /// Where the values stand that the last segments of a query select by way of one child of a node.
    ///
    /// - Parameters:
    ///   - value: where the child stands.
    ///   - name: where its name stands, quotes included; nil for an element.
    ///   - index: which element it is.
    mutating func select(
        _ tail: [JSONPathQuery.Segment], in text: UnsafeBufferPointer<UInt8>, value: Range<Int>, name: Range<Int>?, index: Int
    ) throws(Failure) -> [Range<Int>] {
        guard let first = tail.first else { return [] }
        // A container that holds nothing else.
        copy.removeAll(keepingCapacity: true)
        copy.append(UInt8(ascii: name == nil ? "[" : "{"))
        if let name {
            unsafe copy.append(contentsOf: text[name])
            copy.append(UInt8(ascii: ":"))
        }
        let start = copy.count
        unsafe copy.append(contentsOf: text[value])
        copy.append(UInt8(ascii: name == nil ? "]" : "}"))
        let bytes = copy
        let tree = try Self.parse(bytes.span, 0..<bytes.count)
        guard let child = tree.firstChild(of: tree.root) else { return [] }
        do throws(PathLimitError) {
            let document = JSONDocument(tree, over: bytes.span)
            let selectors = name == nil ? first.selectors.compactMap { Self.alone($0, index) } : first.selectors
            var nodes: [JSONTree.Node] = []
            if !selectors.isEmpty {
                let segments = [JSONPathQuery.Segment.child(selectors)] + tail.dropFirst()
                nodes = try evaluator.evaluate(segments[...], from: tree.root, root: tree.root, in: document)
            }
            if case .descendant = first {
                nodes += try evaluator.evaluate(tail[...], from: child, root: tree.root, in: document)
            }
            return nodes.map { node in
                let range = tree.range(of: node)
                let low = range.lowerBound - start + value.lowerBound
                return low..<low + range.count
            }
        } catch {
            throw .limit
        }
    }

    /// A selector of an array, for one element by itself; nil if it does not take it.
    private static func alone(_ selector: JSONPathQuery.Selector, _ index: Int) -> JSONPathQuery.Selector? {
        switch selector {
        case .name: return nil
        case .wildcard, .filter: return selector
        case .index(let wanted): return wanted == index ? .index(0) : nil
        case .slice(let slice):
            let start = slice.start ?? 0
            guard slice.step > 0, index >= start, index < slice.end ?? .max, (index - start) % slice.step == 0 else { return nil }
            return .index(0)
        }
    }

    private static func parse(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(Failure) -> JSONTree {
        do throws(JSONSyntaxError) {
            return try JSONTree(
                parsing: bytes, range: range, limits: .init(depth: JSONParser.maximumDepth, nodes: JSONParser.maximumTokens))
        } catch {
            throw .syntax
        }
    }
}
