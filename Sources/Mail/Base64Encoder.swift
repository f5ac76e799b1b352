/// Writes base64, in lines.
struct Base64Encoder {
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

extension Base64Body {
    static func encode(_ bytes: [UInt8], lineEnd: [UInt8]) -> [UInt8] {
        var encoder = Base64Encoder(width: MailLimits.encodedLine, column: 0, lineEnd: lineEnd)
        for byte in bytes { encoder.put(byte) }
        encoder.pad()
        return encoder.text
    }
}
