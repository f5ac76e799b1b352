/// Little-endian numbers in bytes; zero where there are none.
struct ByteReader {
    private let all: [UInt8]
    var count: Int { all.count }

    init(_ bytes: [UInt8]) { all = bytes }

    func u16(_ at: Int) -> UInt16 { UInt16(truncatingIfNeeded: number(at, 2)) }
    func u32(_ at: Int) -> UInt32 { UInt32(truncatingIfNeeded: number(at, 4)) }
    func u64(_ at: Int) -> UInt64 { number(at, 8) }
    func bytes(_ range: Range<Int>) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= all.count else { return [] }
        return Array(all[range])
    }

    private func number(_ at: Int, _ size: Int) -> UInt64 {
        guard at >= 0, at <= all.count - size else { return 0 }
        var value: UInt64 = 0
        for index in 0..<size { value |= UInt64(all[at + index]) << (8 * UInt64(index)) }
        return value
    }
}
