internal import Bytes

/// Changes of what was decoded, carried back.
extension QuotedPrintable {
    /// Carries changes back. Masks are written with escapes where they need some; a line that would get too long takes soft
    /// breaks, and none becomes one that ends a message or begins another.
    static func lower(_ script: EditScript, to bytes: [UInt8], _ body: Range<Int>, lineEnd: [UInt8]) -> EditScript {
        var result = EditScript()
        var at = body.lowerBound
        var decoded = 0
        // Where the line of the copy that `at` is on has come to.
        var column = 0
        // The first equals sign at or behind `at`, once it was looked for.
        var sign = -1
        func nextSign(from start: Int) -> Int {
            unsafe bytes.withUnsafeBufferPointer {
                unsafe ByteSearch.first(UInt8(ascii: "="), in: $0.part(0..<body.upperBound), from: start) ?? body.upperBound
            }
        }
        func lastFeed(in range: Range<Int>) -> Int? {
            unsafe bytes.withUnsafeBufferPointer {
                unsafe ByteSearch.last(0x0A, in: $0.part(range), before: range.count).map { $0 + range.lowerBound }
            }
        }
        func walk(to offset: Int) {
            while at < body.upperBound, decoded < offset {
                // As far as every byte stands for itself.
                if sign < at { sign = nextSign(from: at) }
                let plain = at..<min(sign, at + offset - decoded)
                if !plain.isEmpty {
                    decoded += plain.count
                    at = plain.upperBound
                    if let feed = lastFeed(in: plain) { column = at - feed - 1 } else { column += plain.count }
                    continue
                }
                let (next, byte) = step(bytes, at, body.upperBound)
                if byte != nil { decoded += 1 }
                column = byte == nil || byte == 0x0A && bytes[at] == 0x0A ? 0 : column + next - at
                at = next
            }
        }
        for edit in script.edits {
            walk(to: edit.range.lowerBound)
            // A soft break between belongs to what stands before.
            while at < body.upperBound, case (let next, let byte) = step(bytes, at, body.upperBound), byte == nil {
                at = next
                column = 0
            }
            let start = at
            let before = column
            walk(to: edit.range.upperBound)
            column = before
            var rest = 0
            while at + rest < body.upperBound, bytes[at + rest] != 0x0A, bytes[at + rest] != 0x0D { rest += 1 }
            let text = encode(script.text(of: edit), endsLine: rest == 0)
            var written: [UInt8] = []
            func breakLine() {
                written.append(UInt8(ascii: "="))
                written += lineEnd
                column = 0
            }
            let most = MailLimits.encodedLine
            if column > 0, !text.isEmpty, column + text.count + rest > most, text.count < most { breakLine() }
            var position = 0
            while position < text.count {
                let unit = text[position] == UInt8(ascii: "=") ? 3 : 1
                if column + unit > most - 1 { breakLine() }
                if column == 0, beginsBadly(text[position...]) {
                    appendEscape(text[position], to: &written)
                    column += 3
                    position += 1
                    continue
                }
                written += text[position..<position + unit]
                column += unit
                position += unit
            }
            if column > 0, rest > 0, column + rest > most { breakLine() }
            if column == 0, at < body.upperBound, rest > 0, bytes[at] != UInt8(ascii: "="),
                beginsBadly(bytes[at..<min(body.upperBound, at + 6)])
            {
                appendEscape(bytes[at], to: &written)
                at += 1
                decoded += 1
                column = 3
            }
            result.append(start..<at, written)
        }
        return result
    }

    /// A line that is one dot ends a message (RFC 5321, 4.5.2), and one that begins with `From ` begins the next (RFC 4155).
    private static func beginsBadly(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first else { return false }
        if first == UInt8(ascii: ".") {
            let second = line.dropFirst().first
            return second == nil || second == 0x0D || second == 0x0A
        }
        return line.starts(with: "From ".utf8)
    }

    private static func appendEscape(_ byte: UInt8, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "="))
        HexDigit.append(byte, to: &text)
    }

    private static func encode(_ text: ArraySlice<UInt8>, endsLine: Bool) -> [UInt8] {
        var result: [UInt8] = []
        for (index, byte) in text.enumerated() {
            let isBlank = byte == 0x20 || byte == 0x09
            let isLast = index == text.count - 1
            if byte == UInt8(ascii: "=") || byte > 0x7E || (byte < 0x20 && byte != 0x09) || (isBlank && isLast && endsLine) {
                appendEscape(byte, to: &result)
            } else {
                result.append(byte)
            }
        }
        return result
    }
}
