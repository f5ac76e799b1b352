/// A tree together with the bytes it was parsed from: what queries are asked about. It lives no longer than the bytes.
public struct JSONDocument: ~Escapable {
    public let tree: JSONTree
    public let bytes: Span<UInt8>

    /// - Parameter bytes: the ones that `tree` was parsed from, at the same offsets; there may be more behind them.
    @_lifetime(copy bytes)
    public init(_ tree: JSONTree, over bytes: Span<UInt8>) {
        self.tree = tree
        self.bytes = bytes
    }

    /// Calls `body` with what a string stands for: its bytes with escapes resolved, surrogates without their other half in
    /// three bytes. Allocates only where there is a backslash.
    ///
    /// - Parameter node: a string; nil of other kinds.
    public func withString<Result, Failure: Error>(
        _ node: JSONTree.Node, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard tree.kind(of: node) == .string else { return nil }
        return try withInside(tree.range(of: node), isEscaped: tree.isEscaped(node), body)
    }

    /// As `withString`, for the name of a member; nil for what is none.
    public func withName<Result, Failure: Error>(
        of node: JSONTree.Node, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let range = tree.nameRange(of: node) else { return nil }
        return try withInside(range, isEscaped: tree.isNameEscaped(node), body)
    }

    private func withInside<Result, Failure: Error>(
        _ range: Range<Int>, isEscaped: Bool, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let raw = bytes.extracting(range.lowerBound + 1..<range.upperBound - 1)
        guard isEscaped else { return try body(raw) }
        var decoded: [UInt8] = []
        JSONEscape.decode(raw, appendingTo: &decoded)
        return try body(decoded.span)
    }

    /// Whether a member's name stands for these bytes.
    func hasName(_ node: JSONTree.Node, _ name: Span<UInt8>) -> Bool {
        guard let range = tree.nameRange(of: node) else { return false }
        // Most names differ by length alone; an escape is never shorter than what it stands for.
        guard tree.isNameEscaped(node) ? range.count - 2 >= name.count : range.count - 2 == name.count else { return false }
        return withName(of: node) { $0.hasSameBytes(as: name) } ?? false
    }
}

extension Span<UInt8> {
    func hasSameBytes(as other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for i in 0..<count where self[i] != other[i] { return false }
        return true
    }

    /// Byte order, which for UTF-8 is that of Unicode scalars.
    func isBefore(_ other: Span<UInt8>) -> Bool {
        for i in 0..<Swift.min(count, other.count) where self[i] != other[i] { return self[i] < other[i] }
        return count < other.count
    }

    func copy() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for i in 0..<count { bytes.append(self[i]) }
        return bytes
    }
}
