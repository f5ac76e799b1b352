/// A container that began before the text.
public struct OpenContainer: Sendable {
    public var isObject: Bool
    /// Of a member, its name, decoded; empty for elements.
    public var name: [UInt8]
    /// Its place in the container that it stands in.
    public var index: Int
    /// How many elements or members of it began before the text.
    public var children: Int
    /// It is an array whose name a field rule looks for: each element is looked at as the value of that.
    public var holdsNamed: Bool

    public init(isObject: Bool, name: [UInt8], index: Int, children: Int, holdsNamed: Bool = false) {
        self.isObject = isObject
        self.name = name
        self.index = index
        self.children = children
        self.holdsNamed = holdsNamed
    }

    func withName<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        unsafe name.withUnsafeBufferPointer { unsafe body($0) }
    }
}
