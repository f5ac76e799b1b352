extension Array {
    /// Removes all and keeps the room. Of what is empty already, as most scratch is that a text has no use for, nothing is asked.
    @inline(__always)
    mutating func clear() {
        if !isEmpty { removeAll(keepingCapacity: true) }
    }
}
