/// Writes zip archives, sound ones and others, entry by entry.
public struct ZipMaker {
    public struct Entry {
        public var name: String
        public var content: [UInt8]
        /// What the headers say, where it is not the truth.
        public var localName: String?
        public var size: UInt32?
        public var compressedSize: UInt32?
        public var flags: UInt16 = 0
        public var method: UInt16 = 0
        public var hasDescriptor = false
        /// Where the directory says that the local header is.
        public var offset: UInt32?
        public var comment: [UInt8] = []
        /// Of content that was compressed before: what it was.
        public var plain: [UInt8]?

        public init(_ name: String, _ content: [UInt8]) {
            self.name = name
            self.content = content
        }
    }

    public var entries: [Entry] = []
    public var comment: [UInt8] = []
    /// Between the entries.
    public var gap: [UInt8] = []

    public init() {}

    public init(_ parts: [(String, String)]) {
        entries = parts.map { Entry($0.0, Array($0.1.utf8)) }
    }

    public func bytes() -> [UInt8] {
        var output: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let plain = entry.plain ?? entry.content
            let crc = Self.crc32(plain)
            let start = UInt32(output.count)
            let size = entry.size ?? UInt32(plain.count)
            let compressed = entry.compressedSize ?? UInt32(entry.content.count)
            let flags = entry.flags | (entry.hasDescriptor ? 8 : 0)
            let local = Array((entry.localName ?? entry.name).utf8)
            output +=
                Self.number(0x0403_4b50, 4) + Self.number(20, 2) + Self.number(UInt32(flags), 2) + Self.number(UInt32(entry.method), 2)
            output += Self.number(0, 2) + Self.number(0x5821, 2)
            output += entry.hasDescriptor ? Self.number(0, 12) : Self.number(crc, 4) + Self.number(compressed, 4) + Self.number(size, 4)
            output += Self.number(UInt32(local.count), 2) + Self.number(0, 2) + local + entry.content
            if entry.hasDescriptor {
                output += Self.number(0x0807_4b50, 4) + Self.number(crc, 4) + Self.number(compressed, 4) + Self.number(size, 4)
            }
            output += gap
            let name = Array(entry.name.utf8)
            directory += Self.number(0x0201_4b50, 4) + Self.number(20, 2) + Self.number(20, 2) + Self.number(UInt32(flags), 2)
            directory += Self.number(UInt32(entry.method), 2) + Self.number(0, 2) + Self.number(0x5821, 2) + Self.number(crc, 4)
            directory += Self.number(compressed, 4) + Self.number(size, 4) + Self.number(UInt32(name.count), 2) + Self.number(0, 2)
            directory += Self.number(UInt32(entry.comment.count), 2) + Self.number(0, 8) + Self.number(entry.offset ?? start, 4) + name
            directory += entry.comment
        }
        let start = UInt32(output.count)
        output += directory
        output += Self.number(0x0605_4b50, 4) + Self.number(0, 4) + Self.number(UInt32(entries.count), 2)
        output += Self.number(UInt32(entries.count), 2) + Self.number(UInt32(directory.count), 4) + Self.number(start, 4)
        return output + Self.number(UInt32(comment.count), 2) + comment
    }

    private static func number(_ value: UInt32, _ size: Int) -> [UInt8] {
        (0..<size).map { $0 < 4 ? UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) : 0 }
    }

    /// CRC-32 of ISO 3309, bit by bit over a table.
    public static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes { crc = table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8) }
        return crc ^ 0xFFFF_FFFF
    }

    private static let table: [UInt32] = (0..<256).map { index in
        var value = UInt32(index)
        for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        return value
    }
}
