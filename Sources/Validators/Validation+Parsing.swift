extension Validation {
    /// Reads what `description` writes: `luhn`, `{entropy: 3.5}`, `{length: {min: 8, max: 200}}`.
    public init(parsing text: String) throws(ValidationError) {
        // Bytes, since a start reads some two hundred of these, and to part characters costs ten times as much.
        var words: [Substring] = text.utf8.split { Self.separators.contains($0) }.map { Substring($0) }
        guard !words.isEmpty else { throw .unknownName(text) }
        let first = words.removeFirst()
        guard first.hasSuffix(":") else {
            try self.init(name: String(first))
            return
        }
        var arguments: [String: Double] = [:]
        var name = Self.bareArgument
        for word in words {
            if word.hasSuffix(":") {
                name = String(word.dropLast())
            } else if let value = Double(word) {
                arguments[name] = value
            } else {
                throw .unknownArgument(String(word), of: String(first.dropLast()))
            }
        }
        try self.init(name: String(first.dropLast()), arguments: arguments)
    }

    private static let separators = Array(" {},".utf8)
}
