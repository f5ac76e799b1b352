package import Logging
package import Redaction

/// Masks metadata of log events: values by what they are and by their keys.
///
///     password: hunter2      →  {"password":"hunter2"}  →  {"password":"[REDACTED:generic-password]"}  →  the value
///
/// A value is looked at as the member of a JSON object that it would be in most logs, so that a key says what its value is.
package struct MetadataMask: Sendable {
    package let redactor: Redactor

    package static let deepest = 16
    private static let withheld = "[WITHHELD:nesting]"

    package init(_ redactor: Redactor) { self.redactor = redactor }

    package func masked(_ metadata: Logger.Metadata) -> Logger.Metadata {
        var masked: Logger.Metadata = [:]
        for (key, value) in metadata {
            let entry = self.masked(key, value)
            masked[entry.key] = entry.value
        }
        return masked
    }

    package func masked(_ key: String, _ value: Logger.MetadataValue) -> (key: String, value: Logger.MetadataValue) {
        // What a key says once a secret in it is masked.
        let key = redactor.redact(key)
        return (key, masked(value, key: key, depth: 0))
    }

    /// - Parameter key: the nearest, for the elements of an array that of the array.
    private func masked(_ value: Logger.MetadataValue, key: String, depth: Int) -> Logger.MetadataValue {
        guard depth < Self.deepest else { return .string(Self.withheld) }
        switch value {
        case .string(let text):
            return .string(masked(text, key: key))
        case .stringConvertible(let convertible):
            let text = convertible.description
            let shown = masked(text, key: key)
            guard shown != text else { return value }
            // What it carries besides goes along; its description does not.
            var replaced = Logger.MetadataValue.string(shown)
            replaced.attributes = value.attributes
            return replaced
        case .array(let values):
            return .array(values.map { masked($0, key: key, depth: depth + 1) })
        case .dictionary(let members):
            var masked: Logger.Metadata = [:]
            for (name, member) in members {
                let name = redactor.redact(name)
                masked[name] = self.masked(member, key: name, depth: depth + 1)
            }
            return .dictionary(masked)
        }
    }

    /// A text that stands behind a key.
    private func masked(_ text: String, key: String) -> String {
        let start = "{" + JSONString.quoted(key) + ":"
        let document = start + JSONString.quoted(text) + "}"
        let seen = redactor.redact(document)
        // Read as a whole it may show what an escape hides, and lines.
        let plain = redactor.redact(text)
        guard seen != document else { return plain }
        guard seen.utf8.count > start.utf8.count, seen.hasPrefix(start), seen.hasSuffix("}"),
            let value = JSONString.unquoted(seen.utf8.dropFirst(start.utf8.count).dropLast())
        else {
            // The key was masked as well, or the member is gone.
            return plain == text ? Self.redacted : plain
        }
        // What only one of the two ways finds is found.
        return redactor.redact(value)
    }

    private static let redacted = "[REDACTED]"

    package func masked(_ error: any Error) -> any Error {
        let text = "\(error)"
        let shown = redactor.redact(text)
        return shown == text ? error : RedactedError(description: shown)
    }
}
