internal import CCharset

/// Goes through a text of some character set, a character at a time.
@safe struct CharsetWalker: ~Copyable {
    private let charset: Charset
    private let isBig: Bool
    private let walk: OpaquePointer?
    /// Of sets with a byte a character: what each is in UTF-8.
    private let table: [[UInt8]]
    private var room = [UInt8](repeating: 0, count: Int(CHARSET_ROOM))

    /// nil where the system does not have the set.
    init?(_ charset: Charset, _ bytes: [UInt8]) {
        self.charset = charset
        var isBig = true
        var walk: OpaquePointer?
        var table: [[UInt8]] = []
        switch charset.form {
        case .bytes: break
        case .wide(let size, let order): isBig = order ?? Self.order(bytes, size)
        case .single, .multiple, .escapes, .whole:
            guard let opened = unsafe charset_open(charset.name) else { return nil }
            unsafe walk = opened
            if case .single = charset.form {
                unsafe table = Self.table(opened)
                unsafe charset_close(opened)
                unsafe walk = nil
            }
        }
        self.isBig = isBig
        unsafe self.walk = walk
        self.table = table
    }

    deinit { if let walk = unsafe walk { unsafe charset_close(walk) } }

    private static func table(_ walk: OpaquePointer) -> [[UInt8]] {
        (0..<256).map { value in
            if value < 0x80 { return [UInt8(value)] }
            var byte = UInt8(value)
            var out = [UInt8](repeating: 0, count: Int(CHARSET_ROOM))
            var count = 0
            var isValid = true
            unsafe charset_reset(walk)
            _ = unsafe charset_step(walk, &byte, 1, &out, &count, &isValid)
            // Some wait for a mark that may follow.
            if count == 0 { count = unsafe charset_finish(walk, &out) }
            return Array(out.prefix(count))
        }
    }

    /// A mark tells the order of bytes, or else the zeros of ASCII do.
    private static func order(_ bytes: [UInt8], _ size: Int) -> Bool {
        if bytes.count >= 2, bytes[0] == 0xFF, bytes[1] == 0xFE { return false }
        if bytes.count >= 2, bytes[0] == 0xFE, bytes[1] == 0xFF { return true }
        var zeros = (first: 0, last: 0)
        var at = 0
        while at + size <= min(bytes.count, 4096) {
            if bytes[at] == 0 { zeros.first += 1 }
            if bytes[at + size - 1] == 0 { zeros.last += 1 }
            at += size
        }
        return zeros.first >= zeros.last
    }

    /// Takes a step from an offset on: returns where the next begins, and appends what it stands for.
    mutating func step(_ bytes: [UInt8], _ at: Int, to text: inout [UInt8]) -> Int {
        let byte = bytes[at]
        switch charset.form {
        case .bytes:
            text.append(byte)
            return at + 1
        case .single:
            if byte < 0x80 { text.append(byte) } else { text.append(contentsOf: table[Int(byte)]) }
            return at + 1
        case .wide(let size, _): return wideStep(bytes, at, size, to: &text)
        case .multiple:
            if byte < 0x80 {
                text.append(byte)
                return at + 1
            }
            return decoderStep(bytes, at, to: &text)
        case .escapes, .whole: return decoderStep(bytes, at, to: &text)
        }
    }

    private mutating func decoderStep(_ bytes: [UInt8], _ at: Int, to text: inout [UInt8]) -> Int {
        guard let walk = unsafe walk else { return at + 1 }
        var count = 0
        var isValid = true
        let taken = unsafe bytes.withUnsafeBufferPointer { all in
            guard let base = all.baseAddress else { return 1 }
            return unsafe charset_step(walk, base + at, all.count - at, &room, &count, &isValid)
        }
        text.append(contentsOf: room.prefix(count))
        return at + max(1, taken)
    }

    private func unit(_ bytes: [UInt8], _ at: Int, _ size: Int) -> UInt32 {
        var value: UInt32 = 0
        for index in 0..<size { value = value << 8 | UInt32(bytes[isBig ? at + index : at + size - 1 - index]) }
        return value
    }

    private func wideStep(_ bytes: [UInt8], _ at: Int, _ size: Int, to text: inout [UInt8]) -> Int {
        guard at + size <= bytes.count else {
            text.append(contentsOf: "\u{FFFD}".utf8)
            return bytes.count
        }
        var value = unit(bytes, at, size)
        var next = at + size
        if at == 0, value == 0xFEFF { return next }
        if size == 2, value & 0xFC00 == 0xD800, next + 2 <= bytes.count, case let low = unit(bytes, next, 2), low & 0xFC00 == 0xDC00 {
            value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
            next += 2
        }
        text.append(contentsOf: String(Character(UnicodeScalar(value) ?? "\u{FFFD}")).utf8)
        return next
    }

    /// ASCII as the set writes it.
    func encoded(_ mask: ArraySlice<UInt8>) -> [UInt8] {
        guard case .wide(let size, _) = charset.form else { return Array(mask) }
        var result: [UInt8] = []
        for scalar in String(decoding: mask, as: UTF8.self).unicodeScalars {
            let units: [UInt32] =
                size == 2 && scalar.value > 0xFFFF
                ? [0xD800 + (scalar.value - 0x10000) >> 10, 0xDC00 + (scalar.value - 0x10000) & 0x3FF] : [scalar.value]
            for unit in units {
                for index in 0..<size {
                    let shift = UInt32(8 * (isBig ? size - 1 - index : index))
                    result.append(UInt8(truncatingIfNeeded: unit >> shift))
                }
            }
        }
        return result
    }
}
