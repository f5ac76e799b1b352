internal import CXML
internal import Engine

/// The fields of a pivot cache (ECMA-376 part 1, 18.10.1.67, `pivotCacheDefinition`), by the names that they have.
struct FieldReader {
    private(set) var names: [ColumnName] = []
    /// Those that records have a value of: no calculated ones.
    private(set) var isInRecords: [Bool] = []
    /// The cells that the cache was made of, where it says so.
    private(set) var source: CellArea?

    mutating func take(_ tag: StartTag) {
        if tag.isNamed("cacheField") {
            let name = tag.text("name") ?? ""
            names.append(ColumnName(name))
            isInRecords.append(tag.text("databaseField").map { $0 != "0" && $0 != "false" } ?? true)
        } else if tag.isNamed("worksheetSource"), tag.text("id") == nil, let area = tag.text("ref"), let sheet = tag.text("sheet") {
            source = CellArea.all(in: Array(area.utf8)).first
            source?.sheet = Array(sheet.utf8)
        }
    }
}

/// A table of a sheet (18.5.1.2, `table`), or the fields of a query (18.12.11, `queryTable`).
struct ColumnListReader {
    private(set) var names: [ColumnName] = []
    private(set) var area: CellArea?
    /// What a query's cells are called by in the workbook.
    private(set) var name = ""
    private(set) var hasHeads = true

    mutating func take(_ tag: StartTag) {
        if tag.isNamed("table") {
            area = tag.text("ref").flatMap { CellArea.all(in: Array($0.utf8)).first }
            hasHeads = tag.text("headerRowCount") != "0"
        } else if tag.isNamed("queryTable") {
            name = tag.text("name") ?? ""
            hasHeads = tag.text("headers").map { $0 != "0" && $0 != "false" } ?? true
        } else if tag.isNamed("tableColumn") || tag.isNamed("queryTableField") {
            names.append(ColumnName(tag.text("name") ?? ""))
        }
    }
}

/// What the caches of a chart show: by the series that each is of, and the cells that it was made of (21.2.2.161, `ser`;
/// 21.2.2.123, `numRef`; [MS-ODRAWXML] 2.24.3 for those with data apart from their series).
///
///     ser ─ tx ─ … v       the series' name
///         └ val ─ numRef ─ f           Users!$B$2:$B$9
///                        └ numCache    cache 2: of the series, and of these cells
struct ChartReader {
    struct Cache {
        var series: Int?
        var data: [UInt8]?
        var formula: [UInt8] = []
    }

    private(set) var caches: [Cache] = []
    private(set) var series: [[UInt8]] = []
    /// Of the newer charts: which data a series shows.
    private(set) var data: [(series: Int, data: [UInt8])] = []

    private var depth = 0
    private var seriesDepth = 0
    private var textDepth = 0
    private var referenceDepth = 0
    private var firstOfReference = 0
    private var formula: [UInt8] = []
    private var captures = Captured.nothing
    private var currentData: [UInt8]?

    private enum Captured { case nothing, name, formula }

    static func isCache(_ tag: StartTag) -> Bool {
        switch tag.name.count {
        case 6: tag.isNamed("numLit") || tag.isNamed("strLit") || tag.isNamed("strDim") || tag.isNamed("numDim")
        case 8: tag.isNamed("numCache") || tag.isNamed("strCache")
        case 14: tag.isNamed("dlblRangeCache")
        case 16: tag.isNamed("multiLvlStrCache")
        default: false
        }
    }

    private static func isReference(_ tag: StartTag) -> Bool {
        tag.isNamed("numRef") || tag.isNamed("strRef") || tag.isNamed("multiLvlStrRef") || tag.isNamed("strDim") || tag.isNamed("numDim")
            || tag.isNamed("datalabelsRange")
    }

    mutating func begin(_ tag: StartTag) {
        depth += 1
        captures = .nothing
        if tag.isNamed("ser") || tag.isNamed("series") {
            series.append([])
            seriesDepth = depth
        } else if tag.isNamed("tx"), seriesDepth > 0, textDepth == 0 {
            textDepth = depth
        } else if tag.isNamed("data") {
            currentData = tag.text("id").map { Array($0.utf8) }
        } else if tag.isNamed("dataId"), seriesDepth > 0, let id = tag.text("val") {
            data.append((series.count - 1, Array(id.utf8)))
        } else if tag.isNamed("v"), textDepth > 0 {
            captures = .name
        } else if tag.isNamed("f"), referenceDepth > 0 {
            captures = .formula
        }
        if Self.isReference(tag), referenceDepth == 0 {
            referenceDepth = depth
            firstOfReference = caches.count
            formula = []
        }
        if Self.isCache(tag) {
            // A label of a point may show any cell; a series' name is no value of it.
            let isOfSeries = seriesDepth > 0 && textDepth == 0 && !tag.isNamed("dlblRangeCache")
            caches.append(Cache(series: isOfSeries ? series.count - 1 : nil, data: seriesDepth > 0 ? nil : currentData))
        }
    }

    mutating func take(_ text: UnsafeBufferPointer<UInt8>) {
        switch captures {
        case .nothing: return
        case .name:
            guard let last = series.indices.last, series[last].count < ColumnName.longest else { return }
            unsafe series[last].append(contentsOf: text)
        case .formula:
            guard formula.count < ColumnName.longest * 16 else { return }
            unsafe formula.append(contentsOf: text)
        }
    }

    mutating func end() {
        captures = .nothing
        if depth == referenceDepth {
            for index in firstOfReference..<caches.count { caches[index].formula = formula }
            referenceDepth = 0
        }
        if depth == textDepth { textDepth = 0 }
        if depth == seriesDepth { seriesDepth = 0 }
        depth -= 1
    }

    /// What holds in each cache, in their order.
    func columns(_ state: WorkbookState, _ rules: ColumnRules) -> [TableColumn?] {
        let named = rules.columns(named: series.map { ColumnName($0.span) }, numbered: false)
        var byData: [[UInt8]: TableColumn] = [:]
        for (series, id) in data { byData[id] = byData[id].map { rules.merged($0, named[series]) } ?? named[series] }
        return caches.map { cache in
            var column = cache.series.map { named[$0] } ?? cache.data.flatMap { byData[$0] }
            for area in CellArea.all(in: cache.formula) {
                guard let found = state.column(of: area, rules) else { continue }
                column = column.map { rules.merged($0, found) } ?? found
            }
            return column
        }
    }
}
