/// The end record, and what it says of the directory.
extension ZipDirectory {
    private static let endRecord = 22
    private static let locator = 20
    private static let endRecord64 = 56
    private static let longestComment = 0xFFFF

    struct End {
        var count: Int
        var directory: Range<Int>
        /// Where the records behind the directory begin.
        var place: Int
        var comment: [UInt8]
    }

    /// The end record is the last thing, but for its comment; a comment that holds another one is refused.
    static func findEnd(_ file: RandomAccessFile, size: Int) throws(WorkbookError) -> End {
        guard size >= endRecord else { throw damaged("too short") }
        let tailStart = max(0, size - endRecord - longestComment)
        let tail = ByteReader(try file.read(tailStart..<size))
        var found: Int? = nil
        var at = tail.count - endRecord
        while at >= 0 {
            if tail.u32(at) == 0x0605_4b50, at + endRecord + Int(tail.u16(at + 20)) == tail.count {
                guard found == nil else { throw damaged("two end records") }
                found = at
            }
            at -= 1
        }
        guard let found else { throw damaged("no end record") }
        guard tail.u16(found + 4) == 0 || tail.u16(found + 4) == 0xFFFF, tail.u16(found + 6) == tail.u16(found + 4) else {
            throw damaged("it is in several files")
        }
        var count = Int(tail.u16(found + 10))
        guard tail.u16(found + 8) == tail.u16(found + 10) else { throw damaged("counts of entries differ") }
        var length = Int(tail.u32(found + 12))
        var offset = Int(tail.u32(found + 16))
        var place = tailStart + found
        if place >= locator {
            let bytes = ByteReader(try file.read(place - locator..<place))
            if bytes.u32(0) == 0x0706_4b50 {
                guard let at = Int(exactly: bytes.u64(8)), at >= 0, at <= place - locator - endRecord64 else {
                    throw damaged("the zip64 record is not there")
                }
                let record = ByteReader(try file.read(at..<at + endRecord64))
                guard record.u32(0) == 0x0606_4b50, let many = Int(exactly: record.u64(32)), record.u64(24) == record.u64(32),
                    let size64 = Int(exactly: record.u64(40)), let offset64 = Int(exactly: record.u64(48)),
                    record.u64(4) == UInt64(place - locator - at - 12)
                else { throw damaged("the zip64 record makes no sense") }
                // What the short record says, where it can, is the same.
                guard count == 0xFFFF || count == many, length == 0xFFFF_FFFF || length == size64,
                    offset == 0xFFFF_FFFF || offset == offset64
                else { throw damaged("the two end records differ") }
                (count, length, offset) = (many, size64, offset64)
                place = at
            }
        }
        guard offset >= 0, length >= 0, offset <= place, length <= place - offset else { throw damaged("the directory is not there") }
        return End(
            count: count, directory: offset..<offset + length, place: place, comment: tail.bytes(found + endRecord..<tail.count))
    }
}
