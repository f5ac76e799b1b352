/// The column of a table that something was found in.
public struct CellPlace: Sendable, Equatable {
    /// 1-based.
    public var column: Int
    /// As the header has it, secrets in it masked; nil where there is none.
    public var name: [UInt8]?

    public init(column: Int, name: [UInt8]?) {
        self.column = column
        self.name = name
    }
}

/// One finding of a scan, as it is shown: where, which rule, and a preview that was masked before it came here.
public struct FindingLine: Sendable, Equatable {
    /// The source as the user knows it; invalid UTF-8 is shown as U+FFFD.
    public var source: [UInt8]
    /// 1-based; nil where the format has no lines.
    public var line: Int?
    /// 1-based, in bytes of the line.
    public var column: Int?
    /// 0-based raw byte of the source at which the span starts.
    public var offset: Int
    /// Raw bytes of the span.
    public var length: Int
    public var rule: String
    public var severity: LeakSeverity
    public var category: String
    /// Where it stands in a table.
    public var cell: CellPlace?
    /// The place within the record: `$.user.email`, `Sheet1!B7`.
    public var path: [UInt8]?
    /// What is shown of the secret. The caller has masked it: nothing here can.
    public var maskedPreview: [UInt8]

    public init(
        source: [UInt8], line: Int?, column: Int?, offset: Int, length: Int, rule: String, severity: LeakSeverity,
        category: String, cell: CellPlace? = nil, path: [UInt8]?, maskedPreview: [UInt8]
    ) {
        self.source = source
        self.line = line
        self.column = column
        self.offset = offset
        self.length = length
        self.rule = rule
        self.severity = severity
        self.category = category
        self.cell = cell
        self.path = path
        self.maskedPreview = maskedPreview
    }

    /// The column of a table by name or number, and the path: `column email`, `$.user.email`, `column payload $.user`; nil
    /// where there is neither.
    var place: String? {
        var parts: [String] = []
        if let cell { parts.append("column " + (cell.name.map { String(decoding: $0, as: UTF8.self) } ?? "#\(cell.column)")) }
        if let path { parts.append(String(decoding: path, as: UTF8.self)) }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// Appends `source:line:column: rule severity preview` and a line end, the column of a table and the path (if any) after
    /// the column: `app.log:12:5 $.user.email: email medium …`. Where there are no lines, the path says where:
    /// `book.xlsx Users!C7: …`. Whatever the input holds, it is one line and moves no cursor.
    public func appendText(to output: inout [UInt8], color: Bool) {
        Printable.append(source.span, to: &output)
        if let line {
            output.append(contentsOf: ":\(line)".utf8)
            if let column { output.append(contentsOf: ":\(column)".utf8) }
        } else if path == nil {
            output.append(contentsOf: ":@\(offset)".utf8)
        }
        if let cell {
            output.append(contentsOf: " column \(cell.column)".utf8)
            if let name = cell.name {
                output.append(contentsOf: " (".utf8)
                Printable.append(name.span, to: &output)
                output.append(UInt8(ascii: ")"))
            }
        }
        if let path {
            output.append(UInt8(ascii: " "))
            Printable.append(path.span, to: &output)
        }
        output.append(contentsOf: ": ".utf8)
        output.append(contentsOf: TextStyle.bold.applied(to: Printable.text(rule), color: color).utf8)
        output.append(UInt8(ascii: " "))
        output.append(contentsOf: TextStyle(severity).applied(to: severity.rawValue, color: color).utf8)
        output.append(UInt8(ascii: " "))
        Printable.append(maskedPreview.span, to: &output)
        output.append(UInt8(ascii: "\n"))
    }

    /// Appends the finding as one compact JSON object, without a line end.
    public func appendJSON(to output: inout [UInt8]) {
        JSONWriter.append(to: &output, .compact) {
            $0.object {
                $0.key("source")
                $0.string(source.span)
                if let line {
                    $0.key("line")
                    $0.integer(line)
                }
                if let column {
                    $0.key("column")
                    $0.integer(column)
                }
                $0.key("offset")
                $0.integer(offset)
                $0.key("length")
                $0.integer(length)
                $0.key("rule")
                $0.string(rule)
                $0.key("severity")
                $0.string(severity.rawValue)
                $0.key("category")
                $0.string(category)
                if let cell {
                    $0.key("cell")
                    $0.object {
                        $0.key("column")
                        $0.integer(cell.column)
                        if let name = cell.name {
                            $0.key("name")
                            $0.string(name.span)
                        }
                    }
                }
                if let path {
                    $0.key("path")
                    $0.string(path.span)
                }
                $0.key("preview")
                $0.string(maskedPreview.span)
            }
        }
    }
}
