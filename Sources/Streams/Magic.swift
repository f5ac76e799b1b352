/// A pattern that content of a kind begins with. One pattern byte stands for one content byte.
struct Magic: Sendable {
    enum Match {
        case not, soFar, fully
    }

    /// What one byte may be; below 256 that value itself.
    private static let any: UInt16 = 0x100
    private static let digit: UInt16 = 0x101  // 1–9
    private static let nameByte: UInt16 = 0x102  // no control character, but NUL
    private static let octal: UInt16 = 0x103  // an octal digit, space or NUL

    let kind: OpaqueKind
    private let pattern: [UInt16]

    private init(_ kind: OpaqueKind, _ pattern: [UInt16]) {
        self.kind = kind
        self.pattern = pattern
    }

    /// `text` first, then `more`.
    private init(_ kind: OpaqueKind, _ text: String, _ more: [UInt16] = []) {
        self.init(kind, text.utf8.map { UInt16($0) } + more)
    }

    func matches(_ head: borrowing Span<UInt8>) -> Match {
        for index in 0..<min(head.count, pattern.count) where !Self.accepts(pattern[index], head[index]) {
            return .not
        }
        return head.count >= pattern.count ? .fully : .soFar
    }

    private static func accepts(_ expected: UInt16, _ byte: UInt8) -> Bool {
        switch expected {
        case any: true
        case digit: (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(byte)
        case nameByte: byte == 0 || (byte >= 0x20 && byte != 0x7f)
        case octal: (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) || byte == 0x20 || byte == 0
        default: expected == UInt16(byte)
        }
    }

    /// Every pattern, each with its source. Where a format's own magic is plain text that a log might begin with, the
    /// pattern takes in the bytes after it that no text has.
    static let all: [Magic] = [
        // PKWARE APPNOTE 4.3.7, 4.3.16, 8.5.3: a local file, an archive without files, a split archive.
        Magic(.zip, "PK", [0x03, 0x04]),
        Magic(.zip, "PK", [0x05, 0x06]),
        Magic(.zip, "PK", [0x07, 0x08]),
        // 7-Zip source, DOC/7zFormat.txt: kSignature.
        Magic(.sevenZip, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
        // rarlab.com/technote.htm: the signatures of RAR 4.x and 5.0.
        Magic(.rar, "Rar!", [0x1a, 0x07, 0x00]),
        Magic(.rar, "Rar!", [0x1a, 0x07, 0x01, 0x00]),
        // POSIX pax, ustar interchange format: name to 100; mode, uid, gid, size, mtime, checksum in octal to 156;
        // type; link name to 257; "ustar". Size, uid and mtime may be binary (GNU), so only mode and checksum are
        // looked at.
        Magic(
            .tar,
            Array(repeating: nameByte, count: 100) + Array(repeating: octal, count: 8)
                + Array(repeating: any, count: 40) + Array(repeating: octal, count: 8)
                + Array(repeating: any, count: 101) + "ustar".utf8.map { UInt16($0) }),
        // RFC 1952, 2.3.1: ID1, ID2; any method, for one that cannot be decoded.
        Magic(.gzip, [0x1f, 0x8b]),
        // RFC 8878, 3.1.1.
        Magic(.zstd, [0x28, 0xb5, 0x2f, 0xfd]),
        // The .xz file format 1.1.0, 2.1.1.1.
        Magic(.xz, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
        // draft-diaz-lzip, 2: "LZIP", version 1.
        Magic(.lzip, "LZIP", [0x01]),
        // bzip2 source, compress.c: "BZh", level, then a block's magic (digits of pi) or that of the end (of its root).
        Magic(.bzip2, "BZh", [digit, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]),
        Magic(.bzip2, "BZh", [digit, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90]),
        // lz4 source, doc/lz4_Frame_format.md: the frame magic 0x184D2204 and the legacy one 0x184C2102.
        Magic(.lz4, [0x04, 0x22, 0x4d, 0x18]),
        Magic(.lz4, [0x02, 0x21, 0x4c, 0x18]),
        // snappy source, framing_format.txt, 4.1: stream identifier.
        Magic(.snappy, [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]),
        // compress(1), LZW: the magic of (N)compress and gzip's unlzw.
        Magic(.compress, [0x1f, 0x9d]),
        // ISO 32000-1, 7.5.2: "%PDF-" and a version.
        Magic(.pdf, "%PDF-", [digit]),
        // [MS-CFB] 2.2: header signature; .doc, .xls, .ppt, .msg, and encrypted .xlsx.
        Magic(.ole2, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
        // PNG specification (RFC 2083), 3.1.
        Magic(.png, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
        // ITU T.81, B.1.1.3: SOI, and the first byte of the marker after it.
        Magic(.jpeg, [0xff, 0xd8, 0xff]),
        // GIF89a specification, 17.
        Magic(.gif, "GIF87a"),
        Magic(.gif, "GIF89a"),
        // RFC 9649, 2.4: RIFF, a length, WEBP.
        Magic(.webp, "RIFF", [any, any, any, any, 0x57, 0x45, 0x42, 0x50]),
        // TIFF 6.0, section 2: byte order and 42.
        Magic(.tiff, [0x49, 0x49, 0x2a, 0x00]),
        Magic(.tiff, [0x4d, 0x4d, 0x00, 0x2a]),
        // Apache Parquet, "File format" and "Encryption": "PAR1" or "PARE", then a Thrift compact struct whose field 1
        // is an i32 (0x15), or the little-endian length, below 16 MiB, of an encrypted one.
        Magic(.parquet, "PAR1", [0x15]),
        Magic(.parquet, "PAR1", [any, any, any, 0x00]),
        Magic(.parquet, "PARE", [0x15]),
        Magic(.parquet, "PARE", [any, any, any, 0x00]),
        // Apache Avro specification, "Object container files".
        Magic(.avro, "Obj", [0x01]),
        // Apache Arrow columnar format, "IPC file format".
        Magic(.arrow, "ARROW1", [0x00, 0x00]),
        // HDF5 file format specification, II.A: superblock signature.
        Magic(.hdf5, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]),
        // SQLite "Database file format", 1.3.1.
        Magic(.sqlite, "SQLite format 3", [0x00]),
        // libevtx, "Windows XML Event Log format", 2: file signature.
        Magic(.evtx, "ElfFile", [0x00]),
        // systemd, "Journal file format": HEADER_SIGNATURE.
        Magic(.journal, "LPKSHHRH"),
        // ELF specification, "ELF identification".
        Magic(.elf, [0x7f, 0x45, 0x4c, 0x46]),
    ]
}
