internal import Bytes

/// Lines of output that a log driver cut into several records, which belong together.
///
/// Docker's `json-file` cuts a line at 16 KiB; only the last part's text ends in a line end. The format of the container
/// runtime interface says it by a tag, `P` for a part and `F` for the last one. Records of the other stream may stand between.
///
///     {"log":"first pa","stream":"stdout","time":"…"}             2016-10-06T00:17:09.66Z stdout P first pa
///     {"log":"an error\n","stream":"stderr","time":"…"}           2016-10-06T00:17:09.67Z stderr F an error
///     {"log":"rt, last part\n","stream":"stdout","time":"…"}      2016-10-06T00:17:09.68Z stdout F rt, last part
///
/// A *run* begins with a part that nothing is open before, and ends where no line of output is open any more, with the
/// first line that is no such record, or with the 64th record. Between runs a text *rests*: what stands before does not
/// matter for what follows. So where runs lie depends on the bytes alone, and no block is cut within one. A *chain* is what
/// belongs together in a run. Where a line goes on behind a run that is full, there is a *seam*: what is found across it
/// holds both runs together, and nothing else does.
struct PartialLines {
    /// So many records are looked at together: a megabyte of output, as Docker cuts it.
    static let mostRecords = 64
    /// What Docker makes of 16 KiB if it must write each byte as an escape of six, and what it adds. A longer line is none
    /// of its records.
    static let longestRecord = 128 << 10

    static let longestRun = mostRecords * longestRecord

    struct Run {
        /// Whole lines.
        var range: Range<Int>
        /// Indices of its chains.
        var chains: Range<Int>
    }

    /// The last part of a line in a run that is full, and the next one.
    struct Seam {
        var before: Range<Int>
        var after: Range<Int>
        var isJSON: Bool
    }

    struct Chain {
        /// Indices of its pieces, two at the least.
        var pieces: Range<Int>
        /// It stands in strings of JSON.
        var isJSON: Bool
    }

    /// Runs of two records or more, in order.
    private(set) var runs: [Run] = []
    private(set) var chains: [Chain] = []
    /// Of each record, what it holds of a line, as offsets of the text; its line end is left out. In the order of the chains.
    private(set) var pieces: [Range<Int>] = []
    /// The same, in the order in which they stand.
    private(set) var places: [Range<Int>] = []
    /// In order.
    private(set) var seams: [Seam] = []
    /// What is looked at together: runs, and those that a seam joins. In order.
    private var groups: [Range<Int>] = []
    /// Where a run begins that what follows the text may go on with.
    private(set) var open: Int?
    /// There is a record that holds a part, be it alone.
    private(set) var holdsParts = false

    mutating func removeAll() {
        runs.removeAll(keepingCapacity: true)
        chains.removeAll(keepingCapacity: true)
        pieces.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        seams.removeAll(keepingCapacity: true)
        groups.removeAll(keepingCapacity: true)
        open = nil
        holdsParts = false
    }

    /// Finds the runs of a text that rests at its start.
    ///
    /// - Parameters:
    ///   - end: runs that begin there or later are left out.
    ///   - isFinal: nothing follows that belongs to the text.
    mutating func find(in text: UnsafeBufferPointer<UInt8>, before end: Int, isFinal: Bool) {
        removeAll()
        var docker = unsafe LineSearch(for: DockerRecord.frame, in: text, unless: UInt8(ascii: "{"))
        var runtime = unsafe LineSearch(for: RuntimeRecord.tag, in: text, unless: nil)
        var at = 0
        while true {
            let next = unsafe docker.next(in: text, from: at, DockerRecord.isPart)
            let other = unsafe runtime.next(in: text, from: at, RuntimeRecord.isPart)
            let start = min(next, other)
            guard start < min(end, text.count) else { break }
            holdsParts = true
            at = unsafe follow(from: start, isJSON: next < other, in: text, isFinal: isFinal)
        }
        if chains.count > 1 { places.sort { $0.lowerBound < $1.lowerBound } }
    }

    /// Follows the run that begins on a line. Returns where it ends.
    private mutating func follow(from start: Int, isJSON: Bool, in text: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> Int {
        // Of standard output and standard error.
        var begun: [[Range<Int>]] = [[], []]
        let firstChain = chains.count
        var records = 0
        var at = start
        run: while records < Self.mostRecords {
            guard at < text.count else {
                if isFinal { break }
                open = open ?? start
                return text.count
            }
            let (line, next) = unsafe Self.line(at: at, in: text)
            guard let record = unsafe isJSON ? DockerRecord.read(line, in: text) : RuntimeRecord.read(line, in: text) else { break }
            at = next
            records += 1
            let stream = record.isError ? 1 : 0
            if record.isPart || !begun[stream].isEmpty { begun[stream].append(record.text) }
            if !record.isPart { endChain(&begun[stream], isJSON: isJSON) }
            if begun[0].isEmpty && begun[1].isEmpty { break }
        }
        let last = begun.map(\.last)
        for stream in begun.indices { endChain(&begun[stream], isJSON: isJSON) }
        if records > 1 {
            runs.append(Run(range: start..<at, chains: firstChain..<chains.count))
            addGroup(start..<at)
        }
        if records == Self.mostRecords { unsafe findSeams(behind: at, of: start, last, isJSON: isJSON, in: text, isFinal: isFinal) }
        return at
    }

    /// Looks for what goes on with the lines that a full run leaves unfinished, as far as a run reaches.
    ///
    /// - Parameter last: by stream, the last part of such a line.
    private mutating func findSeams(
        behind end: Int, of start: Int, _ last: [Range<Int>?], isJSON: Bool, in text: UnsafeBufferPointer<UInt8>, isFinal: Bool
    ) {
        var waiting = last
        var at = end
        for _ in 0..<Self.mostRecords where waiting.contains(where: { $0 != nil }) {
            guard at < text.count else {
                if !isFinal { open = min(open ?? start, start) }
                return
            }
            let (line, next) = unsafe Self.line(at: at, in: text)
            guard let record = unsafe isJSON ? DockerRecord.read(line, in: text) : RuntimeRecord.read(line, in: text) else { return }
            at = next
            let stream = record.isError ? 1 : 0
            guard let before = waiting[stream] else { continue }
            seams.append(Seam(before: before, after: record.text, isJSON: isJSON))
            addGroup(start..<next)
            waiting[stream] = nil
        }
    }

    private mutating func addGroup(_ range: Range<Int>) {
        if let previous = groups.last, previous.upperBound > range.lowerBound {
            groups[groups.count - 1] = min(previous.lowerBound, range.lowerBound)..<max(previous.upperBound, range.upperBound)
        } else {
            groups.append(range)
        }
    }

    private static func line(at start: Int, in text: UnsafeBufferPointer<UInt8>) -> (line: Range<Int>, next: Int) {
        let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: start) ?? text.count
        let isReturn = unsafe end > start && text[end - 1] == UInt8(ascii: "\r")
        return (start..<(isReturn ? end - 1 : end), min(end + 1, text.count))
    }

    private mutating func endChain(_ parts: inout [Range<Int>], isJSON: Bool) {
        if parts.count > 1 {
            chains.append(Chain(pieces: pieces.count..<pieces.count + parts.count, isJSON: isJSON))
            pieces += parts
            places += parts
        }
        parts.removeAll(keepingCapacity: true)
    }

    // MARK: - Where things stand

    /// The last offset at or before one at which the text rests.
    func rest(atOrBefore offset: Int) -> Int {
        if let open, open < offset { return open }
        let index = firstRun(endingBehind: offset)
        return index < runs.count && runs[index].range.lowerBound < offset ? runs[index].range.lowerBound : offset
    }

    /// A range, grown so that it holds as wholes the runs that it touches, and those that seams join with them.
    func around(_ range: Range<Int>) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        let first = firstGroup(endingBehind: low)
        if first < groups.count, groups[first].lowerBound < high { low = min(low, groups[first].lowerBound) }
        let last = firstGroup(endingBehind: max(low, high - 1))
        if last < groups.count, groups[last].lowerBound < high { high = max(high, groups[last].upperBound) }
        return low..<high
    }

    private func firstGroup(endingBehind offset: Int) -> Int {
        var low = 0
        var high = groups.count
        while low < high {
            let middle = (low + high) / 2
            if groups[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Moves runs to where the lines of another text begin. Chains are left where they were.
    mutating func move(_ offset: (Int) -> Int) {
        for index in groups.indices { groups[index] = offset(groups[index].lowerBound)..<offset(groups[index].upperBound) }
        for index in runs.indices { runs[index].range = offset(runs[index].range.lowerBound)..<offset(runs[index].range.upperBound) }
        open = open.map(offset)
    }

    /// Whether what a string holds is a piece of a chain.
    func holds(_ content: Range<Int>) -> Bool {
        guard !places.isEmpty else { return false }
        let index = firstPlace(endingAtOrBehind: content.lowerBound)
        return index < places.count && places[index].lowerBound == content.lowerBound
    }

    /// Whether an offset stands in a piece of a chain.
    func holds(partAt offset: Int) -> Bool {
        let index = firstPlace(endingAtOrBehind: offset)
        return index < places.count && places[index].lowerBound <= offset
    }

    /// The first offset at or after one that stands in a piece of a chain, or is one's end.
    func nextPlace(from offset: Int) -> Int? {
        let index = firstPlace(endingAtOrBehind: offset)
        return index < places.count ? max(offset, places[index].lowerBound) : nil
    }

    private func firstPlace(endingAtOrBehind offset: Int) -> Int {
        var low = 0
        var high = places.count
        while low < high {
            let middle = (low + high) / 2
            if places[middle].upperBound < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func firstRun(endingBehind offset: Int) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].range.upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
