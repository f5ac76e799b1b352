public import Logging
internal import Report

/// A log handler of swift-log that writes each event as one line, for a service that runs unattended.
///
///     time=2026-01-02T03:04:05.678Z level=info service=gateway msg="listening" address=127.0.0.1:8080
///     {"time":"2026-01-02T03:04:05.678Z","level":"info","service":"gateway","msg":"listening","address":"127.0.0.1:8080"}
///
/// Names and values may come from a peer: whatever would end the line, begin a field of its own or move a terminal's cursor is
/// shown as an escape, so that no event can be made to look like two, and a value is cut after `longestValue` bytes. It masks
/// nothing: who logs hands it nothing that must be masked.
public struct LineLogHandler: LogHandler {
    /// How a line is written.
    public enum Form: String, Sendable, CaseIterable {
        /// Words `key=value`, values in quotes where they need them (brandur.org/logfmt).
        case logfmt
        /// An object of JSON (RFC 8259).
        case json
    }

    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let form: Form
    private let write: @Sendable ([UInt8]) -> Void

    /// Bytes of a value, or of the message, that are shown; an ellipsis stands for the rest.
    public static let longestValue = 1024
    /// Fields of an event that are shown.
    public static let mostFields = 32

    /// - Parameters:
    ///   - label: which service it is.
    ///   - level: events below it are not written.
    ///   - write: gets a line with its end; called from any thread, and must write it at once.
    public init(label: String, form: Form, level: Logger.Level, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.label = label
        self.form = form
        self.write = write
        logLevel = level
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let all = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }.merging(event.metadata ?? [:]) { $1 }
        var fields: [(key: String, value: String)] = [
            ("time", Timestamp.now()), ("level", event.level.rawValue), ("service", label), ("msg", event.message.description),
        ]
        if let error = event.error { fields.append(("error", "\(error)")) }
        // In the order of their names, so that equal events are equal lines.
        for key in all.keys.sorted().prefix(Self.mostFields) { fields.append((key, all[key]?.description ?? "")) }
        write(Self.line(fields, form))
    }

    static func line(_ fields: [(key: String, value: String)], _ form: Form) -> [UInt8] {
        var line: [UInt8] = []
        switch form {
        case .logfmt:
            for (index, field) in fields.enumerated() {
                if index > 0 { line.append(UInt8(ascii: " ")) }
                line.append(contentsOf: name(field.key).utf8)
                line.append(UInt8(ascii: "="))
                append(cut(field.value), to: &line)
            }
        case .json:
            JSONWriter.append(to: &line, .compact) { writer in
                writer.object { writer in
                    for field in fields {
                        writer.key(cut(field.key))
                        writer.string(cut(field.value))
                    }
                }
            }
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// A key of logfmt is a word.
    private static func name(_ key: String) -> String {
        String(String.UnicodeScalarView(cut(key).unicodeScalars.map { isPlain($0) ? $0 : "_" }))
    }

    private static func append(_ value: String, to line: inout [UInt8]) {
        guard value.isEmpty || !value.unicodeScalars.allSatisfy(isPlain) else { return line.append(contentsOf: value.utf8) }
        // What JSON makes of a string is what readers of logfmt take in quotes.
        JSONWriter.append(to: &line, .compact) { $0.string(value) }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x20 && scalar.value < 0x7F && scalar != "=" && scalar != "\"" && scalar != "\\"
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > longestValue else { return text }
        return String(decoding: text.utf8.prefix(longestValue), as: UTF8.self) + "…"
    }
}
