internal import Bytes
internal import CXML
internal import Engine
internal import Formats

/// Finding the heads of tables: which row names the columns, and which of them have rules.
extension Workbook {
    /// Rows that are looked at for a head. Above it may stand a title, a date, a logo.
    static let headRows = 20
    /// Columns with a name. Excel has 16,384.
    static let headColumns = 16_384
    /// Sheets that are looked at for one.
    static let headSheets = 4_096

    /// - Parameter known: heads that are known already: those of the workbook that this one is the copy of.
    func readHeads(
        _ state: WorkbookState, _ source: PartSource, _ masking: WorkbookMasking, _ processor: inout TextProcessor,
        known: WorkbookState? = nil
    ) throws(WorkbookError) {
        let rules = ColumnRules(masking.detector)
        let most = max(KeyFinder.rows, Self.headRows + (masking.wholeColumns && known == nil ? ColumnSample.rows : 0))
        var found: [(sheet: Int, rows: [HeadRow])] = []
        for part in parts where part.role == .sheet && part.sheet > 0 && found.count < Self.headSheets && known == nil {
            var reader = HeadReader(.sheet, rows: most)
            try reader.read(part, source)
            found.append((part.sheet, reader.rows))
        }
        if let part = parts.first(where: { $0.role == .openDocument && $0.name == WorkbookState.openDocumentContent }) {
            var reader = HeadReader(.openDocument, rows: most)
            try reader.read(part, source)
            state.sheetNames = reader.tableNames
            state.pilotFields = reader.pilotFields.map { ColumnName($0) }
            for (index, rows) in reader.tables.enumerated() { found.append((index + 1, rows)) }
        }
        let strings = parts.first { $0.role == .sharedStrings }
        let last = found.flatMap(\.rows).flatMap(\.cells).compactMap(\.shared).max()
        if let strings, let last { try readShared(strings, upTo: last, state, source) }
        if let known {
            state.adoptColumns(of: known)
        } else {
            for (sheet, rows) in found {
                let rows = rows.map { row in
                    var row = row
                    for index in row.cells.indices {
                        if let shared = row.cells[index].shared { row.cells[index].text = state.sharedText(shared) }
                    }
                    row.cells.removeAll { $0.text.isEmpty }
                    return row
                }
                let finder = HeadFinder(rows.prefix(Self.headRows), hasNone: masking.hasNoHeads)
                let keys = KeyFinder(rows.prefix(KeyFinder.rows), rules, hasNone: masking.hasNoHeads)
                // Where rows begin with names, the second names no columns.
                var head = finder.head(rules, onlyFirst: keys.isCertain) ?? SheetHead()
                keys.add(to: &head, rules)
                if !masking.hasNoHeads, !rules.isEmpty {
                    if rows.count > Self.headRows { state.lateRules = rules }
                }
                if masking.wholeColumns {
                    var sample = ColumnSample()
                    sample.add(rows, below: finder.firstRow, head, &processor)
                    head.add(try sample.columns(&processor), below: finder.firstRow, rules)
                }
                if !head.isEmpty { state.heads[sheet] = head }
            }
            try readLinks(state, source, rules, hasNoHeads: masking.hasNoHeads)
        }
        if state.hasRuledColumns, let strings {
            try readShared(strings, upTo: .max, state, source)
        } else if state.lateRules != nil, let strings {
            // They may have rules yet. Where there are too many to keep, late heads are looked for in other texts only.
            do throws(WorkbookError) { try readShared(strings, upTo: .max, state, source) } catch {
                guard error.kind == .tooLarge else { throw error }
                state.sharedTexts = []
                state.sharedEnds = []
            }
        } else {
            state.sharedTexts = []
            state.sharedEnds = []
        }
    }

    /// Reads the texts of shared strings, up to one.
    private func readShared(_ part: Part, upTo last: Int, _ state: WorkbookState, _ source: PartSource) throws(WorkbookError) {
        var reader = SharedReader(upTo: last)
        try reader.read(part, source)
        state.sharedTexts = reader.texts
        state.sharedEnds = reader.ends
    }
}

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

/// Reads the texts of shared strings, without what says how they are spoken.
struct SharedReader {
    private(set) var texts: [UInt8] = []
    private(set) var ends: [UInt32] = []
    private let last: Int
    private var depth = 0
    /// How deep the phonetic copy is that is being read.
    private var phonetic = 0
    private var isText = false
    private var isInItem = false
    private var isTooLarge = false

    /// More text than that is kept by nobody.
    private static let most = 256 << 20

    init(upTo last: Int) { self.last = last }

    mutating func read(_ part: Part, _ source: PartSource) throws(WorkbookError) {
        let events = try XMLEvents(part: part.name)
        var window = EventWindow()
        try source.read(part.index) { (bytes, isLast) throws(WorkbookError) in
            unsafe try window.feed(events, bytes, isLast: isLast) { unsafe take($0, $1) }
            if isTooLarge || ends.count > WorkbookState.mostShared {
                throw WorkbookError(.tooLarge, part: part.name, "too many shared strings to hold them against columns")
            }
            return ends.count <= last
        }
    }

    private mutating func take(_ event: xml_event, _ bytes: UnsafeBufferPointer<UInt8>) {
        switch Int(event.kind) {
        case XML_EVENT_START:
            depth += 1
            let tag = unsafe StartTag(bytes, 0..<bytes.count)
            isText = false
            if tag.isNamed("si") {
                isInItem = true
            } else if tag.isNamed("rPh"), phonetic == 0 {
                phonetic = depth
            } else if tag.isNamed("t") {
                isText = isInItem && phonetic == 0
            }
        case XML_EVENT_END:
            if depth == phonetic { phonetic = 0 }
            isText = false
            depth -= 1
            if isInItem, depth == 1 {
                isInItem = false
                ends.append(UInt32(clamping: texts.count))
            }
        case XML_EVENT_TEXT where isText: unsafe texts.append(contentsOf: bytes)
        case XML_EVENT_UNIT where isText:
            unsafe withUnsafeBytes(of: event.text) { unsafe texts.append(contentsOf: $0.prefix(Int(event.count))) }
        default: break
        }
        isTooLarge = texts.count > Self.most
    }
}

/// Keeps of what was read as much as the next events may need.
struct EventWindow {
    private var bytes: [UInt8] = []
    private var start = 0

    /// Gives `body` each event with its raw bytes.
    mutating func feed(
        _ events: XMLEvents, _ piece: UnsafeBufferPointer<UInt8>, isLast: Bool,
        _ body: (xml_event, UnsafeBufferPointer<UInt8>) -> Void
    ) throws(WorkbookError) {
        unsafe bytes.append(contentsOf: piece)
        let found = unsafe try events.feed(piece, isFinal: isLast)
        var end = start
        unsafe bytes.withUnsafeBufferPointer { all in
            for event in unsafe found {
                let low = Int(event.start) - start
                let high = low + Int(event.length)
                guard low >= 0, high <= all.count else { continue }
                unsafe body(event, all.part(low..<high))
                end = start + high
            }
        }
        bytes.removeFirst(end - start)
        start = end
        guard bytes.count <= WorkbookLimits.text + (1 << 20) else {
            throw WorkbookError(.tooLarge, "a text or a tag of more than \(WorkbookLimits.text >> 20) MiB")
        }
    }
}
