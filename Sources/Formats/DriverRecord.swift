internal import Bytes

/// A record of a log driver: a line, or a part of one.
struct DriverRecord {
    /// What it holds of the line, without its end.
    var text: Range<Int>
    /// The line goes on in another record.
    var isPart: Bool
    var isError: Bool
}

/// Searches a text for lines that hold a certain word, each once.
struct LineSearch {
    private let word: [UInt8]
    /// The start of the line found last, or the text's end; -1 before the first search.
    private var found = -1

    init(for word: [UInt8], in text: UnsafeBufferPointer<UInt8>, unless byte: UInt8?) {
        self.word = word
        if let byte, unsafe ByteSearch.first(byte, in: text, from: 0) == nil { found = text.count }
    }

    /// The first line that begins at or after `start`, holds the word, and is accepted by `accepts`, which is given the line's
    /// start and where the word stands.
    mutating func next(
        in text: UnsafeBufferPointer<UInt8>, from start: Int, _ accepts: (Int, Int, UnsafeBufferPointer<UInt8>) -> Bool
    ) -> Int {
        if found >= start { return found }
        var at = start
        while let hit = unsafe ByteSearch.first(word, in: text, from: at) {
            let line = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text.part(at..<hit), before: hit - at).map { at + $0 + 1 } ?? at
            if unsafe accepts(line, hit, text) {
                found = line
                return line
            }
            guard let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: hit) else { break }
            at = end + 1
        }
        found = text.count
        return text.count
    }
}

/// A line of Docker's driver `json-file`, as it writes them: no blanks, `log` first, then `stream`.
enum DockerRecord {
    private static let prefix = Array("{\"log\":\"".utf8)
    /// Behind the text, from its closing quote on.
    static let frame = Array("\",\"stream\":\"std".utf8)

    /// Whether the record on a line may hold a part, by what stands before the frame.
    static func isPart(_ line: Int, _ hit: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard hit >= line + prefix.count, unsafe !endsLine(hit, in: text, from: line) else { return false }
        let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: hit) ?? text.count
        let range = unsafe line..<(text[end - 1] == UInt8(ascii: "\r") ? end - 1 : end)
        return unsafe read(range, in: text)?.isPart ?? false
    }

    static func read(_ line: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> DriverRecord? {
        guard line.count <= PartialLines.longestRecord, line.count > prefix.count + frame.count,
            unsafe stands(prefix, at: line.lowerBound, in: text), unsafe text[line.upperBound - 1] == UInt8(ascii: "}")
        else { return nil }
        let low = line.lowerBound + prefix.count
        let part = unsafe text.part(0..<line.upperBound)
        var quote = low
        while true {
            guard let hit = unsafe ByteSearch.first(UInt8(ascii: "\""), in: part, from: quote) else { return nil }
            quote = hit
            if unsafe backslashes(before: hit, in: text, from: low) % 2 == 0 { break }
            quote += 1
        }
        guard unsafe stands(frame, at: quote, in: part), let isError = unsafe isError(at: quote + frame.count, in: part) else { return nil }
        let ends = unsafe endsLine(quote, in: text, from: low)
        return DriverRecord(text: low..<(ends ? quote - 2 : quote), isPart: !ends, isError: isError)
    }

    /// Whether `\n` stands before a closing quote.
    private static func endsLine(_ quote: Int, in text: UnsafeBufferPointer<UInt8>, from low: Int) -> Bool {
        guard quote - low >= 2, unsafe text[quote - 1] == UInt8(ascii: "n") else { return false }
        return unsafe backslashes(before: quote - 1, in: text, from: low) % 2 == 1
    }

    private static func isError(at offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool? {
        guard offset + 3 < text.count, unsafe text[offset + 3] == UInt8(ascii: "\"") else { return nil }
        if unsafe stands(Array("out".utf8), at: offset, in: text) { return false }
        return unsafe stands(Array("err".utf8), at: offset, in: text) ? true : nil
    }

    private static func backslashes(before offset: Int, in text: UnsafeBufferPointer<UInt8>, from low: Int) -> Int {
        var at = offset
        while at > low, unsafe text[at - 1] == UInt8(ascii: "\\") { at -= 1 }
        return offset - at
    }

    /// A range without the line end of a record's text, where it takes that with it: the record would then be a part of
    /// the next one.
    static func withoutLineEnd(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        // All of `\n`, or its backslash.
        for quote in [range.upperBound, range.upperBound + 1] {
            guard quote >= 2, quote < text.count, unsafe text[quote - 2] == UInt8(ascii: "\\"), unsafe text[quote - 1] == UInt8(ascii: "n"),
                unsafe stands(frame, at: quote, in: text)
            else { continue }
            let line = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: quote).map { $0 + 1 } ?? 0
            guard unsafe stands(prefix, at: line, in: text), range.lowerBound >= line + prefix.count,
                unsafe endsLine(quote, in: text, from: line + prefix.count)
            else { continue }
            return min(range.lowerBound, quote - 2)..<(quote - 2)
        }
        return range
    }
}

/// A line of the logging format of the container runtime interface: time, stream, tags, text.
enum RuntimeRecord {
    static let tag = Array(" p ".utf8)
    /// `2016-10-06T00:17:09`
    private static let shortestTime = 19
    /// `2016-10-06T00:17:09.669794202+00:00`
    private static let longestTime = 35

    static func isPart(_ line: Int, _ hit: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard hit - line <= longestTime + 7, unsafe text[hit + 1] == UInt8(ascii: "P") else { return false }
        let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: hit) ?? text.count
        let range = unsafe line..<(text[end - 1] == UInt8(ascii: "\r") ? end - 1 : end)
        return unsafe read(range, in: text)?.isPart ?? false
    }

    static func read(_ line: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> DriverRecord? {
        guard line.count <= PartialLines.longestRecord, line.count > shortestTime else { return nil }
        let head = unsafe text.part(0..<min(line.upperBound, line.lowerBound + longestTime + 1))
        guard let blank = unsafe ByteSearch.first(UInt8(ascii: " "), in: head, from: line.lowerBound),
            unsafe isTime(line.lowerBound..<blank, in: text)
        else { return nil }
        let isError: Bool
        let part = unsafe text.part(0..<line.upperBound)
        if unsafe stands(Array(" stdout ".utf8), at: blank, in: part) {
            isError = false
        } else if unsafe stands(Array(" stderr ".utf8), at: blank, in: part) {
            isError = true
        } else {
            return nil
        }
        let tag = blank + 8
        guard tag < line.upperBound, unsafe text[tag] == UInt8(ascii: "P") || text[tag] == UInt8(ascii: "F") else { return nil }
        let isPart = unsafe text[tag] == UInt8(ascii: "P")
        // An editor may have taken away the blank at the end.
        guard tag + 1 < line.upperBound else {
            return DriverRecord(text: line.upperBound..<line.upperBound, isPart: isPart, isError: isError)
        }
        guard unsafe text[tag + 1] == UInt8(ascii: " ") else { return nil }
        return DriverRecord(text: tag + 2..<line.upperBound, isPart: isPart, isError: isError)
    }

    private static func isTime(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard range.count >= shortestTime else { return false }
        for (offset, mark) in "dddd-dd-ddTdd:dd:dd".utf8.enumerated() {
            let byte = unsafe text[range.lowerBound + offset]
            guard mark == UInt8(ascii: "d") ? JSONScalar.isDigit(byte) : byte == mark else { return false }
        }
        return true
    }
}

private func stands(_ word: [UInt8], at offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard offset >= 0, offset + word.count <= text.count else { return false }
    for index in word.indices where unsafe text[offset + index] != word[index] { return false }
    return true
}
