/// Writes one JSON value (RFC 8259) to the end of a byte buffer, piece by piece.
///
/// Strings come out as ASCII escapes wherever a character is not plainly visible (controls, reading-direction marks, line
/// separators), so that a document may also be shown on a terminal.
package struct JSONWriter: ~Copyable {
    package enum Style {
        /// Two spaces a level, one member a line.
        case pretty
        /// No space at all.
        case compact
    }

    private struct Level {
        var isEmpty = true
        /// Members share a line.
        var isInline: Bool
    }

    private(set) var output: [UInt8]
    private let style: Style
    private var levels: [Level] = []
    private var followsKey = false

    private init(output: consuming [UInt8], style: Style) {
        self.output = output
        self.style = style
    }

    /// Runs `write` with a writer that appends to `buffer`.
    package static func append(to buffer: inout [UInt8], _ style: Style, _ write: (inout JSONWriter) -> Void) {
        var output: [UInt8] = []
        swap(&output, &buffer)
        var writer = JSONWriter(output: output, style: style)
        output = []
        write(&writer)
        swap(&writer.output, &buffer)
    }

    // MARK: Structure

    package mutating func object(_ members: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "{"), inline: style == .compact)
        members(&self)
        close(UInt8(ascii: "}"))
    }

    /// Elements share one line in both styles.
    package mutating func array(_ elements: (inout JSONWriter) -> Void) {
        open(UInt8(ascii: "["), inline: true)
        elements(&self)
        close(UInt8(ascii: "]"))
    }

    package mutating func key(_ name: String) {
        separate()
        append(name.utf8Span.span)
        output.append(UInt8(ascii: ":"))
        if style == .pretty { output.append(UInt8(ascii: " ")) }
        followsKey = true
    }

    private mutating func open(_ bracket: UInt8, inline: Bool) {
        separate()
        output.append(bracket)
        levels.append(Level(isInline: inline))
    }

    private mutating func close(_ bracket: UInt8) {
        if let level = levels.popLast(), !level.isEmpty, !level.isInline { newLine() }
        output.append(bracket)
    }

    /// What goes before a key, an element, or a value after its key.
    private mutating func separate() {
        if followsKey {
            followsKey = false
            return
        }
        guard let level = levels.last else { return }
        if !level.isEmpty { output.append(UInt8(ascii: ",")) }
        if !level.isInline {
            newLine()
        } else if !level.isEmpty, style == .pretty {
            output.append(UInt8(ascii: " "))
        }
        levels[levels.count - 1].isEmpty = false
    }

    private mutating func newLine() {
        output.append(UInt8(ascii: "\n"))
        for _ in levels { output.append(contentsOf: "  ".utf8) }
    }

    // MARK: Values

    package mutating func string(_ text: String) {
        separate()
        append(text.utf8Span.span)
    }

    /// Bytes as text; what is not UTF-8 becomes U+FFFD.
    mutating func string(_ bytes: Span<UInt8>) {
        separate()
        append(bytes)
    }

    package mutating func integer(_ value: Int) {
        separate()
        output.append(contentsOf: String(value).utf8)
    }

    mutating func null() {
        separate()
        output.append(contentsOf: "null".utf8)
    }

    /// Seconds, with six decimals.
    mutating func seconds(microseconds: Int) {
        separate()
        let (whole, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let digits = String(fraction)
        output.append(contentsOf: "\(whole).".utf8)
        for _ in digits.utf8.count..<6 { output.append(UInt8(ascii: "0")) }
        output.append(contentsOf: digits.utf8)
    }

    private mutating func append(_ text: Span<UInt8>) {
        output.append(UInt8(ascii: "\""))
        var at = 0
        while at < text.count {
            let byte = text[at]
            if byte >= 0x20, byte < 0x7f, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                output.append(byte)
                at += 1
                continue
            }
            let step = UTF8Scan.step(text, at: at)
            append(step.scalar ?? "\u{fffd}")
            at += step.length
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": output.append(contentsOf: "\\\"".utf8)
        case "\\": output.append(contentsOf: "\\\\".utf8)
        case "\n": output.append(contentsOf: "\\n".utf8)
        case "\r": output.append(contentsOf: "\\r".utf8)
        case "\t": output.append(contentsOf: "\\t".utf8)
        case _ where Printable.isSafe(scalar): output.append(contentsOf: String(scalar).utf8)
        default:
            // Above the basic plane, an escape is a surrogate pair (RFC 8259, section 7).
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                output.append(contentsOf: "\\u".utf8)
                output.append(contentsOf: Hex.text(UInt64(unit), digits: 4).utf8)
            }
        }
    }
}
