public import Bytes

/// The views of a text that holds control sequences: they split words for a machine, not for a reader.
///
/// The *joined* view is what a reader sees: the text without them. The *opened* view is what the joined one does not
/// show. It is made of lines with any sequence but a colour, and there each sequence is a line end, what it holds (the
/// address of a hyperlink, a title) a line. These line ends stand for no raw byte.
///
///     raw      see ␛]8;;http://x/?token=1␇this␛]8;;␇ pa␛[1mss
///     joined   see this pass
///     opened   see ⏎ 8;;http://x/?token=1 ⏎ this ⏎ 8;; ⏎ pass
///
/// Both are examined, so that nothing is hidden in a sequence, nor by one.
public enum ColourCodes {
    public static func stand(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe ByteSearch.first(ControlSequence.escape, in: text, from: 0) != nil
    }

    /// Writes the joined view of `text` into `view`, and into `map` where its bytes stand in `text`.
    ///
    /// - Returns: whether there is a sequence that may hold text.
    public static func join(_ text: UnsafeBufferPointer<UInt8>, into view: inout ByteBuffer, map: inout OffsetMap) -> Bool {
        view.removeAll()
        map.removeAll()
        return unsafe appendJoined(0..<text.count, of: text, to: &view, map: &map)
    }

    /// Appends the joined view of a part of `text`. No sequence reaches over its end.
    @discardableResult
    static func appendJoined(
        _ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, to view: inout ByteBuffer, map: inout OffsetMap
    ) -> Bool {
        let part = unsafe text.part(0..<range.upperBound)
        var mayHoldText = false
        var at = range.lowerBound
        while at < part.count {
            let code = unsafe ByteSearch.first(ControlSequence.escape, in: part, from: at) ?? part.count
            unsafe append(part, at..<code, to: &view, &map)
            guard code < part.count else { break }
            let sequence = unsafe ControlSequence.at(code, in: part)
            if sequence.kind != .colour { mayHoldText = true }
            at = code + sequence.length
        }
        return mayHoldText
    }

    /// Writes the opened view of the lines of `text` with a sequence that may hold text.
    public static func open(_ text: UnsafeBufferPointer<UInt8>, into view: inout ByteBuffer, map: inout OffsetMap) {
        view.removeAll()
        map.removeAll()
        var at = 0
        while at < text.count, let code = unsafe ByteSearch.first(ControlSequence.escape, in: text, from: at) {
            let sequence = unsafe ControlSequence.at(code, in: text)
            at = code + sequence.length
            if sequence.kind == .colour { continue }
            let start = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: code).map { $0 + 1 } ?? 0
            let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: code).map { $0 + 1 } ?? text.count
            unsafe open(text, start..<end, into: &view, &map)
            at = end
        }
    }

    private static func open(
        _ text: UnsafeBufferPointer<UInt8>, _ part: Range<Int>, into view: inout ByteBuffer, _ map: inout OffsetMap
    ) {
        // Sequences end within their line, so that none runs over the part.
        var at = part.lowerBound
        while at < part.upperBound {
            let code = min(unsafe ByteSearch.first(ControlSequence.escape, in: text, from: at) ?? part.upperBound, part.upperBound)
            unsafe append(text, at..<code, to: &view, &map)
            guard code < part.upperBound else { return }
            let sequence = unsafe ControlSequence.at(code, in: text)
            at = code + sequence.length
            if sequence.kind == .colour { continue }
            appendLineEnd(at: code, to: &view, &map)
            if sequence.kind == .string {
                unsafe append(text, code + 2..<at - sequence.endLength, to: &view, &map)
                appendLineEnd(at: at - sequence.endLength, to: &view, &map)
            } else {
                unsafe appendOpened(text, code..<at, isWhole: sequence.kind == .other, to: &view, &map)
            }
        }
    }

    /// What stands behind the ESC of a sequence that is no string: its last byte may be the start of a word. A span takes it whole or
    /// not, for half a sequence is another one.
    private static func appendOpened(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, isWhole: Bool, to view: inout ByteBuffer, _ map: inout OffsetMap
    ) {
        let before = view.count
        if unsafe range.count > 2 && text[range.lowerBound + 1] == UInt8(ascii: "[") {
            let last = range.upperBound - (isWhole ? 1 : 0)
            unsafe view.append(text.part(range.lowerBound + 2..<last))
            if last > range.lowerBound + 2 { view.append(UInt8(ascii: "\n")) }
            unsafe view.append(text.part(last..<range.upperBound))
        } else {
            unsafe view.append(text.part(range.lowerBound + 1..<range.upperBound))
        }
        map.appendAtomic(raw: range, viewLength: view.count - before)
    }

    private static func append(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, to view: inout ByteBuffer, _ map: inout OffsetMap
    ) {
        guard !range.isEmpty else { return }
        unsafe view.append(text.part(range))
        map.appendVerbatim(raw: range.lowerBound, length: range.count)
    }

    private static func appendLineEnd(at raw: Int, to view: inout ByteBuffer, _ map: inout OffsetMap) {
        view.append(UInt8(ascii: "\n"))
        map.appendAtomic(raw: raw..<raw, viewLength: 1)
    }
}
