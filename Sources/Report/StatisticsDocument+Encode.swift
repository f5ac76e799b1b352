extension StatisticsDocument {
    /// The document as pretty-printed JSON (UTF-8, a line end last): fields in a fixed order, names in byte order.
    public var json: [UInt8] {
        var output: [UInt8] = []
        appendJSON(to: &output)
        output.append(UInt8(ascii: "\n"))
        return output
    }

    /// Appends the document as pretty-printed JSON, without a line end.
    public func appendJSON(to output: inout [UInt8]) {
        JSONWriter.append(to: &output, .pretty) { encode(to: &$0) }
    }

    private func encode(to writer: inout JSONWriter) {
        writer.object {
            $0.key("schema")
            $0.string(Self.schema)
            $0.key("tool")
            $0.object {
                $0.key("name")
                $0.string(toolName)
                $0.provenance(toolVersion, "version", "versions")
            }
            $0.key("rules")
            $0.object {
                $0.provenance(ruleDigest, "digest", "digests")
                $0.count("count", ruleCount)
            }
            $0.count("bytes", bytes)
            $0.count("records", records)
            $0.count("sources", sources)
            $0.key("seconds")
            $0.seconds(microseconds: microseconds)
            $0.map("formats", formats) { $0.integer($1) }
            if !dialects.isEmpty { $0.map("dialects", dialects) { $0.integer($1) } }
            if !columns.isEmpty { $0.map("columns", columns) { writer, profile in profile.encode(to: &writer) } }
            $0.key("json")
            $0.object {
                $0.count("documents", jsonDocuments)
                $0.count("broken", brokenJSON)
            }
            if voidSignatures > 0 {
                $0.key("mail")
                $0.object { $0.count("void_signatures", voidSignatures) }
            }
            $0.key("leaks")
            leaks.encode(to: &$0)
            $0.key("withheld")
            $0.object {
                $0.count("total", withheldTotal.records)
                $0.map("by_reason", withheld) { writer, tally in
                    writer.object {
                        $0.count("records", tally.records)
                        $0.count("bytes", tally.bytes)
                    }
                }
            }
            if !notes.isEmpty {
                $0.key("notes")
                $0.array { for note in notes { $0.string(note) } }
            }
        }
    }
}

extension Leaks {
    fileprivate func encode(to writer: inout JSONWriter) {
        writer.object {
            $0.count("total", total)
            $0.count("bytes", bytes)
            $0.count("records", records)
            $0.map("by_rule", byRule) { $1.encode(to: &$0) }
            $0.key("by_severity")
            $0.object {
                for severity in LeakSeverity.allCases {
                    $0.key(severity.rawValue)
                    $0.object {
                        $0.count("count", bySeverity[severity].count)
                        $0.count("bytes", bySeverity[severity].bytes)
                    }
                }
            }
            $0.map("by_source", bySource) { writer, tally in
                writer.object {
                    $0.count("count", tally.count)
                    $0.count("bytes", tally.bytes)
                    $0.count("records", tally.records)
                    $0.count("withheld", tally.withheld)
                }
            }
            func places(_ writer: inout JSONWriter, _ tally: PathTally) {
                writer.object {
                    $0.count("count", tally.count)
                    $0.count("bytes", tally.bytes)
                    $0.map("rules", tally.rules) { $0.integer($1) }
                }
            }
            $0.map("by_path", byPath, places)
            if !byColumn.isEmpty { $0.map("by_column", byColumn, places) }
        }
    }
}

extension RuleTally {
    fileprivate func encode(to writer: inout JSONWriter) {
        writer.object {
            $0.count("count", count)
            $0.count("bytes", bytes)
            $0.key("distinct")
            if let distinctCount { $0.integer(distinctCount) } else { $0.null() }
            $0.key("severity")
            $0.string(severity.rawValue)
            $0.key("category")
            $0.string(category)
            $0.sketch(distinct)
        }
    }
}

extension ColumnProfile {
    fileprivate func encode(to writer: inout JSONWriter) {
        writer.object {
            $0.count("cells", cells)
            $0.count("empty", empty)
            if let type {
                $0.key("type")
                $0.string(type)
            }
            $0.map("types", types) { $0.integer($1) }
            $0.map("rules", rules) { $0.integer($1) }
            $0.key("distinct")
            if let distinctCount { $0.integer(distinctCount) } else { $0.null() }
            $0.sketch(distinct)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func sketch(_ distinct: Distinct) {
        guard case .sketch(let name, let sketch) = distinct else { return }
        key("sketch")
        object {
            $0.key("key")
            $0.string(name)
            $0.key("hashes")
            $0.array { for hash in sketch.hashes { $0.string(Hex.text(hash, digits: 16)) } }
        }
    }

    fileprivate mutating func count(_ name: String, _ value: Int) {
        key(name)
        integer(value)
    }

    fileprivate mutating func map<Value>(
        _ name: String, _ map: NameMap<Value>, _ encode: (inout JSONWriter, Value) -> Void
    ) {
        key(name)
        object {
            for (name, value) in map.sorted {
                $0.key(name)
                encode(&$0, value)
            }
        }
    }

    /// One text, or "mixed" and the list of them.
    fileprivate mutating func provenance(_ value: Provenance, _ name: String, _ plural: String) {
        key(name)
        string(value.text)
        guard value.isMixed else { return }
        key(plural)
        array { for text in value.all { $0.string(text) } }
    }
}
