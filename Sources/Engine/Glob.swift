/// A pattern for ids and names, compared byte by byte: `*` stands for any run of characters, `?` for one.
public struct Glob: Sendable, Hashable {
    private let pattern: [UInt8]

    public init(_ text: String) { self.init(Array(text.utf8)) }

    init(_ pattern: [UInt8]) { self.pattern = pattern }

    public var isLiteral: Bool { !pattern.contains(UInt8(ascii: "*")) && !pattern.contains(UInt8(ascii: "?")) }

    /// Goes back to the last `*` only, so that the time is at most the product of the lengths.
    public func matches(_ text: String) -> Bool { matches(Array(text.utf8)) }

    public func matches(_ text: [UInt8]) -> Bool {
        var p = 0
        var t = 0
        var star: Int?
        var resume = 0
        while t < text.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                star = p
                resume = t
                p += 1
            } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let star {
                resume += 1
                t = resume
                p = star + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
