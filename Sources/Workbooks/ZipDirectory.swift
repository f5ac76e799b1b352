/// The structure of a zip archive, checked before anybody decompresses anything: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.5.
///
///     local header │ data │ (descriptor) │ … │ central directory │ (zip64 records) │ end record │ comment
///
/// Readers differ over archives that contradict themselves: one shows this entry, another that, and what one was shown was
/// not examined by the other. So both headers of an entry must agree, no two entries may overlap or have one name, and all
/// that lies between them is known (`hasGaps`).
struct ZipDirectory: Sendable {
    private(set) var entries: [ZipEntry] = []
    /// There are bytes that belong to nothing.
    private(set) var hasStrayBytes = false
    /// There are such bytes, or a comment.
    var hasGaps: Bool { hasStrayBytes || !comment.isEmpty }
    /// The archive's comment.
    private(set) var comment: [UInt8] = []
    let size: Int

    private static let localHeader = 30
    private static let centralHeader = 46
    /// An entry's share of the directory: what a name, extra fields and a comment may come to in all.
    private static let largestDirectory = 64 << 20

    init(_ file: RandomAccessFile) throws(WorkbookError) {
        size = try file.size()
        guard size <= WorkbookLimits.archive else {
            throw WorkbookError(.tooLarge, "more than \(WorkbookLimits.archive >> 20) MiB of archive")
        }
        let end = try Self.findEnd(file, size: size)
        comment = end.comment
        guard end.count <= WorkbookLimits.entries else { throw WorkbookError(.tooLarge, "more than \(WorkbookLimits.entries) parts") }
        guard end.directory.count <= Self.largestDirectory else { throw WorkbookError(.tooLarge, "a directory that large") }
        // No entry takes less than a header: so much must be there before room is made for them.
        guard end.count * Self.centralHeader <= end.directory.count else { throw Self.damaged("the directory is too short") }
        let directory = try file.read(end.directory)
        try readEntries(directory, count: end.count)
        try readLocalHeaders(file, before: end.directory.lowerBound)
        try checkLayout(directory: end.directory, end: end.place)
        try checkSizes()
    }

    static func damaged(_ reason: String) -> WorkbookError { WorkbookError(.damaged, "no valid zip archive: " + reason) }

    // MARK: - Entries

    private mutating func readEntries(_ directory: [UInt8], count: Int) throws(WorkbookError) {
        let bytes = ByteReader(directory)
        var at = 0
        entries.reserveCapacity(count)
        var names: Set<[UInt8]> = []
        for _ in 0..<count {
            guard at + Self.centralHeader <= bytes.count, bytes.u32(at) == 0x0201_4b50 else {
                throw Self.damaged("an entry of the directory is none")
            }
            let name = at + Self.centralHeader..<at + Self.centralHeader + Int(bytes.u16(at + 28))
            let extra = name.upperBound..<name.upperBound + Int(bytes.u16(at + 30))
            let comment = extra.upperBound..<extra.upperBound + Int(bytes.u16(at + 32))
            guard comment.upperBound <= bytes.count else { throw Self.damaged("an entry of the directory is cut short") }
            guard !name.isEmpty, name.count <= WorkbookLimits.name else { throw Self.damaged("a name of no or too many bytes") }
            guard bytes.u16(at + 34) == 0 || bytes.u16(at + 34) == 0xFFFF else { throw Self.damaged("it is in several files") }
            var sizes = Sizes(
                size: UInt64(bytes.u32(at + 24)), compressed: UInt64(bytes.u32(at + 20)), offset: UInt64(bytes.u32(at + 42)))
            try sizes.readExtra(bytes, extra, hasOffset: true)
            guard let size = Int(exactly: sizes.size), let compressed = Int(exactly: sizes.compressed),
                let start = Int(exactly: sizes.offset), start < self.size, compressed <= self.size
            else { throw Self.damaged("an entry lies outside of it") }
            let text = bytes.bytes(name)
            try Self.check(name: text)
            // On some systems and to some programs these are one.
            guard names.insert(text.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }).inserted else {
                throw Self.damaged("two entries have one name")
            }
            entries.append(
                ZipEntry(
                    name: text, flags: bytes.u16(at + 8), method: bytes.u16(at + 10), time: bytes.u16(at + 12),
                    date: bytes.u16(at + 14), crc: bytes.u32(at + 16), compressedSize: compressed, size: size,
                    madeBy: bytes.u16(at + 4), needed: bytes.u16(at + 6), internalAttributes: bytes.u16(at + 36),
                    externalAttributes: bytes.u32(at + 38), start: start, data: 0..<0, end: 0,
                    notes: bytes.bytes(extra) + [UInt8(ascii: "\n")] + bytes.bytes(comment)))
            at = comment.upperBound
        }
        if at != bytes.count { hasStrayBytes = true }
    }

    /// Names that lead elsewhere are no parts.
    private static func check(name: [UInt8]) throws(WorkbookError) {
        guard !name.contains(where: { $0 < 0x20 || $0 == 0x7F }), name.first != UInt8(ascii: "/") else {
            throw damaged("a name that is none")
        }
        for part in name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) where part.elementsEqual("..".utf8) {
            throw damaged("a name that leads elsewhere")
        }
    }

    private mutating func readLocalHeaders(_ file: RandomAccessFile, before limit: Int) throws(WorkbookError) {
        for index in entries.indices {
            let entry = entries[index]
            guard entry.start + Self.localHeader <= limit else { throw Self.damaged("an entry lies outside of it") }
            let header = ByteReader(try file.read(entry.start..<entry.start + Self.localHeader))
            guard header.u32(0) == 0x0403_4b50 else { throw Self.damaged("an entry is not where the directory says") }
            let nameLength = Int(header.u16(26))
            let extraLength = Int(header.u16(28))
            let dataStart = entry.start + Self.localHeader + nameLength + extraLength
            guard dataStart <= limit, entry.compressedSize <= limit - dataStart else { throw Self.damaged("an entry is cut short") }
            let rest = ByteReader(try file.read(entry.start + Self.localHeader..<dataStart))
            guard rest.bytes(0..<nameLength) == entry.name else { throw Self.damaged("an entry has two names") }
            let flags = header.u16(6)
            guard flags & 0x2041 == entry.flags & 0x2041 else { throw Self.damaged("headers differ on how an entry is encrypted") }
            guard header.u16(8) == entry.method else { throw Self.damaged("headers differ on how an entry is compressed") }
            let hasDescriptor = flags & 8 != 0
            var sizes = Sizes(size: UInt64(header.u32(22)), compressed: UInt64(header.u32(18)), offset: 0)
            try sizes.readExtra(rest, nameLength..<rest.count, hasOffset: false)
            // With a descriptor the local header may say nothing, but must not say something else.
            let same =
                (sizes.size == UInt64(entry.size) && sizes.compressed == UInt64(entry.compressedSize) && header.u32(14) == entry.crc)
                || (hasDescriptor && (sizes.size == 0 || sizes.size == UInt64(entry.size))
                    && (sizes.compressed == 0 || sizes.compressed == UInt64(entry.compressedSize))
                    && (header.u32(14) == 0 || header.u32(14) == entry.crc))
            guard same else { throw Self.damaged("headers differ on an entry's size") }
            entries[index].data = dataStart..<dataStart + entry.compressedSize
            entries[index].notes += [UInt8(ascii: "\n")] + rest.bytes(nameLength..<rest.count)
            entries[index].end = dataStart + entry.compressedSize
            if hasDescriptor {
                entries[index].end = try Self.endOfDescriptor(file, of: entries[index], before: limit)
            }
        }
    }

    /// A data descriptor has a signature or none, and sizes of four or eight bytes; what it says is what the directory says.
    private static func endOfDescriptor(_ file: RandomAccessFile, of entry: ZipEntry, before limit: Int) throws(WorkbookError) -> Int {
        let bytes = ByteReader(try file.read(entry.data.upperBound..<min(limit, entry.data.upperBound + 24)))
        for signature in [4, 0] {
            guard bytes.count >= signature + 12, signature == 0 || bytes.u32(0) == 0x0807_4b50 else { continue }
            guard bytes.u32(signature) == entry.crc else { continue }
            if bytes.u32(signature + 4) == UInt32(truncatingIfNeeded: entry.compressedSize),
                bytes.u32(signature + 8) == UInt32(truncatingIfNeeded: entry.size)
            {
                // Eight bytes each, where the high ones follow.
                if bytes.count >= signature + 20, bytes.u64(signature + 4) == UInt64(entry.compressedSize),
                    bytes.u64(signature + 12) == UInt64(entry.size)
                {
                    return entry.data.upperBound + signature + 20
                }
                return entry.data.upperBound + signature + 12
            }
            if bytes.count >= signature + 20, bytes.u64(signature + 4) == UInt64(entry.compressedSize),
                bytes.u64(signature + 12) == UInt64(entry.size)
            {
                return entry.data.upperBound + signature + 20
            }
        }
        throw damaged("an entry's descriptor says something else")
    }

    // MARK: - All together

    private mutating func checkLayout(directory: Range<Int>, end: Int) throws(WorkbookError) {
        var at = 0
        for entry in entries.sorted(by: { $0.start < $1.start }) {
            guard entry.start >= at else { throw Self.damaged("entries overlap") }
            if entry.start > at { hasStrayBytes = true }
            at = entry.end
        }
        guard at <= directory.lowerBound else { throw Self.damaged("entries overlap") }
        if at < directory.lowerBound || directory.upperBound < end { hasStrayBytes = true }
    }

    private func checkSizes() throws(WorkbookError) {
        var total = 0
        var compressed = 0
        for entry in entries {
            guard entry.size <= WorkbookLimits.part else {
                throw WorkbookError(.tooLarge, part: entry.text, "more than \(WorkbookLimits.part >> 20) MiB")
            }
            total += entry.size
            compressed += entry.compressedSize
            guard total <= WorkbookLimits.total else {
                throw WorkbookError(.tooLarge, "more than \(WorkbookLimits.total >> 20) MiB in all, decompressed")
            }
        }
        guard total <= WorkbookLimits.ratioFloor || total / WorkbookLimits.ratio <= compressed else {
            throw WorkbookError(
                .tooLarge, "it decompresses to \(total >> 20) MiB, more than \(WorkbookLimits.ratio) times its size: a zip bomb")
        }
    }
}

/// Sizes of an entry; those that do not fit 32 bits stand in the extra field 1.
private struct Sizes {
    var size: UInt64
    var compressed: UInt64
    var offset: UInt64

    mutating func readExtra(_ bytes: ByteReader, _ range: Range<Int>, hasOffset: Bool) throws(WorkbookError) {
        var at = range.lowerBound
        while at + 4 <= range.upperBound {
            let id = bytes.u16(at)
            let end = at + 4 + Int(bytes.u16(at + 2))
            // Some writers leave a few bytes behind that are no field.
            guard end <= range.upperBound else { return }
            if id == 1 {
                var field = at + 4
                func next() throws(WorkbookError) -> UInt64 {
                    guard field + 8 <= end else { throw ZipDirectory.damaged("a zip64 field is too short") }
                    defer { field += 8 }
                    return bytes.u64(field)
                }
                if size == 0xFFFF_FFFF { size = try next() }
                if compressed == 0xFFFF_FFFF { compressed = try next() }
                if hasOffset, offset == 0xFFFF_FFFF { offset = try next() }
            }
            at = end
        }
    }
}
