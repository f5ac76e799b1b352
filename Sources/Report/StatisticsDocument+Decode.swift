extension StatisticsDocument {
    /// Reads a document back. Fields that are not known are passed over; `notes` and sums follow from the rest.
    public init(json: Span<UInt8>) throws(DocumentError) {
        var reader = try JSONReader(json)
        self = try Self.decode(&reader)
        try reader.finish()
    }

    private static func decode(_ reader: inout JSONReader) throws(DocumentError) -> StatisticsDocument {
        var hasSchema = false
        var tool: (name: String, version: Provenance)?
        var rules: (digest: Provenance, count: Int)?
        var bytes: Int?
        var records: Int?
        var sources: Int?
        var microseconds: Int?
        var formats = NameMap<Int>()
        var dialects = NameMap<Int>()
        var columns = NameMap<ColumnProfile>()
        var json = [0, 0]
        var mail = [0]
        var leaks: Leaks?
        var withheld: NameMap<WithheldTally>?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "schema":
                let value = try reader.string()
                guard value == schema else { throw reader.error(.unsupportedSchema) }
                hasSchema = true
            case "tool":
                var name: String?
                let version = try reader.provenance("version", "versions") { (key, reader) throws(DocumentError) in
                    guard key == "name" else { return false }
                    name = try reader.string()
                    return true
                }
                tool = (try reader.require(name, "name"), version)
            case "rules":
                var count: Int?
                let digest = try reader.provenance("digest", "digests") { (key, reader) throws(DocumentError) in
                    guard key == "count" else { return false }
                    count = try reader.count()
                    return true
                }
                rules = (digest, try reader.require(count, "count"))
            case "bytes": bytes = try reader.count()
            case "records": records = try reader.count()
            case "sources": sources = try reader.count()
            case "seconds": microseconds = try reader.microseconds()
            case "formats": formats = try reader.map { (reader) throws(DocumentError) in try reader.count() }
            case "dialects": dialects = try reader.map { (reader) throws(DocumentError) in try reader.count() }
            case "columns": columns = try reader.map { (reader) throws(DocumentError) in try ColumnProfile.decode(&reader) }
            case "json": json = try reader.counts("documents", "broken")
            case "mail": mail = try reader.counts("void_signatures")
            case "leaks": leaks = try Leaks.decode(&reader)
            case "withheld": withheld = try decodeWithheld(&reader)
            default: try reader.skip()
            }
        }
        guard hasSchema else { throw reader.missing("schema") }
        let (toolName, toolVersion) = try reader.require(tool, "tool")
        let (digest, count) = try reader.require(rules, "rules")
        var document = StatisticsDocument(tool: ToolInfo(name: toolName, version: ""), ruleDigest: "", ruleCount: count)
        document.toolVersion = toolVersion
        document.ruleDigest = digest
        document.bytes = try reader.require(bytes, "bytes")
        document.records = try reader.require(records, "records")
        document.sources = try reader.require(sources, "sources")
        document.microseconds = try reader.require(microseconds, "seconds")
        document.formats = formats
        document.dialects = dialects
        ColumnProfile.fold(&columns)
        guard columns.unordered.allSatisfy({ $0.largest <= Counter.largest }) else { throw reader.error(.outOfRange) }
        document.columns = columns
        document.jsonDocuments = json[0]
        document.brokenJSON = json[1]
        document.voidSignatures = mail[0]
        document.leaks = try reader.require(leaks, "leaks")
        document.withheld = try reader.require(withheld, "withheld")
        return document
    }

    private static func decodeWithheld(_ reader: inout JSONReader) throws(DocumentError) -> NameMap<WithheldTally> {
        var reasons: NameMap<WithheldTally>?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard key == "by_reason" else {
                try reader.skip()
                continue
            }
            reasons = try reader.map { (reader) throws(DocumentError) in
                let counts = try reader.counts("records", "bytes")
                return WithheldTally(records: counts[0], bytes: counts[1])
            }
        }
        return try reader.require(reasons, "by_reason")
    }
}

extension ColumnProfile {
    fileprivate static func decode(_ reader: inout JSONReader) throws(DocumentError) -> ColumnProfile {
        var profile = ColumnProfile()
        var cells: Int?
        var distinct: Distinct?
        var sketch: Distinct?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "cells": cells = try reader.count()
            case "empty": profile.empty = try reader.count()
            case "types": profile.types = try reader.map { (reader) throws(DocumentError) in try reader.count() }
            case "rules": profile.rules = try reader.map { (reader) throws(DocumentError) in try reader.count() }
            case "distinct": distinct = try reader.takeNull() ? .unknown : .number(try reader.count())
            case "sketch": sketch = try Distinct.decodeSketch(&reader)
            default: try reader.skip()
            }
        }
        profile.cells = try reader.require(cells, "cells")
        let number = try reader.require(distinct, "distinct")
        profile.distinct = sketch ?? number
        return profile
    }
}

extension Distinct {
    static func decodeSketch(_ reader: inout JSONReader) throws(DocumentError) -> Distinct {
        let expected = "at most \(DistinctSketch.capacity) strings of 16 hex digits, ascending"
        var key: String?
        var sketch: DistinctSketch?
        try reader.beginObject()
        while let name = try reader.nextKey() {
            switch name {
            case "key": key = try reader.string()
            case "hashes":
                var hashes: [UInt64] = []
                try reader.beginArray()
                while try reader.nextElement() {
                    guard let hash = Hex.value(try reader.string()), hashes.count < DistinctSketch.capacity else {
                        throw reader.error(.invalidValue(expected: expected))
                    }
                    hashes.append(hash)
                }
                sketch = DistinctSketch(ascending: hashes)
                guard sketch != nil else { throw reader.error(.invalidValue(expected: expected)) }
            default: try reader.skip()
            }
        }
        return .sketch(key: try reader.require(key, "key"), try reader.require(sketch, "hashes"))
    }
}
