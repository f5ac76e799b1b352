internal import CCharset

/// A character set: how the bytes of a text become UTF-8, and how changes of that are carried back.
///
/// Names come from the input, and so only those are given to iconv that stand in a table here. No map is kept: to carry changes
/// back, the text is gone through once more.
struct Charset {
    enum Form: Sendable {
        /// UTF-8 and ASCII; also what nobody knows, so that ASCII in it is seen.
        case bytes
        /// A byte a character, ASCII as it is.
        case single
        /// Several bytes a character, ASCII as it is where no character has begun.
        case multiple
        /// Two or four bytes a unit.
        case wide(size: Int, isBig: Bool?)
        /// Escapes change what bytes mean (ISO 2022).
        case escapes
        /// A change means that all is written anew.
        case whole
    }

    /// As iconv knows it.
    let name: String
    let form: Form

    static let utf8 = Charset(name: "UTF-8", form: .bytes)

    /// Whether the raw bytes may take a mask as it is, and hold ASCII as ASCII.
    var isTransparent: Bool {
        switch form {
        case .bytes, .single, .multiple: true
        case .wide, .escapes, .whole: false
        }
    }

    /// nil where it is not known.
    init?(named label: String) {
        let key = String(label.lowercased().filter { $0 != " " && $0 != "\"" && $0 != "_" && $0 != "-" && $0 != "'" })
        guard let known = Self.table[key] else { return nil }
        self = known
    }

    /// The set that a byte order mark tells (Unicode 15, 23.8); nil where none stands.
    init?(markOf bytes: [UInt8]) {
        let marks: [([UInt8], String)] = [
            ([0xFF, 0xFE, 0, 0], "utf32"), ([0, 0, 0xFE, 0xFF], "utf32"), ([0xFF, 0xFE], "utf16"), ([0xFE, 0xFF], "utf16"),
        ]
        guard let mark = marks.first(where: { bytes.starts(with: $0.0) }), let known = Self.table[mark.1] else { return nil }
        self = known
    }

    /// UTF-16 or UTF-32 without a mark, by where the zeros of ASCII stand in its beginning; nil where they do not tell.
    init?(zerosOf bytes: [UInt8]) {
        let head = bytes.prefix(4_096)
        let units = head.count / 4
        guard units > 0, head.contains(0) else { return nil }
        var zeros = [0, 0, 0, 0]
        for at in 0..<units * 4 where head[at] == 0 { zeros[at % 4] += 1 }
        let isMost = zeros.map { $0 * 10 >= units * 7 }
        let isFew = zeros.map { $0 * 10 <= units }
        let label: String
        switch (isMost[0], isMost[1], isMost[2], isMost[3]) {
        case (true, true, true, false) where isFew[3]: label = "utf32be"
        case (false, true, true, true) where isFew[0]: label = "utf32le"
        case (true, false, true, false) where isFew[1] && isFew[3]: label = "utf16be"
        case (false, true, false, true) where isFew[0] && isFew[2]: label = "utf16le"
        default: return nil
        }
        guard let known = Self.table[label] else { return nil }
        self = known
    }

    /// UTF-16 in both orders of bytes.
    static let bothOrders: [Charset] = ["utf16le", "utf16be"].compactMap { table[$0] }

    var isBytes: Bool { if case .bytes = form { true } else { false } }

    var isWide: Bool { if case .wide = form { true } else { false } }

    private init(name: String, form: Form) {
        self.name = name
        self.form = form
    }

    /// Labels without blanks, dashes and underscores. Which set a label means to readers: WHATWG, "Encoding", 4.2.
    private static let table: [String: Charset] = {
        var table: [String: Charset] = [:]
        func add(_ name: String, _ form: Form, _ labels: String...) {
            for label in labels { table[label] = Charset(name: name, form: form) }
        }
        add("UTF-8", .bytes, "utf8", "usascii", "ascii", "ansix3.41968", "iso646us", "utf8mb4", "unicode11utf8", "unknown8bit", "default")
        add("WINDOWS-1252", .single, "iso88591", "latin1", "windows1252", "cp1252", "iso885911987", "l1", "8bit", "ansi")
        for part in [2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16] {
            add("ISO-8859-\(part)", .single, "iso8859\(part)", "iso8859\(part)i", "iso8859\(part)e")
        }
        add("ISO-8859-2", .single, "latin2", "l2")
        add("WINDOWS-1254", .single, "iso88599", "latin5", "windows1254", "cp1254")
        add("CP874", .single, "iso885911", "tis620", "windows874", "cp874")
        for page in [1250, 1251, 1253, 1255, 1256, 1257, 1258] { add("CP\(page)", .single, "windows\(page)", "cp\(page)", "xcp\(page)") }
        add("KOI8-R", .single, "koi8r", "koi8", "cskoi8r")
        add("KOI8-U", .single, "koi8u", "koi8ru")
        for page in [437, 850, 852, 855, 857, 858, 862, 866] { add("CP\(page)", .single, "cp\(page)", "ibm\(page)") }
        add("MACINTOSH", .single, "macintosh", "macroman", "xmacroman", "mac")
        add("CP932", .multiple, "shiftjis", "sjis", "xsjis", "mskanji", "windows31j", "cp932", "csshiftjis")
        add("EUC-JP", .multiple, "eucjp", "xeucjp")
        add("GB18030", .multiple, "gb18030", "gbk", "gb2312", "gb231280", "cp936", "xgbk", "euccn", "chinese", "csgb2312")
        add("BIG5", .multiple, "big5", "cp950", "big5hkscs", "csbig5")
        add("UHC", .multiple, "euckr", "ksc56011987", "ksc5601", "cp949", "uhc", "windows949", "korean", "ksc56011989")
        add("ISO-2022-JP-2", .escapes, "iso2022jp", "iso2022jp1", "iso2022jp2", "csiso2022jp", "cp50220", "cp50221")
        add("ISO-2022-KR", .whole, "iso2022kr")
        add("UTF-7", .whole, "utf7", "unicode11utf7")
        add("UTF-16", .wide(size: 2, isBig: nil), "utf16", "unicode", "ucs2", "iso10646ucs2")
        add("UTF-16LE", .wide(size: 2, isBig: false), "utf16le", "ucs2le", "unicodelittle")
        add("UTF-16BE", .wide(size: 2, isBig: true), "utf16be", "ucs2be", "unicodebig")
        add("UTF-32", .wide(size: 4, isBig: nil), "utf32", "ucs4")
        add("UTF-32LE", .wide(size: 4, isBig: false), "utf32le")
        add("UTF-32BE", .wide(size: 4, isBig: true), "utf32be")
        return table
    }()
}

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
