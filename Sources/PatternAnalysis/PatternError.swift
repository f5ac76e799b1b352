/// Why a pattern could not be read. Not that it is wrong: only that nothing can be said about its matches.
public struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Byte offset in the pattern (UTF-8) of what was not understood.
    public var offset: Int
    public var reason: String

    public init(offset: Int, reason: String) {
        self.offset = offset
        self.reason = reason
    }

    public var description: String { "\(reason) (at byte \(offset) of the pattern)" }
}
