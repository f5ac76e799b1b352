/// How a text came to be of one that was scanned before: most of it is the same, byte for byte.
///
///     before   … stays ][ a secret ][ stays …
///     now      … stays ][ a mask ][ stays …
///
/// What an anchor looks at lies close to it. So one that stands where nothing changed held before if it holds now, and
/// only what is near a change need be searched again (`Scanner.collectAgain`).
public struct Revision: Sendable {
    /// Bytes that stand in both.
    public struct Stretch: Sendable {
        /// In the text that was scanned before.
        public var old: Range<Int>
        /// In the text as it is now.
        public var start: Int
        /// Where, in the text that was scanned before, what follows it and was replaced ends; where it ends itself if nothing
        /// was.
        public var behind: Int
        /// Where the line begins, or what else is looked at by itself, in which they stand now.
        public var line: Int

        public init(old: Range<Int>, start: Int, line: Int) {
            self.old = old
            self.start = start
            behind = old.upperBound
            self.line = line
        }
    }

    /// In order, in both texts.
    public var stretches: [Stretch] = []
    /// What is new, as offsets of the text as it is now, in order; an empty range where something was removed.
    public var changes: [Range<Int>] = []

    public init() {}

    public mutating func removeAll() {
        stretches.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
    }

    /// The last stretch that begins at or before an offset of the old text, as an index; -1 where none does.
    ///
    /// - Parameter near: where to look first.
    func stretch(atOrBefore offset: Int, near: Int) -> Int {
        var low = 0
        var high = stretches.count
        if near >= 0, near < stretches.count, stretches[near].old.lowerBound <= offset {
            let next = near + 1
            if next == stretches.count || stretches[next].old.lowerBound > offset { return near }
            if next + 1 == stretches.count || stretches[next + 1].old.lowerBound > offset { return next }
            low = next
        }
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].old.lowerBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }
}
