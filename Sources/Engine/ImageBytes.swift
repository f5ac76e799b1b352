internal import Glibc

/// The bytes of an image, in pages of their own: what an image holds as plain records is used where it lies, and not copied.
///
/// The pages are asked for at once. To touch them one by one takes longer than to read a file into them.
@safe
public final class ImageBytes: @unchecked Sendable {
    // Invariant: mapped in `init`, unmapped in `deinit`, written only before `init` returns.
    private let room: UnsafeMutableRawBufferPointer
    /// Without what the last page holds beyond.
    public let count: Int

    /// Records lie at multiples of so many bytes from the first.
    static let alignment = 16

    /// - Parameters:
    ///   - count: how many bytes there will be at the most.
    ///   - fill: writes them, and returns how many there are.
    public init?(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Int) {
        let pages = unsafe mmap(
            nil, max(1, count), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | Int32(MAP_POPULATE), -1, 0)
        guard let pages = unsafe pages, unsafe pages != UnsafeMutableRawPointer(bitPattern: -1) else { return nil }
        unsafe room = UnsafeMutableRawBufferPointer(start: pages, count: max(1, count))
        self.count = unsafe min(count, max(0, fill(UnsafeMutableRawBufferPointer(rebasing: room[..<count]))))
        unsafe mprotect(pages, room.count, PROT_READ)
    }

    public convenience init?(_ bytes: [UInt8]) {
        self.init(count: bytes.count) { room in
            unsafe room.copyBytes(from: bytes)
            return bytes.count
        }
    }

    deinit { unsafe munmap(room.baseAddress, room.count) }

    /// - Parameter start: of what is wanted; not beyond the end.
    func bytes(from start: Int = 0) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[min(start, count)..<count])
    }
}
