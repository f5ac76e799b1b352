internal import CXML
internal import Engine

/// Finding out which parts have copies of which columns, before any part is examined.
extension Workbook {
    /// Adds to the heads of sheets what tables and queries name there, and to the state what other parts have of columns.
    func readLinks(_ state: WorkbookState, _ source: PartSource, _ rules: ColumnRules, hasNoHeads: Bool) throws(WorkbookError) {
        guard !rules.isEmpty else { return }
        guard format != .ods else { return try readTableLinks(state, source, rules, hasNoHeads: hasNoHeads) }
        try readWorkbook(state, source)
        let targets = try readTargets(source)
        var places: [String: Part] = [:]
        for part in parts where part.copies != .none { places[PartNames.key(part.name)] = part }
        func linked(to part: Part) -> [Part] { (targets[PartNames.key(part.name)] ?? []).compactMap { places[$0] } }
        for sheet in parts where sheet.role == .sheet && sheet.sheet > 0 {
            for part in linked(to: sheet) where part.copies == .table || part.copies == .queryTable || part.copies == .comments {
                let key = PartNames.key(part.name)
                guard state.links[key] == nil else { continue }
                state.links[key] = PartLink(sheet: sheet.sheet)
                if part.copies != .comments { try readNames(part, key, state, source, rules) }
            }
        }
        // Caches may refer to columns that only a table names.
        var records: [String: Int] = [:]
        for part in parts {
            switch part.copies {
            case .pivotCache:
                var reader = FieldReader()
                try source.forEachTag(of: part) { reader.take($0) }
                let columns = fieldColumns(reader, state, rules)
                let own = state.ownSheet(SheetHead(columns: columns))
                state.links[PartNames.key(part.name)] = PartLink(sheet: own)
                let ofRecords = state.ownSheet(
                    SheetHead(columns: zip(columns, reader.isInRecords).filter(\.1).map(\.0)))
                for other in linked(to: part) where other.copies == .pivotRecords {
                    state.links[PartNames.key(other.name)] = PartLink(sheet: ofRecords)
                }
                records[Self.digits(part.name)] = ofRecords
            case .externalLink:
                var reader = HeadReader(.externalLink)
                try reader.read(part, source)
                var first: Int?
                for rows in reader.tables {
                    let sheet = state.ownSheet(HeadFinder(rows, hasNone: hasNoHeads).head(rules))
                    first = first ?? sheet
                }
                if let first { state.links[PartNames.key(part.name)] = PartLink(sheet: first) }
            case .chart:
                var reader = ChartReader()
                try source.forEachEvent(of: part) { event, bytes in
                    switch Int(event.kind) {
                    case XML_EVENT_START: unsafe reader.begin(StartTag(bytes, 0..<bytes.count))
                    case XML_EVENT_END: reader.end()
                    case XML_EVENT_TEXT: unsafe reader.take(bytes)
                    case XML_EVENT_UNIT:
                        unsafe withUnsafeBytes(of: event.text) {
                            unsafe reader.take(UnsafeBufferPointer(rebasing: $0.assumingMemoryBound(to: UInt8.self)[..<Int(event.count)]))
                        }
                    default: break
                    }
                }
                let own = state.ownSheet(SheetHead(columns: reader.columns(state, rules)))
                state.links[PartNames.key(part.name)] = PartLink(sheet: own)
            case .slicerCache:
                var name: String?
                try source.forEachTag(of: part) { tag in
                    if tag.isNamed("slicerCacheDefinition") { name = name ?? tag.text("sourceName") }
                }
                let own = state.ownSheet(
                    SheetHead(columns: rules.columns(named: [ColumnName(name ?? "")], numbered: false)))
                state.links[PartNames.key(part.name)] = PartLink(sheet: own)
            case .properties: try readNames(of: "property", "name", part, state, source, rules)
            default: if part.role == .workbook { try readNames(of: "definedName", "name", part, state, source, rules) }
            }
        }
        for part in parts {
            let key = PartNames.key(part.name)
            if part.copies == .pivotTable, let cache = linked(to: part).first(where: { $0.copies == .pivotCache }) {
                state.links[key] = state.links[PartNames.key(cache.name)]
            } else if part.copies == .pivotRecords, state.links[key] == nil, let sheet = records[Self.digits(part.name)] {
                // No relationship leads there: then its name tells whose records they are.
                state.links[key] = PartLink(sheet: sheet)
            }
        }
    }

    /// What the workbook's own part says of revisions and queries, where there are any.
    private func readWorkbook(_ state: WorkbookState, _ source: PartSource) throws(WorkbookError) {
        guard parts.contains(where: { $0.copies == .revisions || $0.copies == .queryTable }) else { return }
        for part in parts where part.role == .workbook {
            var sheets = 0
            var name: String?
            try source.forEachEvent(of: part) { event, bytes in
                switch Int(event.kind) {
                case XML_EVENT_START:
                    let tag = unsafe StartTag(bytes, 0..<bytes.count)
                    name = tag.isNamed("definedName") ? tag.text("name") : nil
                    guard tag.isNamed("sheet") else { return }
                    sheets += 1
                    if let id = tag.text("sheetId").flatMap({ Int($0) }), state.sheetIDs[id] == nil { state.sheetIDs[id] = sheets }
                case XML_EVENT_TEXT:
                    guard let name, state.queryAreas[name] == nil else { return }
                    state.queryAreas[name] = unsafe CellArea.all(in: Array(bytes)).first
                default: break
                }
            }
        }
    }

    /// Reads what the elements of a part are called that have a value each.
    private func readNames(
        of element: StaticString, _ attribute: StaticString, _ part: Part, _ state: WorkbookState, _ source: PartSource,
        _ rules: ColumnRules
    ) throws(WorkbookError) {
        var names: [ColumnName] = []
        try source.forEachTag(of: part) { if $0.isNamed(element) { names.append(ColumnName($0.text(attribute) ?? "")) } }
        let own = state.ownSheet(SheetHead(columns: rules.columns(named: names, numbered: false)))
        state.links[PartNames.key(part.name)] = PartLink(sheet: own)
    }

    private static func digits(_ name: String) -> String { name.filter(\.isNumber) }

    /// Where the relationships of parts lead that have copies of columns, or sheets: by the key of each.
    private func readTargets(_ source: PartSource) throws(WorkbookError) -> [String: [String]] {
        var keys: [String: String] = [:]
        for part in parts where part.role == .sheet || part.copies != .none {
            keys[PartNames.key(PartNames.relationships(of: part.name))] = PartNames.key(part.name)
        }
        var targets: [String: [String]] = [:]
        for part in parts where part.role == .relationships {
            guard let key = keys[PartNames.key(part.name)] else { continue }
            var found: [String] = []
            try source.forEachTag(of: part) { tag in
                guard tag.isNamed("Relationship"), let target = tag.text("Target"), tag.text("TargetMode") != "External" else { return }
                found.append(PartNames.resolve(target, inRelationships: part.name).lowercased())
            }
            targets[key] = found
        }
        return targets
    }

    /// Reads what a table or a query calls its columns: whether or not cells say so, and however far down they stand.
    private func readNames(
        _ part: Part, _ key: String, _ state: WorkbookState, _ source: PartSource, _ rules: ColumnRules
    ) throws(WorkbookError) {
        var reader = ColumnListReader()
        try source.forEachTag(of: part) { reader.take($0) }
        guard let link = state.links[key] else { return }
        var area = reader.area
        if part.copies == .queryTable {
            // Its cells are those of the name that it has, or it is a table's; from the first cell on where nothing tells.
            guard !reader.name.isEmpty else { return }
            area = state.queryAreas[reader.name] ?? CellArea(sheet: [], columns: 1...Int32(Self.headColumns), rows: 1...CellArea.anyRow)
        }
        guard let area else { return }
        state.links[key]?.area = area
        if part.copies == .table, reader.hasHeads {
            state.tableHeads[link.sheet, default: [:]][area.rows.lowerBound, default: []].append(area.columns)
        }
        let above = reader.hasHeads ? area.rows.lowerBound : area.rows.lowerBound - 1
        var head = state.heads[link.sheet] ?? SheetHead()
        for (index, column) in rules.columns(named: reader.names, numbered: false).enumerated() {
            let number = Int(area.columns.lowerBound) + index
            guard number <= Self.headColumns else { break }
            head.insert(column, number: Int32(number), below: above, rules)
        }
        if !head.isEmpty { state.heads[link.sheet] = head }
    }

    /// What holds in the fields of a cache: by their names, and by the cells that they were made of.
    private func fieldColumns(_ reader: FieldReader, _ state: WorkbookState, _ rules: ColumnRules) -> [TableColumn?] {
        var columns = rules.columns(named: reader.names, numbered: false)
        guard let source = reader.source else { return columns }
        for index in columns.indices {
            let number = source.columns.lowerBound + Int32(clamping: index)
            guard source.columns.contains(number) else { break }
            let cells = CellArea(sheet: source.sheet, columns: number...number, rows: source.rows)
            if let found = state.column(of: cells, rules) { columns[index] = rules.merged(columns[index], found) }
        }
        return columns
    }

    /// Of an OpenDocument: the tables that charts keep, and the fields of data pilots.
    private func readTableLinks(
        _ state: WorkbookState, _ source: PartSource, _ rules: ColumnRules, hasNoHeads: Bool
    ) throws(WorkbookError) {
        for part in parts where part.role == .openDocument && part.name.hasSuffix("content.xml") {
            let isDocument = part.name == WorkbookState.openDocumentContent
            var reader = HeadReader(.openDocument)
            if !isDocument { try reader.read(part, source) }
            var first: Int?
            for rows in reader.tables {
                let sheet = state.ownSheet(HeadFinder(rows, hasNone: hasNoHeads).head(rules))
                first = first ?? sheet
            }
            if isDocument {
                first = state.ownSheet(SheetHead(columns: rules.columns(named: state.pilotFields, numbered: false)))
            }
            if let first { state.links[PartNames.key(part.name)] = PartLink(sheet: first) }
        }
        for part in parts where part.role == .openDocument && part.name.hasSuffix("meta.xml") {
            try readNames(of: "user-defined", "name", part, state, source, rules)
        }
    }
}

extension PartSource {
    /// Gives `body` the events of a part, each with its raw bytes.
    func forEachEvent(of part: Part, _ body: (xml_event, UnsafeBufferPointer<UInt8>) -> Void) throws(WorkbookError) {
        let events = try XMLEvents(part: part.name)
        var window = EventWindow()
        try read(part.index) { (bytes, isLast) throws(WorkbookError) in
            unsafe try window.feed(events, bytes, isLast: isLast, body)
            return true
        }
    }

    /// Gives `body` each start tag of a part.
    func forEachTag(of part: Part, _ body: (StartTag) -> Void) throws(WorkbookError) {
        try forEachEvent(of: part) { event, bytes in
            if Int(event.kind) == XML_EVENT_START { unsafe body(StartTag(bytes, 0..<bytes.count)) }
        }
    }
}
