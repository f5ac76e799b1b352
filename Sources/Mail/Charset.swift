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
        if label == "utf-8" || label == "us-ascii" {
            // As nearly all mail has it.
            self = .utf8
            return
        }
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
