/// One entry of an archive, as both of its headers say.
struct ZipEntry: Sendable {
    var name: [UInt8]
    var flags: UInt16
    var method: UInt16
    /// MS-DOS time and date, as they stand.
    var time: UInt16
    var date: UInt16
    var crc: UInt32
    var compressedSize: Int
    var size: Int
    var madeBy: UInt16
    var needed: UInt16
    var internalAttributes: UInt16
    var externalAttributes: UInt32
    /// Where the local header is, where its data begin and end, and where all of the entry ends, data descriptor included.
    var start: Int
    var data: Range<Int>
    var end: Int
    /// Extra fields and comment, for whoever examines what nobody reads.
    var notes: [UInt8]

    static let stored: UInt16 = 0
    static let deflated: UInt16 = 8

    var text: String { String(decoding: name, as: UTF8.self) }
    var isFolder: Bool { name.last == UInt8(ascii: "/") }
    /// Encrypted, or hidden behind an encrypted directory (APPNOTE 4.4.4, bits 0, 6 and 13).
    var isEncrypted: Bool { flags & 0x2041 != 0 }
}
