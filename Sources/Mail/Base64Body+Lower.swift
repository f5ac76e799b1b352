/// Changes of what was decoded, carried back.
extension Base64Body {
    /// Carries changes back. Only groups that hold a change are written anew, and those behind one up to where groups fall
    /// together again, if they do.
    static func lower(
        _ script: EditScript, _ decoded: [UInt8], to bytes: [UInt8], _ body: Range<Int>, lineEnd: [UInt8]
    ) -> EditScript {
        var index: Index? = Index()
        _ = walk(bytes, body, &index)
        guard let index else { return EditScript() }
        let (starts, runs) = (index.starts, index.runs)
        let width = lineWidth(bytes, body)
        var result = EditScript()
        guard runs.count <= Index.mostRuns else {
            result.append(body, encode(script.apply(to: decoded), lineEnd: lineEnd))
            return result
        }
        var next = 0
        // Where what was written last ends, and in which column of the copy.
        var last: (end: Int, column: Int)?
        let edits = script.edits
        for (number, run) in runs.enumerated() where next < edits.count {
            let isLast = number == runs.count - 1
            let groups = (run.decodedEnd - run.decodedStart + 2) / 3
            func rawStart(ofGroup group: Int) -> Int {
                group < groups ? start(ofGroup: group, of: run, in: bytes, starts) : run.rawEnd
            }
            while next < edits.count, edits[next].range.lowerBound < run.decodedEnd || isLast {
                // From here on it is written anew.
                let first = min(max(0, edits[next].range.lowerBound - run.decodedStart) / 3, max(0, groups - 1))
                let start = groups == 0 ? run.rawEnd : rawStart(ofGroup: first)
                var place = column(of: start, in: bytes, body)
                if let last, start - last.end <= place { place = last.column + start - last.end }
                var encoder = Base64Encoder(width: width, column: place, lineEnd: lineEnd)
                var at = run.decodedStart + first * 3
                var end = run.rawEnd
                while true {
                    // Up to the next change, or to where groups fall together.
                    let limit = next < edits.count ? min(edits[next].range.lowerBound, run.decodedEnd) : run.decodedEnd
                    var isTogether = false
                    while at < limit {
                        if encoder.isAtGroup, encoder.hasChanges {
                            isTogether = (at - run.decodedStart) % 3 == 0
                            // Both come to a group's start at every third byte: from here on never, or now.
                            if !isTogether {
                                encoder.put(decoded[at..<limit])
                                at = limit
                            }
                            break
                        }
                        encoder.put(decoded[at])
                        at += 1
                    }
                    if isTogether {
                        end = rawStart(ofGroup: (at - run.decodedStart) / 3)
                        var rest = 0
                        while end + rest < body.upperBound, bytes[end + rest] != 0x0A, bytes[end + rest] != 0x0D { rest += 1 }
                        encoder.makeRoom(for: rest)
                        break
                    }
                    guard next < edits.count, edits[next].range.lowerBound < run.decodedEnd || isLast else {
                        encoder.pad()
                        break
                    }
                    for byte in script.text(of: edits[next]) { encoder.put(byte) }
                    encoder.hasChanges = true
                    at = max(at, min(edits[next].range.upperBound, run.decodedEnd))
                    next += 1
                    if at >= run.decodedEnd, next >= edits.count || !(edits[next].range.lowerBound < run.decodedEnd || isLast) {
                        encoder.pad()
                        break
                    }
                }
                result.append(start..<end, encoder.text)
                last = (end, encoder.column)
            }
        }
        return result
    }

    private static func start(ofGroup group: Int, of run: Run, in bytes: [UInt8], _ starts: [UInt32]) -> Int {
        var at = run.rawStart
        var left = group * 4
        // Nearer, where one of the run was noted.
        let noted = (run.first + group) / Index.stride
        if noted * Index.stride >= run.first {
            at = Int(starts[noted])
            left = (run.first + group) % Index.stride * 4
        }
        let values = self.values
        while true {
            if values[Int(bytes[at])] < 64 {
                if left == 0 { return at }
                left -= 1
            }
            at += 1
        }
    }

    /// As long as the part's own lines are.
    private static func lineWidth(_ bytes: [UInt8], _ body: Range<Int>) -> Int {
        var width = 0
        for at in body {
            if bytes[at] == 0x0A || bytes[at] == 0x0D {
                if width > 0 { break }
            } else {
                width += 1
            }
        }
        return width < 4 || width > MailLimits.encodedLine ? MailLimits.encodedLine : width / 4 * 4
    }

    private static func column(of offset: Int, in bytes: [UInt8], _ body: Range<Int>) -> Int {
        var at = offset
        while at > body.lowerBound, bytes[at - 1] != 0x0A, bytes[at - 1] != 0x0D { at -= 1 }
        return offset - at
    }
}
