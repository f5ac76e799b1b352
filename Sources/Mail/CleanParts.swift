/// Parts in which a look found nothing: where the next look meets the same bytes in the same place, it finds nothing in them either.
struct CleanParts {
    private struct Part {
        /// What it is where its header says nothing.
        var type: String
        var header: Range<Int>
        var body: Range<Int>
        var isCovered: Bool
    }

    private struct Look {
        var bytes: [UInt8] = []
        /// By place: `part 2.1`.
        var parts: [String: Part] = [:]
    }

    private var now = Look()
    private var last = Look()

    mutating func removeAll() {
        now.bytes = []
        last.bytes = []
        now.parts.removeAll(keepingCapacity: true)
        last.parts.removeAll(keepingCapacity: true)
    }

    /// - Parameter bytes: of the message, as it is now.
    mutating func beginLook(at bytes: [UInt8]) {
        swap(&now, &last)
        now.bytes = bytes
        now.parts.removeAll(keepingCapacity: true)
    }

    /// Whether a part that the last look found clean was looked at line by line, as it is; nil where it is not the same part.
    func isCovered(_ entity: MIMEStructure.Entity, _ place: String) -> Bool? {
        guard let part = last.parts[place], part.type == entity.type.name,
            SameBytes.hold(last.bytes, part.header, now.bytes, entity.header),
            SameBytes.hold(last.bytes, part.body, now.bytes, entity.body)
        else { return nil }
        return part.isCovered
    }

    mutating func add(_ entity: MIMEStructure.Entity, _ place: String, isCovered: Bool) {
        now.parts[place] = Part(type: entity.type.name, header: entity.header, body: entity.body, isCovered: isCovered)
    }
}
