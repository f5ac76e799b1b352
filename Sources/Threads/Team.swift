internal import CThreads

/// Threads of the run. Plain ones: they block on reads and writes, which Swift's own pool is not made for.
public final class Team {
    private var threads: [UInt64] = []

    /// A thread's stack: JIT code has stacks of its own, so the default 8 MiB would only be mapped in vain.
    private static let stackSize = 1 << 20

    public init() {}

    /// False where the system gives no thread.
    public func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let box = unsafe Unmanaged.passRetained(ThreadBody(body))
        var thread: UInt64 = 0
        let isStarted = unsafe system_thread_start(
            Self.stackSize, { unsafe Unmanaged<ThreadBody>.fromOpaque($0).takeRetainedValue().body() }, box.toOpaque(), &thread)
        guard isStarted else {
            unsafe box.release()
            return false
        }
        threads.append(thread)
        return true
    }

    public var hasThreads: Bool { !threads.isEmpty }

    /// Waits for all of them to end.
    public func join() {
        for thread in threads { system_thread_join(thread) }
        threads = []
    }
}

private final class ThreadBody: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}
