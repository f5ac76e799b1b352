public import Bytes

/// The view of a text without its ANSI control sequences: they split words for a machine, not for a reader.
///
/// Removed are CSI sequences (ECMA-48 §5.4: `ESC [`, parameter bytes 30–3F, intermediate bytes 20–2F, a final byte
/// 40–7E), each at most `longest` bytes; an ESC that begins none stays in the text. So do OSC strings (`ESC ]`, as terminals
/// write hyperlinks): an address holds secrets like any other text, and what is not in the view is not examined.
public enum ColourCodes {
    static let escape: UInt8 = 0x1B
    /// A real sequence has a few parameters; what is longer is not a code.
    static let longest = 64

    public static func stand(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe ByteSearch.first(escape, in: text, from: 0) != nil
    }

    /// Writes the view of `text` into `view`, and into `map` where its bytes stand in `text`.
    public static func strip(_ text: UnsafeBufferPointer<UInt8>, into view: inout ByteBuffer, map: inout OffsetMap) {
        view.removeAll()
        map.removeAll()
        var at = 0
        while at < text.count {
            let code = unsafe ByteSearch.first(escape, in: text, from: at) ?? text.count
            if code > at {
                unsafe view.append(text.part(at..<code))
                map.appendVerbatim(raw: at, length: code - at)
            }
            guard code < text.count else { return }
            let length = unsafe self.length(ofCodeAt: code, in: text)
            if length == 0 {
                view.append(escape)
                map.appendVerbatim(raw: code, length: 1)
            }
            at = code + max(length, 1)
        }
    }

    /// The length of the sequence that begins with the ESC at `start`; 0 where none does.
    private static func length(ofCodeAt start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        let end = min(text.count, start + longest)
        var at = start + 2
        guard at <= end, unsafe text[start + 1] == UInt8(ascii: "[") else { return 0 }
        while at < end, unsafe (0x30...0x3F).contains(text[at]) { at += 1 }
        while at < end, unsafe (0x20...0x2F).contains(text[at]) { at += 1 }
        return unsafe at < end && (0x40...0x7E).contains(text[at]) ? at + 1 - start : 0
    }
}
