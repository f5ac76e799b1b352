internal import CMilter
internal import Synchronization

/// One connection of a mail server: messages one after the other. libmilter calls for it one thing at a time.
final class MilterSession: @unchecked Sendable {
    private let server: MilterServer
    private let keepsSpaces: Bool
    private var message: GatheredMessage?

    init(_ server: MilterServer, keepsSpaces: Bool) {
        self.server = server
        self.keepsSpaces = keepsSpaces
    }

    func begin(_ connection: milter_connection) -> milter_answer {
        forget()
        guard server.beginMessage() else {
            unsafe milter_set_reply(connection, "blot: the filter is stopping, try again later")
            return MILTER_DEFER
        }
        message = GatheredMessage(keepsSpaces: keepsSpaces, limit: server.limits.message)
        return MILTER_GO_ON
    }

    func add(_ field: HeaderField) { message?.add(field) }

    func add(body bytes: UnsafeBufferPointer<UInt8>) { unsafe message?.add(body: bytes) }

    /// Nothing more comes of the message.
    func forget() {
        guard message != nil else { return }
        message = nil
        server.endMessage()
    }

    func end(_ connection: milter_connection) -> milter_answer {
        defer { forget() }
        guard let message else {
            unsafe milter_set_reply(connection, "blot: the message was not seen from its beginning")
            return MILTER_DEFER
        }
        let id = unsafe milter_queue_id(connection).map { unsafe Self.printable(String(cString: $0)) }
        let bytes = message.bytes()
        let fault: MilterMessage.Fault? =
            message.isHeaderCut
            ? .headerTooLarge : message.isCut ? .tooLarge : message.hasFailed ? .system : bytes == nil ? .ambiguous : nil
        let whole = MilterMessage(bytes: bytes, header: message.header(), fault: fault, id: id)
        switch server.handler.decide(whole, wait: { unsafe milter_progress(connection) }) {
        case .accept:
            // Only what was seen whole.
            guard bytes != nil else { return unsafe deferred(connection, "blot: the message could not be examined") }
            return MILTER_GO_ON
        case .defer(let text):
            return unsafe deferred(connection, text)
        case .replace(let new):
            // Fields that were not taken would stay as they are.
            guard !message.isHeaderCut else { return unsafe deferred(connection, "blot: the message could not be examined") }
            let old = bytes ?? whole.header + [0x0D, 0x0A]
            guard let changes = MessageChanges(from: old, to: new, keepsSpaces: keepsSpaces) else {
                server.handler.note("changes cannot be told to the mail server: deferred", id: id)
                return unsafe deferred(connection, "blot: the masked message cannot be handed over")
            }
            guard unsafe send(changes, new, replacesBody: bytes == nil, to: connection) else {
                server.handler.note("the mail server took no changes: deferred", id: id)
                return unsafe deferred(connection, "blot: the masked message cannot be handed over")
            }
            return MILTER_GO_ON
        }
    }

    private func deferred(_ connection: milter_connection, _ text: String) -> milter_answer {
        unsafe milter_set_reply(connection, text)
        return MILTER_DEFER
    }

    private func send(_ changes: MessageChanges, _ new: [UInt8], replacesBody: Bool, to connection: milter_connection) -> Bool {
        for step in changes.steps {
            let isTaken =
                switch step {
                case .change(let name, let index, let value):
                    unsafe milter_change_header(connection, Self.text(name), Int32(clamping: index), Self.text(value))
                case .remove(let name, let index):
                    unsafe milter_change_header(connection, Self.text(name), Int32(clamping: index), nil)
                case .add(let name, let value):
                    unsafe milter_add_header(connection, Self.text(name), Self.text(value))
                }
            guard isTaken else { return false }
        }
        // Of a message that was cut nobody knows the body.
        guard let body = changes.body ?? (replacesBody ? new.count..<new.count : nil) else { return true }
        return unsafe new[body].withUnsafeBufferPointer { unsafe milter_replace_body(connection, $0.baseAddress, $0.count) }
    }

    /// For C: ends in a zero, and holds none before (`ParsedHeader`).
    private static func text(_ bytes: [UInt8]) -> [CChar] { (bytes + [0]).map { CChar(bitPattern: $0) } }

    private static func printable(_ text: String) -> String {
        String(decoding: text.utf8.prefix(64).map { $0 > 0x20 && $0 < 0x7F ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
