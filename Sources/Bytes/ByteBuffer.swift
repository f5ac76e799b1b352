/// A growable run of bytes that one owner fills, reads and recycles.
///
///     ┌──────────── capacity ────────────┐
///     │ bytes (0 ..< count) │   spare    │
///     └─────────────────────┴────────────┘
///
/// An array would do, but for two things: a reader fills the spare room in place (`withSpare`), and what was grown for
/// one giant record is given back (`shrink`), so that memory stays bounded by configuration (law 6).
///
/// Invariant: `base` owns `capacity` bytes, and `0 <= count <= capacity`.
@safe public struct ByteBuffer: ~Copyable, @unchecked Sendable {
    private var base: UnsafeMutablePointer<UInt8>
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
            let span = unsafe Span(_unsafeStart: UnsafePointer(base), count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The bytes, for as long as `body` runs.
    @inlinable
    public borrowing func withBytes<R: ~Copyable, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> R) throws(E) -> R {
        unsafe try body(UnsafeBufferPointer(start: pointer, count: count))
    }

    @usableFromInline
    var pointer: UnsafePointer<UInt8> { unsafe UnsafePointer(base) }

    /// Lends the spare room; `body` returns how much of it it filled.
    public mutating func withSpare<E: Error>(_ body: (UnsafeMutableRawBufferPointer) throws(E) -> Int) throws(E) -> Int {
        let filled = unsafe try body(UnsafeMutableRawBufferPointer(start: base + count, count: capacity - count))
        precondition(filled >= 0 && filled <= capacity - count)
        count &+= filled
        return filled
    }

    public mutating func reserve(_ wanted: Int) {
        guard wanted > capacity else { return }
        let larger = max(wanted, capacity + capacity / 2)
        let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe fresh.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = fresh
        capacity = larger
    }

    public mutating func append(_ byte: UInt8) {
        if count == capacity { reserve(count + 1) }
        unsafe base[count] = byte
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
        unsafe (base + count).update(from: start, count: bytes.count)
        count &+= bytes.count
    }

    public mutating func removeAll() { count = 0 }

    /// Keeps the first `n` bytes.
    public mutating func truncate(to n: Int) { count = min(count, max(n, 0)) }

    /// Drops the first `n` bytes; what follows moves to the front.
    public mutating func removeFirst(_ n: Int) {
        let n = min(max(n, 0), count)
        guard n > 0 else { return }
        unsafe base.update(from: base + n, count: count - n)
        count &-= n
    }

    /// Gives memory back when the room is more than `limit` and none of it beyond is in use.
    public mutating func shrink(to limit: Int) {
        guard capacity > limit, count <= limit else { return }
        let fresh = UnsafeMutablePointer<UInt8>.allocate(capacity: max(limit, 1))
        unsafe fresh.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = fresh
        capacity = max(limit, 1)
    }

    /// A copy, for tests and messages.
    public borrowing func array() -> [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: base, count: count))
    }
}
