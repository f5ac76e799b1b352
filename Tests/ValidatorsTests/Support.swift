import Validators

/// `#expect` cannot take a span apart.
extension Validation {
    func accepts(_ secret: [UInt8]) -> Bool { accepts(secret.span) }
    func accepts(_ secret: String) -> Bool { accepts(Array(secret.utf8)) }
}
