internal import CMilter
internal import Glibc
internal import Synchronization

/// The filter's end of the milter protocol, over libmilter. One a process: libmilter has only one.
public final class MilterServer: Sendable {
    public struct Limits: Sendable {
        /// Bytes of a message.
        public var message: Int
        /// Connections at once; more are turned away, and try again.
        public var connections = 200
        /// Seconds without a word after which a mail server is given up.
        public var silence = 600

        public init(message: Int) { self.message = message }
    }

    let handler: any MilterHandler
    let limits: Limits

    private let connections = Atomic<Int>(0)
    private let messages = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)

    /// The largest packet of a server: one header field (Postfix, header_size_limit), or 64 KiB of a body.
    private static let packet = 1 << 20
    private static let backlog: Int32 = 128

    /// Whom libmilter's callbacks, which are plain functions, call.
    private static let current = Mutex<MilterServer?>(nil)
    private static var running: MilterServer? { current.withLock { $0 } }

    public init(_ handler: any MilterHandler, limits: Limits) {
        self.handler = handler
        self.limits = limits
    }

    /// Opens the socket. False where the system, or libmilter, does not.
    public func open(_ address: MilterAddress) -> Bool {
        Self.current.withLock { $0 = self }
        var callbacks = Self.callbacks
        return unsafe milter_open(
            address.description, Int32(clamping: limits.silence), Self.backlog, Self.packet, &callbacks)
    }

    /// Serves as long as that goes on.
    public func serve() { milter_serve() }

    /// Takes no message any more (whoever comes with one is to come again), and waits until those that were begun have ended. Then
    /// the process is to end.
    ///
    /// - Returns: how many had not after `seconds`.
    public func stop(waiting seconds: Int) -> Int {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        for _ in 0..<(seconds * 20) {
            if messages.load(ordering: .sequentiallyConsistent) == 0 { break }
            usleep(50_000)
        }
        // libmilter writes the last answer behind the last call.
        usleep(100_000)
        return messages.load(ordering: .sequentiallyConsistent)
    }

    // MARK: - Sessions

    private func openSession(keepsSpaces: Bool) -> UnsafeMutableRawPointer? {
        let (_, now) = connections.wrappingAdd(1, ordering: .sequentiallyConsistent)
        guard now <= limits.connections else {
            connections.wrappingSubtract(1, ordering: .sequentiallyConsistent)
            handler.note("more than \(limits.connections) connections: one was turned away", id: nil)
            return nil
        }
        return unsafe Unmanaged.passRetained(MilterSession(self, keepsSpaces: keepsSpaces)).toOpaque()
    }

    private func closeSession(_ session: UnsafeMutableRawPointer) {
        unsafe Self.session(session).forget()
        unsafe Unmanaged<MilterSession>.fromOpaque(session).release()
        connections.wrappingSubtract(1, ordering: .sequentiallyConsistent)
    }

    func beginMessage() -> Bool {
        messages.wrappingAdd(1, ordering: .sequentiallyConsistent)
        // Looked at behind the counting: whoever stops waits for what was let in.
        guard !isStopping.load(ordering: .sequentiallyConsistent) else {
            endMessage()
            return false
        }
        return true
    }

    func endMessage() { messages.wrappingSubtract(1, ordering: .sequentiallyConsistent) }

    private static func session(_ pointer: UnsafeMutableRawPointer) -> MilterSession {
        unsafe Unmanaged<MilterSession>.fromOpaque(pointer).takeUnretainedValue()
    }

    private static var callbacks: milter_callbacks {
        unsafe milter_callbacks(
            open: { unsafe MilterServer.running?.openSession(keepsSpaces: $0) },
            close: { unsafe MilterServer.running?.closeSession($0) },
            begin: { unsafe MilterServer.session($0).begin($1) },
            header: { unsafe MilterServer.session($0).add(HeaderField(name: bytes(of: $1), value: bytes(of: $2))) },
            body: { unsafe MilterServer.session($0).add(body: UnsafeBufferPointer(start: $1, count: $2)) },
            end: { unsafe MilterServer.session($0).end($1) },
            abort: { unsafe MilterServer.session($0).forget() })
    }
}

/// Those of a string of C, without the zero.
private func bytes(of text: UnsafePointer<CChar>) -> [UInt8] {
    let start = unsafe UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
    return unsafe Array(UnsafeBufferPointer(start: start, count: strlen(text)))
}
