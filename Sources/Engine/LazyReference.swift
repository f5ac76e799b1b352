internal import Synchronization

/// A reference that is made when first wanted; whoever comes first keeps it.
///
/// What the library has for it (`AtomicLazyReference`) asks the runtime for the metadata of its type at each look.
@safe
struct LazyReference<Instance: AnyObject & Sendable>: ~Copyable, @unchecked Sendable {
    // Invariant: nil, or what `storeIfNil` retained, which is released in `deinit`.
    private let pointer = Atomic<UnsafeRawPointer?>(nil)

    deinit {
        if let there = unsafe pointer.load(ordering: .acquiring) { unsafe Unmanaged<Instance>.fromOpaque(there).release() }
    }

    @inline(__always)
    func load() -> Instance? {
        guard let there = unsafe pointer.load(ordering: .acquiring) else { return nil }
        return unsafe Unmanaged<Instance>.fromOpaque(there).takeUnretainedValue()
    }

    /// Keeps an instance if there is none yet. Returns the one that is kept.
    func storeIfNil(_ fresh: Instance) -> Instance {
        let mine = unsafe Unmanaged.passRetained(fresh)
        let (isMine, there) = unsafe pointer.compareExchange(expected: nil, desired: mine.toOpaque(), ordering: .acquiringAndReleasing)
        guard unsafe !isMine, let there = unsafe there else { return fresh }
        unsafe mine.release()
        return unsafe Unmanaged<Instance>.fromOpaque(there).takeUnretainedValue()
    }
}
