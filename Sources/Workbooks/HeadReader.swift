internal import Bytes
internal import CXML
internal import Engine

struct HeadRow {
    struct Cell {
        var column: Int32
        var text: [UInt8]
        var shared: Int?
        var isNumber = false
    }

    var row: Int32
    /// Those that say something.
    var cells: [Cell] = []
}

/// Reads the first rows of a sheet, of each table of an OpenDocument, or of each sheet of another workbook that a link keeps.
struct HeadReader {
    enum Kind { case sheet, externalLink, openDocument }

    private let kind: Kind
    private var isOffice: Bool { kind != .openDocument }
    /// So many rows are read.
    private let most: Int
    private(set) var rows: [HeadRow] = []
    private(set) var tables: [[HeadRow]] = []
    private(set) var tableNames: [String] = []
    /// What fields of data pilots are called, in their order.
    private(set) var pilotFields: [String] = []
    private var cell: HeadRow.Cell?
    private var isShared = false
    private var isCaptured = false
    private var depth = 0
    private var row: Int32 = 0
    private var rowCount: Int32 = 1
    private var cellCount: Int32 = 1
    private var column: Int32 = 0

    init(_ kind: Kind, rows most: Int = Workbook.headRows) {
        self.kind = kind
        self.most = most
    }

    mutating func read(_ part: Part, _ source: PartSource) throws(WorkbookError) {
        let events = try XMLEvents(part: part.name)
        var window = EventWindow()
        try source.read(part.index) { (bytes, isLast) throws(WorkbookError) in
            unsafe try window.feed(events, bytes, isLast: isLast) { unsafe take($0, $1) }
            return kind != .sheet || !isDone
        }
        if kind != .sheet, !tableNames.isEmpty { tables.append(rows) }
        // Programs may write them in any order.
        rows.sort { $0.row < $1.row }
    }

    /// Rows behind those that are looked at have begun.
    private var isDone = false

    private mutating func take(_ event: xml_event, _ bytes: UnsafeBufferPointer<UInt8>) {
        switch Int(event.kind) {
        case XML_EVENT_START: unsafe begin(StartTag(bytes, 0..<bytes.count))
        case XML_EVENT_END: end()
        case XML_EVENT_TEXT where isCaptured: unsafe append(Array(bytes))
        case XML_EVENT_UNIT where isCaptured: unsafe withUnsafeBytes(of: event.text) { unsafe append(Array($0.prefix(Int(event.count)))) }
        default: break
        }
    }

    private mutating func append(_ text: [UInt8]) {
        guard let count = cell?.text.count, count + text.count <= ColumnName.longest else { return }
        cell?.text += text
    }

    private mutating func begin(_ tag: StartTag) {
        depth += 1
        if isOffice { beginOffice(tag) } else { beginOpenDocument(tag) }
    }

    private mutating func beginOffice(_ tag: StartTag) {
        if kind == .externalLink, tag.isNamed("sheetData") {
            beginTable(named: "")
        } else if tag.isNamed("row") {
            row += 1
            if let number = tag.value("r"), let value = unsafe NumberText.index(tag.bytes.part(number)) { row = Int32(clamping: value) }
            isDone = rows.count >= most
            if !isDone { rows.append(HeadRow(row: row)) }
            column = 0
        } else if isDone {
            return
        } else if kind == .sheet ? tag.isNamed("c") : tag.isNamed("cell"), !rows.isEmpty {
            column += 1
            if let place = tag.value("r"), let found = unsafe PartEditor.column(of: tag.bytes.part(place)) { column = found }
            let type = tag.value("t").map { unsafe String(decoding: tag.bytes.part($0), as: UTF8.self) } ?? "n"
            isShared = type == "s" && kind == .sheet
            cell = HeadRow.Cell(column: column, text: [])
            if type == "n" || type == "b" || type == "d" || type == "e" { isNumber = true } else { isNumber = false }
        } else if cell != nil, tag.isNamed("v") || tag.isNamed("t") {
            isCaptured = true
        }
    }

    private var isNumber = false

    private mutating func beginOpenDocument(_ tag: StartTag) {
        if tag.isNamed("table"), let name = tag.text("name") {
            beginTable(named: name)
        } else if tag.isNamed("data-pilot-field") {
            pilotFields.append(tag.text("source-field-name") ?? "")
        } else if tag.isNamed("table-row"), cell == nil {
            row = PartEditor.moved(row, by: row == 0 ? 1 : rowCount)
            rowCount = count(tag, "number-rows-repeated")
            column = 0
            cellCount = 1
            isDone = rows.count >= most
            if !isDone { rows.append(HeadRow(row: row)) }
        } else if tag.isNamed("table-cell") || tag.isNamed("covered-table-cell"), cell == nil {
            column = PartEditor.moved(column, by: column == 0 ? 1 : cellCount)
            cellCount = count(tag, "number-columns-repeated")
            guard !isDone, !tag.isEmpty else { return }
            cell = HeadRow.Cell(column: column, text: [])
            cellDepth = depth
            isNumber = tag.value("value") != nil || tag.value("date-value") != nil
        } else if cell != nil, tag.isNamed("p") {
            isCaptured = true
        }
    }

    private mutating func beginTable(named name: String) {
        if !tableNames.isEmpty { tables.append(rows) }
        tableNames.append(name)
        rows = []
        row = 0
        rowCount = 1
        isDone = false
    }

    private var cellDepth = 0

    private func count(_ tag: StartTag, _ name: StaticString) -> Int32 {
        guard let range = tag.value(name), let count = unsafe NumberText.index(tag.bytes.part(range)) else { return 1 }
        return Int32(clamping: max(1, min(count, 1 << 24)))
    }

    private mutating func end() {
        depth -= 1
        // Elements of a cell that hold text end it; those around them do no harm.
        if isOffice { endOffice() } else if let found = cell, depth == cellDepth - 1 { finish(found) }
    }

    private mutating func endOffice() {
        isCaptured = false
        // What holds cells is nested two deeper in a link: `externalLink/externalBook/sheetDataSet/sheetData/row`.
        guard let found = cell, depth <= (kind == .sheet ? 3 : 5) else { return }
        finish(found)
    }

    private mutating func finish(_ found: HeadRow.Cell) {
        cell = nil
        isCaptured = false
        guard !found.text.isEmpty, !rows.isEmpty else { return }
        var found = found
        if isShared {
            // What is no number is what the cell says.
            found.shared = unsafe found.text.withUnsafeBufferPointer { unsafe NumberText.sharedIndex($0) }
            if found.shared != nil { found.text = [] }
        }
        found.isNumber = isNumber
        // One that is repeated names each of its columns.
        for copy in 0..<(isOffice ? 1 : cellCount) {
            guard Int(found.column) + Int(copy) <= Workbook.headColumns, rows[rows.count - 1].cells.count < Workbook.headColumns else {
                break
            }
            var cell = found
            cell.column = PartEditor.moved(cell.column, by: copy)
            rows[rows.count - 1].cells.append(cell)
        }
    }
}
