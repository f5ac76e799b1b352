import Logging
import Redaction
import RedactionLogging

/// Masks the lines of standard input, logs how many it was, and shows that logs are masked too.
///
///     echo "mail to ann.lee@acme-corp.com" | swift run Example
@main
struct Example {
    static func main() async throws {
        let redactor = try Redactor()
        LoggingSystem.bootstrap { RedactingLogHandler(StreamLogHandler.standardError(label: $0), redactor: redactor) }
        let logger = Logger(label: "example")

        let lines = AsyncStream<[UInt8]> {
            guard let line = readLine(strippingNewline: false) else { return nil }
            return Array(line.utf8)
        }
        var bytes = 0
        for await chunk in redactor.redact(lines) {
            print(String(decoding: chunk, as: UTF8.self), terminator: "")
            bytes += chunk.count
        }
        logger.info("masked \(bytes) bytes for ann.lee@acme-corp.com", metadata: ["api_key": "Gf8k2LmQx7VrZw4TyBn9"])
    }
}
