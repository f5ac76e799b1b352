/// Base64: RFC 2045, 6.8. Lenient as readers are: bytes that are not of the alphabet are ignored; what follows padding is read on.
enum Base64Body {
    /// 64 for what is not of the alphabet.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 64, count: 256)
        for (value, byte) in alphabet.enumerated() { table[Int(byte)] = UInt8(value) }
        return table
    }()
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Where every so many groups begin is noted.
    private static let stride = 64
    /// Of more runs, nothing is kept but the content.
    private static let mostRuns = 1_000

    /// What stands between two paddings: whole groups of four, and perhaps a shorter one.
    struct Run {
        /// Index of its first group.
        var first: Int
        var decodedStart: Int
        var decodedEnd: Int
        var rawStart: Int
        /// Behind its padding.
        var rawEnd: Int
    }

    /// Decodes; with `index`, notes where each group begins.
    private static func walk(_ bytes: [UInt8], _ body: Range<Int>, _ index: inout (starts: [UInt32], runs: [Run])?) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(body.count / 4 * 3)
        let values = self.values
        var group: UInt32 = 0
        var filled = 0
        var pads = 0
        var groups = 0
        var run = Run(first: 0, decodedStart: 0, decodedEnd: 0, rawStart: body.lowerBound, rawEnd: 0)
        // Behind the last digit or padding: line ends behind it stay.
        var seen = body.lowerBound
        func finish(at raw: Int) {
            if filled >= 2 { result.append(UInt8(truncatingIfNeeded: group >> (filled == 2 ? 4 : 10))) }
            if filled == 3 { result.append(UInt8(truncatingIfNeeded: group >> 2)) }
            group = 0
            filled = 0
            pads = 0
            run.decodedEnd = result.count
            run.rawEnd = raw
            if let count = index?.runs.count, count <= mostRuns { index?.runs.append(run) }
            run = Run(first: groups, decodedStart: result.count, decodedEnd: result.count, rawStart: raw, rawEnd: raw)
        }
        var at = body.lowerBound
        while at < body.upperBound {
            // Whole groups, which are nearly all there is.
            if filled == 0, at + 4 <= body.upperBound {
                let count = unsafe appendGroups(bytes.span, at..<body.upperBound, values.span, to: &result)
                if count > 0 {
                    if index != nil {
                        var next = groups + 1 + (stride - groups % stride) % stride
                        while next <= groups + count {
                            index?.starts.append(UInt32(clamping: at + (next - groups - 1) * 4))
                            next += stride
                        }
                    }
                    groups += count
                    at += count * 4
                    seen = at
                    pads = 0
                }
            }
            guard at < body.upperBound else { break }
            let value = values[Int(bytes[at])]
            defer { at += 1 }
            guard value < 64 else {
                if bytes[at] == UInt8(ascii: "=") {
                    pads += 1
                    seen = at + 1
                    if filled >= 2, filled + pads >= 4 { finish(at: at + 1) }
                }
                continue
            }
            pads = 0
            seen = at + 1
            if filled == 0 {
                groups += 1
                if groups % stride == 1 { index?.starts.append(UInt32(clamping: at)) }
            }
            group = group << 6 | UInt32(value)
            filled += 1
            if filled == 4 {
                result.append(UInt8(truncatingIfNeeded: group >> 16))
                result.append(UInt8(truncatingIfNeeded: group >> 8))
                result.append(UInt8(truncatingIfNeeded: group))
                group = 0
                filled = 0
            }
        }
        finish(at: seen)
        return result
    }

    /// Decodes whole groups that stand one behind the other; returns how many.
    private static func appendGroups(
        _ bytes: Span<UInt8>, _ range: Range<Int>, _ values: Span<UInt8>, to result: inout [UInt8]
    ) -> Int {
        // A few at a time: what is appended one by one costs more than what is decoded.
        let most = min(64, range.count / 4)
        return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: most * 3) { room in
            var count = 0
            while count < most {
                let at = range.lowerBound + count * 4
                let (a, b) = (values[Int(bytes[at])], values[Int(bytes[at + 1])])
                let (c, d) = (values[Int(bytes[at + 2])], values[Int(bytes[at + 3])])
                guard (a | b | c | d) < 64 else { break }
                unsafe room[count * 3] = a << 2 | b >> 4
                unsafe room[count * 3 + 1] = b << 4 | c >> 2
                unsafe room[count * 3 + 2] = c << 6 | d
                count += 1
            }
            unsafe result.append(contentsOf: room.prefix(count * 3))
            return count
        }
    }

    static func decode(_ bytes: [UInt8], _ body: Range<Int>) -> [UInt8] {
        var none: (starts: [UInt32], runs: [Run])?
        return walk(bytes, body, &none)
    }

    /// Whether the body is base64 and nothing else, so that no reader shows it as it stands.
    static func isClean(_ bytes: [UInt8], _ body: Range<Int>) -> Bool {
        let values = self.values
        for at in body where values[Int(bytes[at])] == 64 {
            switch bytes[at] {
            case 0x0A, 0x0D, 0x20, 0x09, UInt8(ascii: "="): continue
            default: return false
            }
        }
        return true
    }

    static func encode(_ bytes: [UInt8], lineEnd: [UInt8]) -> [UInt8] {
        var encoder = Encoder(width: MailLimits.encodedLine, column: 0, lineEnd: lineEnd)
        for byte in bytes { encoder.put(byte) }
        encoder.pad()
        return encoder.text
    }

    /// Carries changes back. Only groups that hold a change are written anew, and those behind one up to where groups fall
    /// together again, if they do.
    static func lower(
        _ script: EditScript, _ decoded: [UInt8], to bytes: [UInt8], _ body: Range<Int>, lineEnd: [UInt8]
    ) -> EditScript {
        var index: (starts: [UInt32], runs: [Run])? = ([], [])
        _ = walk(bytes, body, &index)
        guard let (starts, runs) = index else { return EditScript() }
        let width = lineWidth(bytes, body)
        var result = EditScript()
        guard runs.count <= mostRuns else {
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
                var encoder = Encoder(width: width, column: place, lineEnd: lineEnd)
                var at = run.decodedStart + first * 3
                var end = run.rawEnd
                while true {
                    // Up to the next change, or to where groups fall together.
                    let limit = next < edits.count ? min(edits[next].range.lowerBound, run.decodedEnd) : run.decodedEnd
                    var isTogether = false
                    while at < limit {
                        if encoder.isAtGroup, (at - run.decodedStart) % 3 == 0, encoder.hasChanges {
                            isTogether = true
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
        let noted = (run.first + group) / stride
        if noted * stride >= run.first {
            at = Int(starts[noted])
            left = (run.first + group) % stride * 4
        }
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

    private struct Encoder {
        let width: Int
        var column: Int
        let lineEnd: [UInt8]
        var text: [UInt8] = []
        var hasChanges = false
        private var group: UInt32 = 0
        private var filled = 0

        init(width: Int, column: Int, lineEnd: [UInt8]) {
            self.width = width
            self.column = column
            self.lineEnd = lineEnd
        }

        var isAtGroup: Bool { filled == 0 }

        mutating func put(_ byte: UInt8) {
            group = group << 8 | UInt32(byte)
            filled += 1
            if filled == 3 { write(4) }
        }

        /// Ends the last group.
        mutating func pad() {
            guard filled > 0 else { return }
            let digits = filled + 1
            group <<= UInt32(8 * (3 - filled))
            write(digits)
        }

        private mutating func write(_ digits: Int) {
            if column + 4 > width { breakLine() }
            for place in 0..<4 {
                let shift = UInt32(18 - 6 * place)
                text.append(place < digits ? Base64Body.alphabet[Int(group >> shift & 63)] : UInt8(ascii: "="))
            }
            column += 4
            group = 0
            filled = 0
        }

        private mutating func breakLine() {
            guard column > 0 else { return }
            text += lineEnd
            column = 0
        }

        mutating func makeRoom(for rest: Int) { if column + rest > MailLimits.encodedLine { breakLine() } }
    }
}
