internal import Glibc
internal import Threads

/// Compresses a part behind whoever writes it: in a thread of its own where the part is large enough to be worth one.
///
///     PartEditor ─→ piece │ piece │ piece ─→ PartSink: sum, deflate, file
///                   └ mostBehind ┘           thread
@safe final class WriteBehind: @unchecked Sendable {
    private static let mostBehind = 3

    /// Used by one thread: its own, or, where there is none, the caller's. By the caller again once that has ended.
    private var sink: PartSink?
    private let team: Team?
    private var isThreaded = false

    // Guarded by `mutex`.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var ready: [[UInt8]] = []
    private var spare: [[UInt8]] = []
    private var failure: WorkbookError?
    private var isEnded = false

    init(_ sink: consuming PartSink, behind: Bool) {
        self.sink = consume sink
        unsafe mutex = .allocate(capacity: 1)
        unsafe changed = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(changed, nil)
        team = behind ? Team() : nil
        if let team { isThreaded = team.start { [unowned self] in self.run() } }
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(WorkbookError) {
        guard isThreaded else { return unsafe try put(bytes) }
        unsafe pthread_mutex_lock(mutex)
        while ready.count >= Self.mostBehind, failure == nil { unsafe pthread_cond_wait(changed, mutex) }
        let error = failure
        var piece = spare.popLast() ?? []
        unsafe pthread_mutex_unlock(mutex)
        if let error { throw error }
        piece.removeAll(keepingCapacity: true)
        unsafe piece.append(contentsOf: bytes)
        unsafe pthread_mutex_lock(mutex)
        ready.append(piece)
        unsafe pthread_cond_broadcast(changed)
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Waits until all of it is compressed.
    func finish() throws(WorkbookError) -> ZipWriter.Content {
        stop()
        if let failure { throw failure }
        guard let sink = sink.take() else { throw WorkbookError(.system, "a part was finished twice") }
        return try sink.finish()
    }

    /// Ends the thread once it has done what it was given. To be called before the last reference goes.
    func stop() {
        guard isThreaded else { return }
        unsafe pthread_mutex_lock(mutex)
        isEnded = true
        unsafe pthread_cond_broadcast(changed)
        unsafe pthread_mutex_unlock(mutex)
        team?.join()
        isThreaded = false
    }

    private func put(_ bytes: UnsafeBufferPointer<UInt8>) throws(WorkbookError) {
        unsafe try sink?.write(bytes)
    }

    private func run() {
        while true {
            unsafe pthread_mutex_lock(mutex)
            while ready.isEmpty, !isEnded { unsafe pthread_cond_wait(changed, mutex) }
            let piece = ready.isEmpty ? nil : ready.removeFirst()
            unsafe pthread_cond_broadcast(changed)
            unsafe pthread_mutex_unlock(mutex)
            guard let piece else { return }
            var error: WorkbookError? = nil
            do throws(WorkbookError) {
                unsafe try piece.withUnsafeBufferPointer { (bytes) throws(WorkbookError) in unsafe try put(bytes) }
            } catch let caught {
                error = caught
            }
            unsafe pthread_mutex_lock(mutex)
            if let error { failure = error }
            spare.append(piece)
            unsafe pthread_cond_broadcast(changed)
            unsafe pthread_mutex_unlock(mutex)
            if error != nil { return }
        }
    }
}
