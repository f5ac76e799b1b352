internal import Streams

/// Writes an archive, entry by entry: compressed data as they are, or what is compressed here. Sizes are known before a
/// header is written, so that there are no data descriptors, and all of it is under four gigabytes.
struct ZipWriter {
    private let file: RandomAccessFile
    private var position = 0
    private var pending: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    private static let flushSize = 1 << 20
    /// Nobody may take it for an archive of several files, or read four bytes where eight were meant.
    private static let mostBytes = 0xFFFF_FFFE

    init(to file: RandomAccessFile) { self.file = file }

    /// Where compressed data lie, and what they are.
    struct Content {
        var file: RandomAccessFile
        var range: Range<Int>
        var size: Int
        var crc: UInt32
        var method: UInt16
    }

    mutating func add(_ entry: ZipEntry, _ content: Content) throws(WorkbookError) {
        guard content.size <= Self.mostBytes, position <= Self.mostBytes - content.range.count - 1_000_000 else {
            throw WorkbookError(.tooLarge, "the copy would have more than 4 GiB")
        }
        let start = position
        // Bit 3, a data descriptor, goes; bits 1 and 2 say how hard was compressed; bit 11 that the name is UTF-8.
        let flags = entry.flags & 0x0806
        var common: [UInt8] = []
        common.append(u16: flags)
        common.append(u16: content.method)
        common.append(u16: entry.time)
        common.append(u16: entry.date)
        common.append(u32: content.crc)
        common.append(u32: UInt32(content.range.count))
        common.append(u32: UInt32(content.size))
        common.append(u16: UInt16(entry.name.count))
        common.append(u16: 0)
        var header: [UInt8] = []
        header.append(u32: 0x0403_4b50)
        header.append(u16: 20)
        header += common + entry.name
        try put(header)
        try flush()
        let file = self.file
        try content.file.forEachPiece(of: content.range) { (piece) throws(WorkbookError) in
            unsafe try piece.withUnsafeBytes { (bytes) throws(WorkbookError) in unsafe try file.append(bytes) }
        }
        position += content.range.count
        directory.append(u32: 0x0201_4b50)
        directory.append(u16: entry.madeBy)
        directory.append(u16: 20)
        directory += common
        directory.append(u16: 0)
        directory.append(u16: 0)
        directory.append(u16: entry.internalAttributes)
        directory.append(u32: entry.externalAttributes)
        directory.append(u32: UInt32(start))
        directory += entry.name
        count += 1
    }

    mutating func finish() throws(WorkbookError) {
        let start = position
        try put(directory)
        var end: [UInt8] = []
        end.append(u32: 0x0605_4b50)
        end.append(u32: 0)
        end.append(u16: UInt16(clamping: count))
        end.append(u16: UInt16(clamping: count))
        end.append(u32: UInt32(clamping: directory.count))
        end.append(u32: UInt32(clamping: start))
        end.append(u16: 0)
        try put(end)
        try flush()
    }

    private mutating func put(_ bytes: [UInt8]) throws(WorkbookError) {
        pending += bytes
        position += bytes.count
        if pending.count >= Self.flushSize { try flush() }
    }

    private mutating func flush() throws(WorkbookError) {
        let file = self.file
        unsafe try pending.withRaw { (bytes) throws(WorkbookError) in unsafe try file.append(bytes) }
        pending.removeAll(keepingCapacity: true)
    }
}

extension [UInt8] {
    mutating func append(u16 value: UInt16) {
        append(UInt8(truncatingIfNeeded: value))
        append(UInt8(truncatingIfNeeded: value >> 8))
    }

    mutating func append(u32 value: UInt32) {
        append(u16: UInt16(truncatingIfNeeded: value))
        append(u16: UInt16(truncatingIfNeeded: value >> 16))
    }
}

/// What becomes of one part: bytes are compressed into a temporary file as they come.
struct PartSink: ~Copyable {
    let file: RandomAccessFile
    private let deflater: RawDeflater?
    private let start: Int
    private var written = 0
    private var size = 0
    private var crc: UInt32 = 0

    /// About a tenth larger than at zlib's default, in a third of the time.
    static let level: Int32 = 1

    /// - Parameters:
    ///   - file: others may have written to it before; nobody else does meanwhile.
    ///   - deflater: nil where the part is stored as it is.
    init(_ file: RandomAccessFile, _ deflater: RawDeflater?) throws(WorkbookError) {
        self.file = file
        self.deflater = deflater
        start = try file.size()
        deflater?.restart()
    }

    mutating func write(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool = false) throws(WorkbookError) {
        size += bytes.count
        crc = unsafe RawDeflater.crc(crc, bytes)
        let file = self.file
        guard let deflater else {
            written += bytes.count
            return unsafe try file.append(UnsafeRawBufferPointer(bytes))
        }
        var produced = 0
        let isDone = try unsafe deflater.deflate(bytes, isLast: isLast) { (piece) throws(WorkbookError) in
            unsafe produced += piece.count
            unsafe try file.append(piece)
        }
        guard isDone else { throw WorkbookError(.system, "no memory to compress") }
        written += produced
    }

    consuming func finish() throws(WorkbookError) -> ZipWriter.Content {
        let nothing: [UInt8] = []
        unsafe try nothing.withUnsafeBufferPointer { (none) throws(WorkbookError) in unsafe try write(none, isLast: true) }
        return ZipWriter.Content(
            file: file, range: start..<start + written, size: size, crc: crc,
            method: deflater == nil ? ZipEntry.stored : ZipEntry.deflated)
    }
}
