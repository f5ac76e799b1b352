/// The shapes that documents are made of.
extension JSONReader {
    /// The value of a field that an object, now ended, must have had.
    func require<Value>(_ value: Value?, _ field: String) throws(DocumentError) -> Value {
        guard let value else { throw missing(field) }
        return value
    }

    /// An object of values by name.
    mutating func map<Value>(
        _ decode: (inout JSONReader) throws(DocumentError) -> Value
    ) throws(DocumentError) -> NameMap<Value> {
        var map = NameMap<Value>()
        try beginObject()
        while let name = try nextKey() { map[name] = try decode(&self) }
        return map
    }

    /// The counts in an object that has at least these fields, in the order asked for.
    mutating func counts(_ fields: String...) throws(DocumentError) -> [Int] {
        var counts: [Int?] = Array(repeating: nil, count: fields.count)
        try beginObject()
        while let key = try nextKey() {
            if let index = fields.firstIndex(of: key) { counts[index] = try count() } else { try skip() }
        }
        var found: [Int] = []
        for (field, count) in zip(fields, counts) { found.append(try require(count, field)) }
        return found
    }

    /// An object with one text or, where that is "mixed", the list of texts beside it; `other` may take further fields.
    mutating func provenance(
        _ name: String, _ plural: String, _ other: (String, inout JSONReader) throws(DocumentError) -> Bool
    ) throws(DocumentError) -> Provenance {
        var text: String?
        var list: Provenance?
        try beginObject()
        while let key = try nextKey() {
            if key == name {
                text = try string()
            } else if key == plural {
                list = try provenanceList()
            } else if !(try other(key, &self)) {
                try skip()
            }
        }
        let single = try require(text, name)
        return single == Provenance.mixedText ? try require(list, plural) : Provenance(single)
    }

    private mutating func provenanceList() throws(DocumentError) -> Provenance {
        let expected = "2 to \(Provenance.limit) different strings, ascending"
        let start = offset
        var texts: [String] = []
        try beginArray()
        while try nextElement() {
            texts.append(try string())
            guard texts.count <= Provenance.limit else { throw error(.invalidValue(expected: expected)) }
        }
        guard let list = Provenance(mixed: texts) else { throw error(.invalidValue(expected: expected), at: start) }
        return list
    }
}
