internal import CXML
internal import Glibc
internal import Threads

/// Reads a part, and the XML in it, ahead of whoever goes along with the events: in a thread of its own where the part is
/// large enough to be worth one.
///
///     archive ─→ decompress ─→ expat ─→ chunk │ chunk │ chunk ─→ PartEditor
///                thread of the feed           └ mostAhead ┘
@safe final class EventFeed: @unchecked Sendable {
    /// What was read at once, and the events that end in it.
    struct Chunk {
        var bytes: [UInt8] = []
        var events: [xml_event] = []
        var isLast = false
    }

    private static let chunkSize = 256 << 10
    private static let mostAhead = 3

    private let reader: XMLEvents
    /// Used by one thread: that of the feed, or, where there is none, the caller's.
    private let read: (UnsafeMutableRawBufferPointer) throws(WorkbookError) -> Int
    private let team: Team?
    private var spare: [Chunk] = []

    // Guarded by `mutex`.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var ready: [Chunk] = []
    private var failure: WorkbookError?
    private var isStopped = false

    init(
        part: String, ahead: Bool, read: @escaping (UnsafeMutableRawBufferPointer) throws(WorkbookError) -> Int
    ) throws(WorkbookError) {
        reader = try XMLEvents(part: part)
        self.read = read
        unsafe mutex = .allocate(capacity: 1)
        unsafe changed = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(changed, nil)
        team = ahead ? Team() : nil
    }

    deinit {
        unsafe pthread_cond_destroy(changed)
        unsafe pthread_mutex_destroy(mutex)
        unsafe changed.deallocate()
        unsafe mutex.deallocate()
    }

    private var isThreaded = false

    /// To be called once, before the first chunk is asked for.
    func start() {
        if let team { isThreaded = team.start { [unowned self] in self.run() } }
    }

    /// Ends the reading, however far it came. The feed must not be let go before.
    func stop() {
        unsafe pthread_mutex_lock(mutex)
        isStopped = true
        unsafe pthread_cond_broadcast(changed)
        unsafe pthread_mutex_unlock(mutex)
        team?.join()
    }

    /// The next chunk; the last one says so.
    func next() throws(WorkbookError) -> Chunk {
        guard isThreaded else { return try fill(spare.popLast() ?? Chunk()) }
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while ready.isEmpty, failure == nil { unsafe pthread_cond_wait(changed, mutex) }
        // What was read before it failed is void as well.
        if let failure { throw failure }
        let chunk = ready.removeFirst()
        unsafe pthread_cond_broadcast(changed)
        return chunk
    }

    /// Gives a chunk back, whose room is used again.
    func recycle(_ chunk: consuming Chunk) {
        unsafe pthread_mutex_lock(mutex)
        if spare.count < Self.mostAhead { spare.append(chunk) }
        unsafe pthread_mutex_unlock(mutex)
    }

    private func run() {
        while true {
            unsafe pthread_mutex_lock(mutex)
            while ready.count >= Self.mostAhead, !isStopped { unsafe pthread_cond_wait(changed, mutex) }
            let ends = isStopped
            let room = spare.popLast() ?? Chunk()
            unsafe pthread_mutex_unlock(mutex)
            if ends { return }
            var result: Chunk? = nil
            var error: WorkbookError? = nil
            do throws(WorkbookError) { result = try fill(room) } catch let caught { error = caught }
            unsafe pthread_mutex_lock(mutex)
            failure = error
            let isLast = result?.isLast ?? true
            if let result { ready.append(result) }
            unsafe pthread_cond_broadcast(changed)
            unsafe pthread_mutex_unlock(mutex)
            if isLast { return }
        }
    }

    private func fill(_ room: consuming Chunk) throws(WorkbookError) -> Chunk {
        var chunk = room
        if chunk.bytes.count != Self.chunkSize { chunk.bytes = [UInt8](repeating: 0, count: Self.chunkSize) }
        var count = 0
        // A source may give less than there is room for.
        while count < Self.chunkSize / 2 {
            let more = unsafe try chunk.bytes.withRoom { (bytes) throws(WorkbookError) in
                unsafe try read(UnsafeMutableRawBufferPointer(rebasing: bytes[count...]))
            }
            count += more
            if more == 0 {
                chunk.isLast = true
                break
            }
            chunk.isLast = false
        }
        chunk.bytes.removeLast(chunk.bytes.count - count)
        chunk.events.removeAll(keepingCapacity: true)
        let isLast = chunk.isLast
        try unsafe chunk.bytes.withUnsafeBufferPointer { (bytes) throws(WorkbookError) in
            let found = unsafe try reader.feed(bytes, isFinal: isLast)
            unsafe chunk.events.append(contentsOf: found)
        }
        return chunk
    }
}
