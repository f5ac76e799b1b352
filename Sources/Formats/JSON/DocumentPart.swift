/// Where in a document a text begins that is a part of it.
public struct DocumentPart: Sendable {
    /// The containers that are open there, from the root on; none at the document's start.
    public var open: [OpenContainer] = []
    /// A value or a member ended right before: a comma or the container's end comes next.
    public var isBehindValue = false
    /// The document is longer than what queries may ask of it as a whole.
    public var isTooLong = false

    public init() {}
}
