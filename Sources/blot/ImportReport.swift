internal import Engine
internal import Report
internal import RuleLoading

/// What an import lost, for people and for programs.
enum ImportReport {
    /// A row a loss, and a line that adds up.
    static func table(_ imported: ImportedPack) -> String {
        var rows: [[String]] = [["where", "rule", "key", "finds", "what became of it"]]
        for loss in imported.losses {
            rows.append(
                [loss.place.description, loss.rule ?? "", loss.key, loss.effect.rawValue, loss.reason].map(Printable.text))
        }
        let widths = (0..<4).map { column in min(rows.map { $0[column].count }.max() ?? 0, widest) }
        var text = ""
        if rows.count > 1 {
            for row in rows {
                for column in 0..<4 { text += row[column].padded(widths[column]) + "  " }
                text += row[4] + "\n"
            }
            text += "\n"
        }
        return text + imported.summary + "\n"
    }

    /// A name that is longer pushes the others of its row.
    private static let widest = 40

    static func json(_ imported: ImportedPack) -> [UInt8] {
        var output: [UInt8] = []
        JSONWriter.append(to: &output, .pretty) { writer in
            writer.object { writer in
                writer.key("schema")
                writer.string("blot.import/1")
                writer.key("pack")
                writer.string(imported.pack.name)
                writer.key("rules")
                writer.integer(imported.pack.rules.count)
                writer.key("losses")
                writer.array { writer in
                    for loss in imported.losses { append(loss, to: &writer) }
                }
            }
        }
        output.append(UInt8(ascii: "\n"))
        return output
    }

    private static func append(_ loss: ImportLoss, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("file")
            writer.string(loss.place.file)
            writer.key("line")
            writer.integer(loss.place.line)
            if let rule = loss.rule {
                writer.key("rule")
                writer.string(rule)
            }
            writer.key("key")
            writer.string(loss.key)
            writer.key("finds")
            writer.string(loss.effect.rawValue)
            writer.key("reason")
            writer.string(loss.reason)
            writer.key("left_out")
            writer.string(loss.isWholeRule ? "rule" : "key")
        }
    }
}
