internal import Bytes
internal import Engine
internal import JSONPath
internal import Masking

/// Lines that a log driver cut are looked at as wholes: see `PartialLines`.
extension TextProcessor {
    /// Examines what the chains of a text hold, each as one text of level 1 with pieces in several records.
    mutating func examineChains(of text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer) {
        guard !json.partial.chains.isEmpty else { return }
        let name = Array("log".utf8)
        let root = json.parser.automaton.root
        let inside = json.parser.hasQueries ? unsafe name.withUnsafeBufferPointer { unsafe json.parser.automaton.member(root, $0) } : root
        for chain in json.partial.chains {
            var first = chain.pieces.lowerBound
            while first < chain.pieces.upperBound {
                first = unsafe examineWindow(of: chain, from: first, text, json, state: chain.isJSON ? inside : root)
            }
        }
        flush(json, level: 1)
    }

    /// Makes a text of the pieces of a chain, from one on, as many as are examined at once.
    ///
    /// - Returns: the piece that the next text begins with: what overlaps is as much as in a long string.
    private mutating func examineWindow(
        of chain: PartialLines.Chain, from first: Int, _ text: UnsafeBufferPointer<UInt8>, _ json: JSONExaminer,
        state: PathAutomaton.State
    ) -> Int {
        let level = json.levels[1]
        let start = level.text.count
        var next = first
        while next < chain.pieces.upperBound, level.text.count - start < Self.longestString {
            let piece = json.partial.pieces[next]
            if chain.isJSON {
                unsafe JSONEscape.decode(piece, in: text, isSoft: false, to: &level.text, map: &level.map)
            } else {
                unsafe level.text.append(text.part(piece))
                level.map.appendVerbatim(raw: piece.lowerBound, length: piece.count)
            }
            next += 1
        }
        let token = chain.isJSON ? json.levels[0].tape.token(ofTextAt: json.partial.pieces[first].lowerBound) : -1
        finish(.decoded, start, token: token, strings: chain.isJSON ? 1 : 0, state: state, json, level: 1)
        guard next < chain.pieces.upperBound else { return next }
        var overlap = 0
        while next > first + 1, overlap < Self.stringOverlap {
            next -= 1
            overlap += json.partial.pieces[next].count
        }
        return next
    }

    /// What an edit of raw bytes covers, without the end of a line of output: a record that loses it goes on in the next one.
    /// Nil where nothing is left to mask.
    func withoutLineEnd(_ raw: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        let kept = unsafe DockerRecord.withoutLineEnd(raw, in: text)
        guard kept != raw else { return raw }
        return unsafe kept.isEmpty || detector.grammar.isMasked(kept, in: text.span) ? nil : kept
    }

    /// Finds the runs of what is to be written: lines that changed are looked at again together with what they belong to.
    mutating func findRuns(ofOutput output: borrowing ByteBuffer, isFinal: Bool) {
        outputRuns.removeAll()
        guard sawParts else { return }
        unsafe output.withBytes { bytes in
            guard unsafe ColourCodes.stand(in: bytes) else {
                return unsafe outputRuns.find(in: bytes, before: bytes.count, isFinal: isFinal || runsEnd)
            }
            _ = unsafe ColourCodes.join(bytes, into: &view, map: &map)
            var seen = ByteBuffer(capacity: 1)
            swap(&seen, &view)
            unsafe seen.withBytes { unsafe outputRuns.find(in: $0, before: $0.count, isFinal: isFinal || runsEnd) }
            swap(&seen, &view)
            let map = self.map
            // Lines of the view are lines of the text: what a code hides at the start of one belongs to it.
            outputRuns.move { offset in
                offset == 0 ? 0 : map.rawHull(of: offset - 1..<offset)?.upperBound ?? 0
            }
        }
    }
}

extension JSONTape {
    /// The string or name whose content begins at an offset; -1 where none does.
    func token(ofTextAt offset: Int) -> Int {
        let index = firstDocument(endingBehind: offset)
        guard index < documents.count else { return -1 }
        let token = tokens.last(beginningAt: offset - 1, in: documents[index].tokens)
        return token >= 0 && tokens[token].isText && tokens[token].content.lowerBound == offset ? token : -1
    }
}
