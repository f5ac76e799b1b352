internal import Glibc

/// The bytes of an image, in pages of their own: what an image holds as plain records is used where it lies, and not copied.
///
/// The kernel is asked for large pages. To touch small ones one by one, or to have them made one by one, takes longer than to read a file
/// into them; and the tables of a scan are looked at all over.
@safe
public final class ImageBytes: @unchecked Sendable {
    // Invariant: mapped in `init`, unmapped in `deinit`, written only before `init` returns.
    private let mapping: UnsafeMutableRawBufferPointer
    private let room: UnsafeMutableRawBufferPointer
    /// Without what the last page holds beyond.
    public let count: Int

    /// Records lie at multiples of so many bytes from the first.
    static let alignment = 16
    private static let largePage = 2 << 20
    /// MADV_HUGEPAGE of Linux.
    private static let wantsLargePages: Int32 = 14
    /// Of less than this a large page is not worth its room.
    private static let leastForLarge = 1 << 20

    /// - Parameters:
    ///   - count: how many bytes there will be at the most.
    ///   - fill: writes them, and returns how many there are.
    public init?(count: Int, fill: (UnsafeMutableRawBufferPointer) -> Int) {
        guard count >= 0 else { return nil }
        let isLarge = count >= Self.leastForLarge
        let size = isLarge ? (count + Self.largePage - 1) / Self.largePage * Self.largePage + Self.largePage : max(1, count)
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | (isLarge ? Int32(MAP_NORESERVE) : Int32(MAP_POPULATE))
        guard let start = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0),
            unsafe start != UnsafeMutableRawPointer(bitPattern: -1)
        else { return nil }
        unsafe mapping = UnsafeMutableRawBufferPointer(start: start, count: size)
        let gap = unsafe isLarge ? (Self.largePage - Int(bitPattern: start) % Self.largePage) % Self.largePage : 0
        unsafe room = UnsafeMutableRawBufferPointer(rebasing: mapping[gap..<(gap + max(1, count))])
        // Where there are none it says so, and small ones do.
        if isLarge { unsafe madvise(room.baseAddress, size - Self.largePage, Self.wantsLargePages) }
        self.count = unsafe min(count, max(0, fill(UnsafeMutableRawBufferPointer(rebasing: room[..<count]))))
        unsafe mprotect(start, size, PROT_READ)
    }

    public convenience init?(_ bytes: [UInt8]) {
        self.init(count: bytes.count) { room in
            unsafe room.copyBytes(from: bytes)
            return bytes.count
        }
    }

    deinit { unsafe munmap(mapping.baseAddress, mapping.count) }

    /// - Parameter start: of what is wanted; not beyond the end.
    func bytes(from start: Int = 0) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(room)[min(start, count)..<count])
    }
}
