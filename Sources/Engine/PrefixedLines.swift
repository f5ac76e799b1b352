internal import Bytes

/// The lines of a text that have a prefix, without it: what rules over lines see of them.
///
///     text    2026-11-29T08:32:30Z password:⏎2026-11-29T08:32:31Z   k3y⏎other⏎
///     lines   password:⏎  k3y⏎
///             └──── run ────┘
///
/// A *run* is of lines that follow each other and have the same prefix.
final class PrefixedLines {
    /// A line, and where it stands in the text.
    private struct Line {
        /// Where it begins here.
        var start: Int
        /// Where what is behind its prefix begins in the text.
        var text: Int
    }

    struct Run {
        /// Here.
        var range: Range<Int>
        /// Behind its last line end in the text.
        var textEnd: Int
    }

    let extent: LinePrefix.Extent
    private(set) var bytes = ByteBuffer(capacity: 1)
    private var lines: [Line] = []
    private var runs: [Run] = []
    private var isRead = false

    init(_ extent: LinePrefix.Extent) { self.extent = extent }

    /// Bytes that are kept from text to text.
    private static let kept = 1 << 20

    func forget() {
        guard isRead else { return }
        isRead = false
        // What one giant text took is given back.
        if bytes.capacity > Self.kept { bytes = ByteBuffer(capacity: 1) }
        if lines.capacity > Self.kept / MemoryLayout<Line>.stride { lines = [] }
        if runs.capacity > Self.kept / MemoryLayout<Run>.stride { runs = [] }
    }

    /// Reads all lines of a text, once until it is forgotten.
    ///
    /// - Parameter fences: no run goes on over one. Ascending.
    func read(_ text: UnsafeBufferPointer<UInt8>, fences: [Int]) {
        guard !isRead else { return }
        isRead = true
        bytes.removeAll()
        lines.removeAll(keepingCapacity: true)
        runs.removeAll(keepingCapacity: true)
        var key: UInt64?
        var fence = 0
        var at = 0
        while at < text.count {
            while fence < fences.count, fences[fence] <= at {
                key = nil
                fence += 1
            }
            let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: at) ?? text.count
            let next = min(end + 1, text.count)
            guard let prefix = unsafe LinePrefix(of: text.part(Self.line(from: at, to: end, in: text)), extent) else {
                key = nil
                at = next
                continue
            }
            lines.append(Line(start: bytes.count, text: at + prefix.length))
            unsafe bytes.append(text.part(at + prefix.length..<next))
            if key == prefix.key {
                runs[runs.count - 1].range = runs[runs.count - 1].range.lowerBound..<bytes.count
                runs[runs.count - 1].textEnd = next
            } else {
                runs.append(Run(range: lines[lines.count - 1].start..<bytes.count, textEnd: next))
            }
            key = prefix.key
            at = next
        }
    }

    /// A line without its line end.
    static func line(from start: Int, to end: Int, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        unsafe start..<(end > start && text[end - 1] == UInt8(ascii: "\r") ? end - 1 : end)
    }

    /// The line that begins behind its prefix at an offset of the text: where it begins here, and its run.
    func line(atText offset: Int) -> (start: Int, run: Run)? {
        let index = lines.firstIndex(from: { $0.text >= offset })
        guard index < lines.count, lines[index].text == offset else { return nil }
        let start = lines[index].start
        let run = runs.firstIndex(from: { $0.range.upperBound > start })
        return run < runs.count ? (start, runs[run]) : nil
    }

    /// Where an offset of the text is here; within a prefix, where what is behind it begins.
    func offset(ofText offset: Int) -> Int {
        let index = lines.firstIndex(from: { $0.text > offset }) - 1
        guard index >= 0 else { return 0 }
        let next = index + 1 < lines.count ? lines[index + 1].start : bytes.count
        return min(lines[index].start + offset - lines[index].text, next)
    }

    /// Where a range stands in the text.
    func text(of range: Range<Int>) -> Range<Int> {
        let low = text(of: range.lowerBound)
        return low..<(range.isEmpty ? low : text(of: range.upperBound - 1) + 1)
    }

    private func text(of offset: Int) -> Int {
        let index = max(0, lines.firstIndex(from: { $0.start > offset }) - 1)
        return index < lines.count ? lines[index].text + offset - lines[index].start : offset
    }
}

extension Array {
    /// The first index whose element is `true` of a test that holds for all behind it as well; the count where there is none.
    fileprivate func firstIndex(from holds: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
