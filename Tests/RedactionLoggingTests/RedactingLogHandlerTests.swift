import Logging
import Redaction
import RedactionLogging
import Synchronization
import Testing

/// What a handler behind a `RedactingLogHandler` sees.
@Suite struct RedactingLogHandlerTests {
    /// Keeps the events that reach it.
    private final class Record: Sendable {
        let events = Mutex<[LogEvent]>([])
        var last: LogEvent? { events.withLock { $0.last } }
    }

    private struct Keeper: LogHandler {
        let record: Record
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        var metadataProvider: Logger.MetadataProvider?

        init(_ record: Record, metadata: Logger.Metadata = [:], provider: Logger.MetadataProvider? = nil) {
            self.record = record
            self.metadata = metadata
            metadataProvider = provider
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            var event = event
            event.metadata = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
            record.events.withLock { $0.append(event) }
        }
    }

    private static let redactor = Result { try Redactor() }
    private static let secret = "Gf8k2LmQx7VrZw4TyBn9"
    private static let address = "ann.lee@acme-corp.com"

    private func logger(_ record: Record, metadata: Logger.Metadata = [:], provider: Logger.MetadataProvider? = nil) throws -> Logger {
        let redactor = try Self.redactor.get()
        return Logger(label: "test") { _ in
            RedactingLogHandler(Keeper(record, metadata: metadata, provider: provider), redactor: redactor)
        }
    }

    @Test func messagesAreMasked() throws {
        let record = Record()
        let logger = try logger(record)
        logger.warning("no mail for \(Self.address)")
        #expect(record.last?.message == "no mail for [REDACTED:email]" && record.last?.level == .warning)
        logger.info("fine")
        #expect(record.last?.message == "fine")
    }

    @Test func keysSayWhatValuesAre() throws {
        let record = Record()
        let logger = try logger(record)
        logger.info(
            "m",
            metadata: [
                "password": "\(Self.secret)", "note": "\(Self.secret)", "n": "\(12)", "mails": ["a", "\(Self.address)"],
                "user": ["name": "ann", "api_key": "\(Self.secret)", "deep": ["x": ["token": "\(Self.secret)"]]],
                "quoted": "say \"\(Self.address)\" \\ \n\u{1}é",
            ])
        let metadata = try #require(record.last?.metadata)
        #expect(metadata["password"] == "[REDACTED:generic-password]")
        #expect(metadata["note"] == "\(Self.secret)" && metadata["n"] == "12")
        #expect(metadata["mails"] == ["a", "[REDACTED:email]"])
        #expect(
            metadata["user"] == [
                "name": "ann", "api_key": "[REDACTED:generic-api-key]", "deep": ["x": ["token": "[REDACTED:generic-token]"]],
            ])
        #expect(metadata["quoted"] == "say \"[REDACTED:email]\" \\ \n\u{1}é")
    }

    @Test func whatDescribesItselfStaysUnlessItTells() throws {
        struct Plain: CustomStringConvertible, Sendable { var description: String { "plain" } }
        struct Telling: CustomStringConvertible, Sendable { var description: String { RedactingLogHandlerTests.address } }
        let record = Record()
        try logger(record).info("m", metadata: ["a": .stringConvertible(Plain()), "b": .stringConvertible(Telling())])
        guard case .stringConvertible(let value)? = record.last?.metadata?["a"] else {
            Issue.record("what held nothing was replaced")
            return
        }
        #expect(value is Plain)
        #expect(record.last?.metadata?["b"]?.description == "[REDACTED:email]")
    }

    @Test func metadataOfLoggersAndProvidersIsMasked() throws {
        let record = Record()
        let provider = Logger.MetadataProvider { ["session_token": "\(Self.secret)", "both": "provider"] }
        var logger = try logger(record, metadata: ["before": "\(Self.address)"], provider: provider)
        logger[metadataKey: "password"] = "\(Self.secret)"
        logger.info("m", metadata: ["both": "call"])
        let metadata = try #require(record.last?.metadata)
        #expect(metadata["before"] == "[REDACTED:email]" && metadata["password"] == "[REDACTED:generic-password]")
        #expect(metadata["session_token"] == "[REDACTED:generic-token]" && metadata["both"] == "call")
        #expect(logger[metadataKey: "password"] == "[REDACTED:generic-password]")
        logger[metadataKey: "password"] = nil
        logger.info("m")
        #expect(record.last?.metadata?["password"] == nil)
    }

    @Test func secretsInKeysAreMasked() throws {
        let record = Record()
        try logger(record).info("m", metadata: ["\(Self.address)": "x"])
        #expect(record.last?.metadata == ["[REDACTED:email]": "x"])
    }

    @Test func nestingIsBounded() throws {
        let record = Record()
        var value: Logger.MetadataValue = "\(Self.address)"
        for _ in 0..<10_000 { value = .array([value]) }
        try logger(record).info("m", metadata: ["a": value])
        var at = try #require(record.last?.metadata?["a"])
        var depth = 0
        while case .array(let inner) = at, let first = inner.first {
            at = first
            depth += 1
        }
        #expect(at == "[WITHHELD:nesting]" && depth == RedactingLogHandler.deepest)
    }

    @Test func errorsAreMasked() throws {
        struct Refused: Error, CustomStringConvertible { var description: String }
        let record = Record()
        let logger = try logger(record)
        logger.error("m", error: Refused(description: "no user \(Self.address)"))
        #expect(record.last?.error.map { "\($0)" } == "no user [REDACTED:email]")
        logger.error("m", error: Refused(description: "no user"))
        #expect(record.last?.error is Refused)
    }
}
