internal import Bytes
internal import Matching

extension Scanner {
    /// Finds the candidates in the text of all rules but those that the list then leaves out. False where the text is too long
    /// for offsets of 32 bits: the caller then does without.
    ///
    /// - Parameter isFinal: nothing follows. Otherwise a byte behind the end may be what a candidate needs.
    mutating func collect(_ text: UnsafeBufferPointer<UInt8>, keeps: Bool, isFinal: Bool) -> Bool {
        guard UInt32(exactly: text.count) != nil else { return false }
        candidates.removeAll()
        if keeps { candidates.beginKeeping() }
        defer { candidates.keepsSoft = false }
        unsafe collectAll(text, isFinal: isFinal)
        if candidates.overflowed {
            candidates.beginCounting()
            unsafe collectAll(text, isFinal: isFinal)
            candidates.leaveOutCommonest()
            unsafe collectAll(text, isFinal: isFinal)
        }
        candidates.group()
        if keeps { candidates.keep() }
        return true
    }

    private mutating func collectAll(_ text: UnsafeBufferPointer<UInt8>, isFinal: Bool) {
        unsafe collectLiterals(text, 0..<text.count, isFinal: isFinal)
        unsafe collectShapes(text)
    }

    /// Finds literals in a window of the text.
    mutating func collectLiterals(_ text: UnsafeBufferPointer<UInt8>, _ window: Range<Int>, isFinal: Bool) {
        guard let base = text.baseAddress else { return }
        let table = detector.anchors
        unsafe withUnsafeMutablePointer(to: &candidates) { list in
            var collector = unsafe LiteralCollector(
                text: base, count: text.count, first: UnsafePointer(table.first.baseAddress),
                anchors: UnsafePointer(table.anchors.baseAddress), checks: UnsafePointer(table.checks.baseAddress),
                setWords: UnsafePointer(table.setWords), names: UnsafePointer(table.names.baseAddress),
                nameBytes: UnsafePointer(table.nameBytes.baseAddress), alike: UnsafePointer(table.alike.baseAddress),
                partLengths: UnsafePointer(table.partLengths.baseAddress), sieve: UnsafePointer(table.sieve.baseAddress),
                sieveStarts: UnsafePointer(table.sieveStarts.baseAddress), candidates: list, isFinal: isFinal)
            let origin = window.lowerBound
            unsafe literals.forEachEnd(in: text.part(window)) { collector.found($0, endingAt: $1 &+ origin) }
            if collector.sawMask { textHoldsMask = true }
        }
    }

    private mutating func collectShapes(_ text: UnsafeBufferPointer<UInt8>) {
        guard !detector.shapes.isEmpty else { return }
        let detector = self.detector
        unsafe withUnsafeMutablePointer(to: &candidates) { list in
            unsafe detector.shapes.forEachHit(in: text, scratch: shapeScratch) { shape, position in
                unsafe detector.shapeAnchors[shape].append(position, in: text, to: &list.pointee)
            }
        }
    }
}

extension Detector.ShapePlan {
    /// Appends the candidate of a shape that stands at `position`.
    @inline(__always)
    func append(_ position: Int, in text: UnsafeBufferPointer<UInt8>, to candidates: inout CandidateList) {
        guard position >= minBefore else { return }
        let low = unsafe earliestStart(for: position, in: text)
        let candidate = Candidate(
            rule: UInt32(rule), position: UInt32(position), low: UInt32(low), high: UInt32(position - minBefore))
        if joins { candidates.appendOrWiden(candidate) } else { candidates.append(candidate) }
    }

    /// The earliest start of a match whose shape stands at `position`: as far back as the bytes between allow.
    func earliestStart(for position: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        let limit = maxBefore.map { max(0, position - $0) } ?? 0
        guard let between else { return limit }
        let patience = max(limit, position - LiteralCollector.longestWalk)
        var at = position
        while at > patience {
            let byte = unsafe Int(text[at - 1])
            if between[byte >> 6] >> UInt64(byte & 63) & 1 == 0 { return at }
            at -= 1
        }
        return limit
    }
}
