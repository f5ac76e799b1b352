internal import Bytes
internal import Engine
internal import Masking

extension TextProcessor {
    /// Scans `text` and makes `edits` of what must be masked, idle or not.
    ///
    /// - Returns: where the first record begins that what follows the text may still change; the text's count where there
    ///   is none. Edits beyond it are what would be masked if nothing followed.
    /// - Parameter done: what stands before it was written already.
    mutating func detect(
        in text: UnsafeBufferPointer<UInt8>, layout: RecordLayout, isFinal: Bool, starts: Range<Int>?, done: Int = 0
    ) -> Int {
        edits.removeAll()
        matches.removeAll(keepingCapacity: true)
        reaches.removeAll(keepingCapacity: true)
        unsafe findNamedRows(in: text)
        guard unsafe document == nil && ColourCodes.stand(in: text) else {
            let open = unsafe scan(text, layout: layout, parts: parts, isFinal: isFinal, starts: starts, json: parts == .none ? json : nil)
            if parts.last, !isFinal { keepReaches(nil) }
            for (index, span) in spans.enumerated() {
                edits.beginGroup()
                unsafe append(span.range, of: span, at: place(ofSpan: index), notBefore: done, in: text)
            }
            unsafe joinExtras(nil, notBefore: done, in: text)
            return open
        }
        isFirstLook = false
        looksAgain = false
        let mayHoldText = unsafe ColourCodes.join(text, into: &view, map: &map)
        json?.fresh = nil
        moveNamedRows(by: map)
        let seen = view.count
        let decided = unsafe detectInView(
            of: text, layout: layout, parts: parts, isFinal: isFinal, starts: starts, done: done, json: parts == .none ? json : nil)
        // A code at the start of the first undecided line belongs to that line.
        let open = decided == seen ? text.count : map.rawHull(of: max(0, decided - 1)..<decided)?.upperBound ?? 0
        for i in matches.indices { matches[i] = map.rawHull(of: matches[i]) ?? 0..<0 }
        namedRows.removeAll(keepingCapacity: true)
        guard mayHoldText else { return open }
        let joined = edits
        edits.removeAll()
        unsafe detectOpened(in: text, isFinal: isFinal, starts: starts, done: done)
        let opened = edits.edits
        edits = joined
        let detector = self.detector
        edits.join(opened) { detector.outranks($0, $1) }
        return open
    }

    /// Adds to `edits` what the opened view of `text` shows.
    private mutating func detectOpened(in text: UnsafeBufferPointer<UInt8>, isFinal: Bool, starts: Range<Int>?, done: Int) {
        // No sequence runs over a line end: lines by themselves hold all there is to open.
        guard parts != .none else {
            let part = unsafe text.part(0..<min(starts?.upperBound ?? text.count, text.count))
            unsafe ColourCodes.open(part, into: &view, map: &map)
            _ = unsafe detectInView(of: part, layout: .apart, parts: .none, isFinal: true, starts: nil, done: done)
            return
        }
        unsafe ColourCodes.open(text, into: &view, map: &map)
        // Where they are in this view, its first and last line are what the first and the last sequence leave of a part.
        let lastStart = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: text.count).map { $0 + 1 } ?? 0
        let opened = RecordParts(
            first: parts.first && map.rawOffset(of: 0) == 0, last: parts.last && map.rawOffset(of: map.viewCount) > lastStart)
        _ = unsafe detectInView(
            of: text, layout: .apart, parts: opened, isFinal: isFinal || !parts.last, starts: starts, done: done)
    }

    /// Scans the view that was made of `text`, adds to `edits` the raw bytes of what is found, and returns how much of the
    /// view is decided.
    private mutating func detectInView(
        of text: UnsafeBufferPointer<UInt8>, layout: RecordLayout, parts: RecordParts, isFinal: Bool, starts: Range<Int>?, done: Int,
        json: JSONExaminer? = nil
    ) -> Int {
        let map = self.map
        let viewStarts = starts.map {
            let low = map.viewOffset(of: $0.lowerBound)
            // What may start behind the last byte may do so in the view.
            return low..<max(low, $0.upperBound > text.count ? map.viewCount + 1 : map.viewOffset(of: $0.upperBound))
        }
        var seen = ByteBuffer(capacity: 1)
        swap(&seen, &view)
        defer { swap(&seen, &view) }
        let decided = unsafe seen.withBytes {
            unsafe scan($0, layout: layout, parts: parts, isFinal: isFinal, starts: viewStarts, json: json)
        }
        if self.parts.last, !isFinal { keepReaches(map) }
        for (index, span) in spans.enumerated() {
            edits.beginGroup()
            let place = json == nil ? JSONExaminer.Place() : place(ofSpan: index)
            map.forEachRawSpan(of: span.range) { piece in
                guard !piece.isEmpty else { return }
                // A mask behind a sequence cut short would complete it: it goes as well, if it has not gone already.
                let low = unsafe ControlSequence.incomplete(before: piece.lowerBound, in: text) ?? piece.lowerBound
                unsafe append(low..<piece.upperBound, of: span, at: place, notBefore: done, in: text)
            }
        }
        if let json {
            unsafe joinExtras(map, notBefore: done, in: text)
            for i in json.documentEnds.indices { json.documentEnds[i] = map.rawOffset(of: json.documentEnds[i]) }
            for i in json.brokenEnds.indices { json.brokenEnds[i] = map.rawOffset(of: json.brokenEnds[i]) }
        }
        return decided
    }

    /// Adds a part of a span, without what is masked or written already: a group within a lookbehind may stand before the
    /// match, and a span may have begun in what another part masked.
    private mutating func append(
        _ range: Range<Int>, of span: MaskSpan, at place: JSONExaminer.Place, notBefore start: Int, in text: UnsafeBufferPointer<UInt8>
    ) {
        guard let raw = unsafe withoutLineEnd(range, in: text) else { return }
        let low = max(raw.lowerBound, edits.end, start)
        guard low < raw.upperBound else { return }
        edits.append(low..<raw.upperBound, rule: span.rule, withheld: span.withheld, landing: place.landing, path: place.path)
    }

    private func place(ofSpan index: Int) -> JSONExaminer.Place {
        guard let json, index < json.places.count else { return .init() }
        return json.places[index]
    }

    /// Adds what only the structure of JSON shows. `map` is of the view that was looked at, nil where that was the text.
    private mutating func joinExtras(_ map: OffsetMap?, notBefore start: Int, in text: UnsafeBufferPointer<UInt8>) {
        guard let json, !json.extras.isEmpty else { return }
        var fresh: [Edit] = []
        for (group, extra) in json.extras.enumerated() {
            func add(_ range: Range<Int>) {
                guard let raw = unsafe withoutLineEnd(range, in: text), raw.upperBound > start, !raw.isEmpty else { return }
                var edit = Edit(max(start, raw.lowerBound)..<raw.upperBound, rule: extra.rule, withheld: extra.withheld, group: group)
                edit.landing = extra.place.landing
                edit.wrap = extra.place.wrap
                edit.path = extra.place.path
                edit.isSelected = extra.place.isSelected
                fresh.append(edit)
            }
            for piece in json.ranges[extra.pieces] {
                if let map { map.forEachRawSpan(of: piece, add) } else { add(piece) }
            }
        }
        let detector = self.detector
        edits.join(fresh) { detector.outranks($0, $1) }
    }

    /// Scans, and makes spans of what is found.
    private mutating func scan(
        _ text: UnsafeBufferPointer<UInt8>, layout: RecordLayout, parts: RecordParts, isFinal: Bool, starts: Range<Int>?,
        json: JSONExaminer?
    ) -> Int {
        if let json, let document {
            unsafe scanDocument(text, document, json)
            return text.count
        }
        var open = text.count
        if looksAgain {
            unsafe scanner.scanAgain(text, revision, layout: layout)
        } else {
            open = unsafe scanner.scan(text, layout: layout, parts: parts, starts: starts, keeps: isFirstLook, isFinal: isFinal)
        }
        if scanner.sawMultilineCandidate {
            sawMultilineCandidate = true
            let starts = scanner.multilineStarts
            multilineStarts = isFirstLook && starts.count <= Scanner.mostMultilineStarts ? starts : nil
        }
        for finding in scanner.findings where layout == .lines && detector.rules[finding.rule].rule.isMultiline {
            let low = min(finding.match.lowerBound, finding.secret.lowerBound)
            matches.append(low..<max(finding.match.upperBound, finding.secret.upperBound))
        }
        guard let json else {
            dropLimited()
            detector.resolve(&scanner.findings, into: &spans)
            return open
        }
        let area = max(0, starts?.lowerBound ?? 0)..<min(text.count, starts?.upperBound ?? text.count)
        if json.readsDocuments {
            unsafe json.partial.find(in: text, before: area.upperBound, isFinal: isFinal || runsEnd)
        }
        if json.partial.holdsParts { sawParts = true }
        unsafe readJSON(text, json, area: area.lowerBound..<max(area.lowerBound, area.upperBound))
        detector.resolve(&scanner.findings, into: &spans)
        unsafe finishJSON(text, json)
        // A run is one thing: no block ends within it.
        if layout == .lines { for run in json.partial.runs { matches.append(run.range) } }
        matches += json.bonds
        return json.partial.rest(atOrBefore: open)
    }

    /// Drops findings of rules that hold in a part of documents only: here are none.
    private mutating func dropLimited() {
        guard let rules = json?.rules, rules.hasScopes else { return }
        scanner.findings.removeAll { !rules.holdsOutside($0.rule) }
    }

    /// Where a span, or a match over lines, runs over the end of what is decided, all that it touches waits: without what
    /// stands before, it would not be found again.
    func withoutMatchesOver(_ decided: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var ranges = bonds
        // What takes the last line end with it makes one line of two.
        for edit in edits.edits where !edit.isContinuation { ranges.append(edit.raw.lowerBound..<edit.end + 1) }
        guard ranges.contains(where: { $0.upperBound > decided }) else { return decided }
        ranges.sort { $0.lowerBound < $1.lowerBound }
        var waiting = decided
        for range in ranges.reversed() where range.lowerBound < waiting && range.upperBound > waiting {
            waiting = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: range.lowerBound).map { $0 + 1 } ?? 0
        }
        // Where each match touches the next, nothing would ever be decided (law 6).
        let most = detector.limits.record + Self.mostReaches * detector.limits.multilineWindow + (sawParts ? PartialLines.longestRun : 0)
        return text.count - waiting <= most ? waiting : text.count
    }
}
