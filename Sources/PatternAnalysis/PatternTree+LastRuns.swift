/// A repetition of single bytes, which a match may end in: `[A-Za-z0-9_]{20,200}`.
public struct LastRun: Hashable, Sendable {
    public var set: ByteSet
    /// So many of them are matched at most; nil: without a bound.
    public var most: Int?
}

extension PatternTree {
    /// The repetitions of single bytes that a match may end in. A fixed number of bytes is a length, and none; so is what is repeated of more
    /// than a byte. What lookaheads ask for behind the end is not known here.
    public var lastRuns: [LastRun] {
        var runs: [LastRun] = []
        var open = [root]
        while let node = open.popLast() {
            let item = nodes[Int(node)]
            switch item.kind {
            case .repetition:
                let body = child(0, of: node)
                if nodes[Int(body)].kind != .byteSet {
                    open.append(body)
                } else if item.high < 0 || item.high > item.low {
                    let run = LastRun(set: set(of: body), most: item.high < 0 ? nil : Int(item.high))
                    if !runs.contains(run) { runs.append(run) }
                }
            case .sequence:
                // What may be nothing leaves the end to what stands before it.
                var index = Int(item.count) - 1
                while index >= 0 {
                    let last = child(index, of: node)
                    open.append(last)
                    if nodes[Int(last)].minWidth > 0 { break }
                    index -= 1
                }
            case .alternation:
                for index in 0..<Int(item.count) { open.append(child(index, of: node)) }
            case .empty, .byteSet, .behind, .wordBoundary, .notWordBoundary: break
            }
        }
        return runs
    }
}
