internal import Glibc

/// Lets so many in at once, in no particular order.
public final class Turnstile: @unchecked Sendable {
    /// Semaphores may not be moved in memory (sem_init(3)).
    private let semaphore: UnsafeMutablePointer<sem_t>

    public init(_ count: Int) {
        unsafe semaphore = .allocate(capacity: 1)
        unsafe sem_init(semaphore, 0, UInt32(clamping: count))
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// False where nobody left within these seconds.
    public func enter(within seconds: Int) -> Bool {
        var end = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &end)
        end.tv_sec += seconds
        while true {
            if unsafe sem_timedwait(semaphore, &end) == 0 { return true }
            guard errno == EINTR else { return false }
        }
    }

    public func leave() { unsafe _ = sem_post(semaphore) }
}
