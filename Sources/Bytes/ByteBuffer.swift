/// A growable run of bytes that one owner fills, reads and recycles.
///
///     ┌──────────── capacity ────────────┐
///     │ bytes (0 ..< count) │   spare    │
///     └─────────────────────┴────────────┘
///
/// An array would do, but for two things: a reader fills the spare room in place (`withSpare`), and what was grown for
/// one giant record is given back (`shrink`), so that memory stays bounded by configuration (law 6).
///
/// Bytes that were removed from the front leave room there, which is taken when more is needed: so to remove costs nothing.
///
/// Invariant: `base` owns `head + capacity` bytes, and `0 <= count <= capacity`. The bytes stand from `head` on.
@safe public struct ByteBuffer: ~Copyable, @unchecked Sendable {
    private var base: UnsafeMutablePointer<UInt8>
    /// Room before the bytes.
    private var head = 0
    /// Room from the first byte on.
    public private(set) var capacity: Int
    public private(set) var count: Int

    public init(capacity: Int = 64) {
        self.capacity = max(capacity, 1)
        unsafe base = UnsafeMutablePointer<UInt8>.allocate(capacity: max(capacity, 1))
        count = 0
    }

    deinit { unsafe base.deallocate() }

    public var isEmpty: Bool { count == 0 }
    public var spare: Int { capacity &- count }

    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            let span = unsafe Span(_unsafeStart: pointer, count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The bytes, for as long as `body` runs.
    @inlinable
    public borrowing func withBytes<R: ~Copyable, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
        unsafe try body(UnsafeBufferPointer(start: pointer, count: count))
    }

    @usableFromInline
    var pointer: UnsafePointer<UInt8> { unsafe UnsafePointer(base + head) }

    private var start: UnsafeMutablePointer<UInt8> { unsafe base + head }

    /// Lends the spare room; `body` returns how much of it it filled.
    public mutating func withSpare<E: Error>(_ body: (UnsafeMutableRawBufferPointer) throws(E) -> Int) throws(E) -> Int {
        let filled = unsafe try body(UnsafeMutableRawBufferPointer(start: start + count, count: capacity - count))
        precondition(filled >= 0 && filled <= capacity - count)
        count &+= filled
        return filled
    }

    public mutating func reserve(_ wanted: Int) {
        guard wanted > capacity else { return }
        if wanted <= head + capacity, head >= count {
            // What is moved is no more than what was removed.
            unsafe base.update(from: start, count: count)
            capacity &+= head
            head = 0
            return
        }
        let larger = max(wanted, capacity + capacity / 2)
        replaceRoom(by: larger)
    }

    private mutating func replaceRoom(by size: Int) {
        let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
        unsafe fresh.update(from: start, count: count)
        unsafe base.deallocate()
        unsafe base = fresh
        head = 0
        capacity = size
    }

    public mutating func append(_ byte: UInt8) {
        if count == capacity { reserve(count + 1) }
        unsafe start[count] = byte
        count &+= 1
    }

    public mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    public mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(count + bytes.count)
        unsafe (self.start + count).update(from: start, count: bytes.count)
        count &+= bytes.count
    }

    public mutating func removeAll() {
        count = 0
        capacity &+= head
        head = 0
    }

    /// Keeps the first `n` bytes.
    public mutating func truncate(to n: Int) { count = min(count, max(n, 0)) }

    /// Drops the first `n` bytes.
    public mutating func removeFirst(_ n: Int) {
        let n = min(max(n, 0), count)
        guard n > 0 else { return }
        head &+= n
        capacity &-= n
        count &-= n
    }

    /// Gives memory back when the room is more than `limit` and none of it beyond is in use.
    public mutating func shrink(to limit: Int) {
        guard head + capacity > limit, count <= limit else { return }
        replaceRoom(by: max(limit, 1))
    }

    /// A copy, for tests and messages.
    public borrowing func array() -> [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: pointer, count: count))
    }
}
