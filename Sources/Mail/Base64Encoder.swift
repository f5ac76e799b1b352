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

    /// Puts bytes, whole groups at once.
    mutating func put(_ bytes: ArraySlice<UInt8>) {
        var at = bytes.startIndex
        while at < bytes.endIndex, filled > 0 {
            put(bytes[at])
            at += 1
        }
        let alphabet = Base64Body.alphabet
        while bytes.endIndex - at >= 3 {
            if column + 4 > width { breakLine() }
            let groups = max(1, min((width - column) / 4, (bytes.endIndex - at) / 3))
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: groups * 4) { room in
                unsafe bytes.withUnsafeBufferPointer { all in
                    unsafe alphabet.withUnsafeBufferPointer { digits in
                        var from = at - bytes.startIndex
                        for group in 0..<groups {
                            let value = unsafe UInt32(all[from]) << 16 | UInt32(all[from + 1]) << 8 | UInt32(all[from + 2])
                            for place in 0..<4 {
                                unsafe room.initializeElement(
                                    at: group * 4 + place, to: digits[Int(value >> UInt32(18 - 6 * place) & 63)])
                            }
                            from += 3
                        }
                    }
                }
                unsafe text.append(contentsOf: room)
            }
            column += groups * 4
            at += groups * 3
        }
        while at < bytes.endIndex {
            put(bytes[at])
            at += 1
        }
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
        encoder.put(bytes[...])
        encoder.pad()
        return encoder.text
    }
}
