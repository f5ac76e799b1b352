/// A fixed piece of memory, freed with its owner: room for compressed bytes at an address that does not move.
///
/// Invariant: `bytes` is valid as long as this value lives, and nobody keeps it longer; the owners in this module hand
/// it to a codec or to `read` for the length of one call.
@safe struct RawStorage: ~Copyable {
    let bytes: UnsafeMutableRawBufferPointer
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        unsafe bytes = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        unsafe bytes.deallocate()
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The bytes from `start` on; empty if there are none.
    func from(_ start: Int) -> UnsafeMutableRawBufferPointer {
        unsafe .init(rebasing: self[Swift.min(start, count)...])
    }
}
