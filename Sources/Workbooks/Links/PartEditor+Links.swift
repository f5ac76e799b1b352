internal import Bytes

/// Where the walk is in what a part has of columns: a copy of a cell, of a column, or a remark on one.
struct LinkState {
    let link: PartLink
    /// There is something to look for.
    var isActive: Bool
    /// How many elements are open around the one that what is known holds in.
    var depth = -1
    /// A rule holds for the column that it is of.
    var isRuled = false
    /// Texts in it are values of the column.
    var takesText = false
    /// Of fields, caches or sheets: how many have begun.
    var count: Int32 = 0
    /// Tables of an OpenDocument that have begun.
    var tables = 0
    /// Of a link to another workbook: the cell that was read last.
    var row: Int32 = 0
    var column: Int32 = 0
    /// Of a filter: the cells that it is of.
    var filter: CellArea?

    init(_ part: Part, _ shared: WorkbookState) {
        link = shared.links[PartNames.key(part.name)] ?? PartLink()
        isActive =
            (shared.hasRuledColumns || shared.lateRules != nil)
            && (part.copies != .none || [.sheet, .workbook, .openDocument].contains(part.role))
    }
}

/// Copies of cells outside of them: what a rule says of a column holds there as well. `rows` says which cell or column the walk
/// is at, as it does in sheets.
extension PartEditor {
    /// Looks at an element whose attributes and texts are not in the view yet.
    mutating func beginLink(_ tag: StartTag) {
        if links.isRuled, links.depth >= 0 { links.takesText = takesText(tag) }
        switch part.copies {
        case .chart: if ChartReader.isCache(tag) { beginColumn() }
        case .pivotCache: if tag.isNamed("cacheField") { beginColumn() }
        case .pivotTable: if tag.isNamed("pivotField") { beginColumn() }
        case .pivotRecords: beginRecordItem()
        case .externalLink: beginExternal(tag)
        case .slicerCache:
            if frames.isEmpty { beginColumn() }
        case .revisions:
            if let id = tag.value("sId"), let number = unsafe NumberText.index(tag.bytes.part(id)) {
                rows.sheet = shared.sheetIDs[number] ?? 0
                rows.head = shared.head(ofSheet: rows.sheet)
            } else if tag.isNamed("oc") || tag.isNamed("nc") {
                beginCells(tag, "r")
            }
        case .comments: if tag.isNamed("comment") || tag.isNamed("threadedComment") { beginCells(tag, "ref") }
        case .table: beginTablePart(tag)
        case .properties: if tag.isNamed("property") { beginColumn() }
        case .none, .queryTable:
            switch part.role {
            case .sheet: beginBesideCells(tag)
            case .openDocument: beginInDocument(tag)
            case .workbook: if tag.isNamed("definedName") { beginColumn() }
            default: break
            }
        }
        links.takesText = links.isRuled && takesText(tag)
    }

    mutating func endLink() {
        links.depth = -1
        links.isRuled = false
        links.takesText = false
        rows.row = 0
        rows.column = 0
    }

    /// The next of the columns that the part has by itself.
    private mutating func beginColumn() {
        links.count = links.count == .max ? .max : links.count + 1
        begin(column: links.count, row: 1)
    }

    private mutating func begin(column: Int32, row: Int32) {
        rows.column = column
        rows.row = row
        links.depth = frames.count
        links.isRuled = rows.isRuled
    }

    /// `pivotCacheRecords/r/s`: each item of a record is of one field.
    private mutating func beginRecordItem() {
        if frames.count == 1 { links.count = 0 } else if frames.count == 2 { beginColumn() }
    }

    private mutating func beginExternal(_ tag: StartTag) {
        if tag.isNamed("sheetData") {
            rows.sheet = links.link.sheet + Int(links.count)
            rows.head = shared.head(ofSheet: rows.sheet)
            links.count = links.count == .max ? .max : links.count + 1
            links.row = 0
        } else if tag.isNamed("row") {
            links.row = number(tag, "r") ?? links.row + 1
            links.column = 0
        } else if tag.isNamed("cell") {
            links.column = tag.value("r").flatMap { unsafe Self.column(of: tag.bytes.part($0)) } ?? links.column + 1
            begin(column: links.column, row: links.row)
        }
    }

    private func number(_ tag: StartTag, _ name: StaticString) -> Int32? {
        guard let range = tag.value(name) else { return nil }
        return unsafe NumberText.index(tag.bytes.part(range)).map { Int32(clamping: $0) }
    }

    /// An element about the cells that an attribute names.
    private mutating func beginCells(_ tag: StartTag, _ name: StaticString) {
        guard let text = tag.text(name) else { return }
        let areas = CellArea.all(in: Array(text.utf8))
        for area in areas {
            guard let cell = shared.ruledCell(in: area, of: rows.sheet), cell.sheet == rows.sheet else { continue }
            return begin(column: cell.column, row: cell.row)
        }
        guard let first = areas.first else { return }
        begin(column: first.columns.lowerBound, row: first.rows.lowerBound)
    }

    /// What a sheet has beside its cells.
    private mutating func beginBesideCells(_ tag: StartTag) {
        switch tag.name.count {
        case 9: if tag.isNamed("hyperlink") { beginCells(tag, "ref") }
        case 10:
            if tag.isNamed("inputCells") { beginCells(tag, "r") } else if tag.isNamed("autoFilter") { beginFilter(tag.text("ref")) }
        case 12: if tag.isNamed("filterColumn") { beginFilterColumn(tag, "colId") }
        case 14: if tag.isNamed("dataValidation") { beginCells(tag, "sqref") }
        case 21: if tag.isNamed("conditionalFormatting") { beginCells(tag, "sqref") }
        default: break
        }
    }

    private mutating func beginFilter(_ area: String?) {
        links.filter = area.flatMap { CellArea.all(in: Array($0.utf8)).first }
    }

    private mutating func beginFilterColumn(_ tag: StartTag, _ name: StaticString) {
        guard let filter = links.filter, let offset = number(tag, name) else { return }
        if !filter.sheet.isEmpty {
            rows.sheet = shared.sheet(named: filter.sheet) ?? 0
            rows.head = shared.head(ofSheet: rows.sheet)
        }
        begin(column: Int32(clamping: Int(filter.columns.lowerBound) + Int(offset)), row: CellArea.anyRow)
    }

    private mutating func beginTablePart(_ tag: StartTag) {
        if tag.isNamed("tableColumn") {
            guard let area = links.link.area else { return }
            links.count = links.count == .max ? .max : links.count + 1
            begin(column: Int32(clamping: Int(area.columns.lowerBound) + Int(links.count) - 1), row: CellArea.anyRow)
        } else {
            beginBesideCells(tag)
        }
    }

    /// OpenDocument 1.3, part 3: 9.4.15 (`table:database-range`), 9.5 (filters), 9.6.5 (`table:data-pilot-field`), 9.9.16
    /// (`table:cell-content-change`), whose addresses count from 0 (19.595).
    private mutating func beginInDocument(_ tag: StartTag) {
        guard !cell.isOpen else { return }
        if tag.isNamed("database-range") {
            beginFilter(tag.text("target-range-address"))
        } else if tag.isNamed("source-cell-range") {
            beginFilter(tag.text("cell-range-address"))
        } else if tag.isNamed("filter-condition") {
            beginFilterColumn(tag, "field-number")
        } else if tag.isNamed("data-pilot-field") || tag.isNamed("user-defined") {
            rows.sheet = links.link.sheet
            rows.head = shared.head(ofSheet: rows.sheet)
            beginColumn()
        } else if tag.isNamed("cell-content-change") {
            links.depth = frames.count
        } else if tag.isNamed("cell-address"), links.depth >= 0, let column = number(tag, "column"), let row = number(tag, "row"),
            let table = number(tag, "table")
        {
            rows.sheet = Int(table) + 1
            rows.head = shared.head(ofSheet: rows.sheet)
            rows.column = column + 1
            rows.row = row + 1
            links.isRuled = rows.isRuled
        }
    }

    /// Whether what an element says is a value.
    private func takesText(_ tag: StartTag) -> Bool {
        switch part.copies {
        case .chart: tag.isNamed("v") || tag.isNamed("pt")
        case .externalLink: tag.isNamed("v")
        case .revisions: true
        case .table: ElementNames.isFormula(tag)
        // What must be one of two words, or a date, hides nothing.
        case .properties: !tag.isNamed("bool") && !tag.isNamed("filetime") && !tag.isNamed("date")
        case .none where part.role == .sheet || part.role == .workbook: ElementNames.isFormula(tag)
        case .none where part.role == .openDocument: tag.isNamed("p") || tag.isNamed("user-defined") || ElementNames.isInline(tag)
        default: false
        }
    }

    /// Whether an attribute is a copy of what the cells of a column have.
    func isCopy(_ attribute: StartTag.Attribute, of tag: StartTag) -> Bool {
        func isOne(_ names: StaticString...) -> Bool { names.contains { tag.isEqual(attribute.local, $0) } }
        switch part.copies {
        case .pivotCache, .pivotRecords:
            if isDroppable(attribute, of: tag) { return tag.isNamed("sharedItems") }
            guard tag.isNamed("s") || tag.isNamed("n") || tag.isNamed("d") || tag.isNamed("e") || tag.isNamed("m") else { return false }
            return isOne("v", "c")
        case .pivotTable: return tag.isNamed("item") && isOne("n")
        case .slicerCache: return tag.isNamed("i") && isOne("n", "c")
        case .table,
            .none where part.role != .openDocument:
            switch tag.name.count {
            case 6: return tag.isNamed("filter") && isOne("val") || tag.isNamed("cfRule") && isOne("text")
            case 9: return tag.isNamed("hyperlink") && isOne("display")
            case 10: return tag.isNamed("inputCells") && isOne("val")
            case 12: return tag.isNamed("customFilter") && isOne("val")
            default: return false
            }
        case .none:
            if tag.isNamed("filter-condition") || tag.isNamed("filter-set-item") { return isOne("value") }
            if tag.isNamed("data-pilot-member") || tag.isNamed("data-pilot-group") { return isOne("name") }
            return tag.isNamed("change-track-table-cell") && isOne("value", "string-value", "date-value", "time-value")
        default: return false
        }
    }
}
