/// What bytes in memory were coded with, as HTTP names it (RFC 9110, 8.4.1; RFC 8878, 7.2).
public enum ContentCoding: String, Sendable, Hashable, CaseIterable {
    case identity, gzip, deflate, zstd

    /// nil where it is none that is decoded.
    public init?(named name: String) {
        switch name.lowercased() {
        case "", "identity": self = .identity
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .deflate
        case "zstd": self = .zstd
        default: return nil
        }
    }

    public enum Failure: Error, Hashable, Sendable {
        /// Decoded, there are more bytes than are wanted.
        case tooLarge
        /// They are not what they are said to be, or end too soon.
        case damaged
    }

    /// Decodes all of it.
    ///
    /// - Parameter most: bytes that may come of it.
    public func decode(_ bytes: [UInt8], most: Int) throws(Failure) -> [UInt8] {
        let decoder: any Decoder
        switch self {
        case .identity:
            guard bytes.count <= most else { throw .tooLarge }
            return bytes
        case .gzip: decoder = GzipDecoder()
        case .deflate: decoder = GzipDecoder(isZlib: true)
        case .zstd: decoder = ZstdDecoder()
        }
        var plain: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 64 << 10)
        var taken = 0
        while true {
            let step = unsafe bytes.withUnsafeBytes { all in
                unsafe room.withUnsafeMutableBytes { unsafe decoder.step(UnsafeRawBufferPointer(rebasing: all[taken...]), $0) }
            }
            guard step.failure == nil else { throw .damaged }
            taken += step.consumed
            plain += room[..<step.produced]
            guard plain.count <= most else { throw .tooLarge }
            if step.consumed == 0, step.produced == 0 || taken == bytes.count, step.produced < room.count { break }
        }
        guard taken == bytes.count, decoder.mayEnd, !bytes.isEmpty else { throw .damaged }
        return plain
    }
}
