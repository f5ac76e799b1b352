internal import CCharset

/// Texts in a character set, and changes of them.
extension Charset {
    /// The text in UTF-8; nil where the system does not have the set.
    func decode(_ bytes: [UInt8]) -> [UInt8]? {
        if case .bytes = form { return bytes }
        guard var walker = CharsetWalker(self, bytes) else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count { at = walker.step(bytes, at, to: &text) }
        return text
    }

    /// Carries changes of the decoded text back to the bytes.
    func lower(_ script: EditScript, _ text: [UInt8], to bytes: [UInt8]) -> EditScript {
        if case .bytes = form { return script }
        if script.isEmpty { return script }
        guard var walker = CharsetWalker(self, bytes) else { return EditScript() }
        if case .whole = form { return rewritten(script.apply(to: text), bytes) }
        var result = EditScript()
        var at = 0
        var seen = 0
        var scratch: [UInt8] = []
        // The escape that holds, and the one that held at an edit's start (ISO 2022).
        var state: [UInt8] = []
        let escapes = if case .escapes = form { true } else { false }
        func step(_ walker: inout CharsetWalker) {
            scratch.removeAll(keepingCapacity: true)
            let next = walker.step(bytes, at, to: &scratch)
            if escapes { Self.note(bytes, at..<next, &state) }
            seen += scratch.count
            at = next
        }
        for edit in script.edits {
            var start = at
            var outer = state
            while at < bytes.count, seen < edit.range.lowerBound {
                let before = (at, state)
                step(&walker)
                // What begins within a character takes all of it.
                (start, outer) = seen > edit.range.lowerBound ? before : (at, state)
            }
            while at < bytes.count, seen < edit.range.upperBound { step(&walker) }
            var mask = walker.encoded(script.text(of: edit))
            if escapes {
                // A mask is ASCII, and what follows it means what it meant.
                if !outer.isEmpty, !mask.isEmpty { mask = Self.toASCII + mask }
                let holds = mask.isEmpty ? outer : []
                if state != holds { mask += state.isEmpty ? Self.toASCII : state }
            }
            result.append(start..<at, mask)
        }
        return result
    }

    private static let toASCII: [UInt8] = [0x1B, UInt8(ascii: "("), UInt8(ascii: "B")]

    /// Notes the last escape that sets G0 within a step: `ESC ( F`, `ESC $ F`, `ESC $ ( F` (ECMA-35, 14.3); none is ASCII.
    private static func note(_ bytes: [UInt8], _ range: Range<Int>, _ state: inout [UInt8]) {
        var at = range.lowerBound
        while at < range.upperBound {
            guard bytes[at] == 0x1B, at + 2 < range.upperBound else {
                at += 1
                continue
            }
            var end = at + 1
            while end < range.upperBound, (0x20...0x2F).contains(bytes[end]) { end += 1 }
            guard end < range.upperBound, bytes[at + 1] == UInt8(ascii: "(") || bytes[at + 1] == UInt8(ascii: "$"), end > at + 1 else {
                at += 1
                continue
            }
            let escape = Array(bytes[at...end])
            state = escape == toASCII ? [] : escape
            at = end + 1
        }
    }

    /// All of a text anew, where no part of it can be changed by itself; a text without what the set has not, if it must be.
    private func rewritten(_ text: [UInt8], _ bytes: [UInt8]) -> EditScript {
        func encode(_ text: [UInt8]) -> [UInt8]? {
            var out = [UInt8](repeating: 0, count: text.count * 4 + 64)
            var count = 0
            let isDone = unsafe text.withUnsafeBufferPointer { all in
                unsafe charset_encode(name, all.baseAddress, all.count, &out, out.count, &count)
            }
            return isDone ? Array(out.prefix(count)) : nil
        }
        var result = EditScript()
        result.append(0..<bytes.count, encode(text) ?? encode(text.filter { $0 < 0x80 }) ?? [])
        return result
    }
}
