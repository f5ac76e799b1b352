public import Logging
public import Redaction

/// A log handler of swift-log that masks secrets in messages, metadata and errors before another handler sees them.
///
///     let redactor = try Redactor()
///     LoggingSystem.bootstrap { RedactingLogHandler(StreamLogHandler.standardError(label: $0), redactor: redactor) }
///
/// Metadata is masked by its values, and by its keys where these say what the value is (`["password": "…"]`), dictionaries and
/// arrays in it as well. What metadata providers give is masked, too: the wrapped handler's own is asked here. Attributes of
/// values stay. What nests deeper than `deepest` is withheld.
public struct RedactingLogHandler: LogHandler {
    private var wrapped: any LogHandler
    private let mask: MetadataMask
    private var provider: Logger.MetadataProvider?

    /// Dictionaries and arrays within one another that are looked at.
    public static let deepest = MetadataMask.deepest

    public init(_ wrapped: any LogHandler, redactor: Redactor) {
        self.wrapped = wrapped
        mask = MetadataMask(redactor)
        provider = wrapped.metadataProvider
        // What it would ask for by itself would not be masked. Not set where there is none: some handlers warn of that.
        if provider != nil { self.wrapped.metadataProvider = nil }
        let metadata = wrapped.metadata
        if !metadata.isEmpty { self.wrapped.metadata = mask.masked(metadata) }
    }

    public func log(event: LogEvent) {
        var event = event
        event.message = Logger.Message(stringLiteral: mask.redactor.redact(event.message.description))
        if let error = event.error { event.error = mask.masked(error) }
        // In this order: what a call says wins over what the provider says.
        let metadata = (provider?.get() ?? [:]).merging(event.metadata ?? [:]) { $1 }
        if !metadata.isEmpty { event.metadata = mask.masked(metadata) }
        wrapped.log(event: event)
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { wrapped[metadataKey: mask.redactor.redact(key)] }
        set {
            let masked = mask.masked(key, newValue ?? "")
            wrapped[metadataKey: masked.key] = newValue == nil ? nil : masked.value
        }
    }

    public var metadata: Logger.Metadata {
        get { wrapped.metadata }
        set { wrapped.metadata = mask.masked(newValue) }
    }

    public var logLevel: Logger.Level {
        get { wrapped.logLevel }
        set { wrapped.logLevel = newValue }
    }

    public var metadataProvider: Logger.MetadataProvider? {
        get { provider }
        set { provider = newValue }
    }
}

/// An error whose description held a secret, as handlers see it.
public struct RedactedError: Error, Sendable, CustomStringConvertible {
    /// The masked description.
    public let description: String
}
