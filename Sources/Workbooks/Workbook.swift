/// A workbook as it was found: an archive whose structure was checked, and what each of its parts is.
public final class Workbook: Sendable {
    public enum Format: String, Sendable, Hashable {
        case xlsx, xlsm, ods
    }

    public let format: Format
    let file: RandomAccessFile
    let directory: ZipDirectory
    /// Of the file, before its structure was read.
    let stamp: [Int]
    /// Examined, in the order of the archive.
    let parts: [Part]
    /// Not XML.
    let unexamined: [(kind: UnexaminedKind, index: Int)]
    /// By their places.
    let sheetNames: [String]

    /// The archive as it came.
    public var archive: RandomAccessFile { file }

    /// Bytes of the archive.
    public var size: Int { directory.size }

    private static let contentTypes = "[Content_Types].xml"
    private static let openDocument = "application/vnd.oasis.opendocument.spreadsheet"
    private static let manifest = "META-INF/manifest.xml"

    /// - Returns: nil where the archive is sound, and no workbook.
    /// - Throws: where it is no sound archive, or a workbook that is encrypted or binary.
    public static func open(_ file: RandomAccessFile) throws(WorkbookError) -> Workbook? {
        let stamp = try file.stamp()
        let directory = try ZipDirectory(file)
        let entries = try ZipEntries(file, directory)
        var places: [String: Int] = [:]
        for (index, entry) in directory.entries.enumerated() { places[entry.text] = index }
        func bytes(_ name: String) throws(WorkbookError) -> [UInt8]? {
            guard let index = places[name], !directory.entries[index].isEncrypted else { return nil }
            return try entries.all(index, directory.entries[index], most: XMLElements.most)
        }
        if let kind = try bytes("mimetype"), String(decoding: kind, as: UTF8.self).hasPrefix(openDocument) {
            try check(directory)
            return try Workbook(openDocument: file, directory, stamp, manifest: bytes(manifest), places)
        }
        guard places[contentTypes] != nil || places["xl/workbook.xml"] != nil else { return nil }
        let types = try ContentTypes(bytes(contentTypes) ?? [], part: contentTypes)
        if types.isBinaryWorkbook || places["xl/workbook.bin"] != nil { throw WorkbookError(.binary, "a binary workbook (.xlsb)") }
        guard types.isWorkbook || places["xl/workbook.xml"] != nil else { return nil }
        try check(directory)
        return try Workbook(office: file, directory, stamp, types, places, bytes)
    }

    private static func check(_ directory: ZipDirectory) throws(WorkbookError) {
        for entry in directory.entries {
            if entry.isEncrypted { throw WorkbookError(.encrypted, part: entry.text, "it is encrypted") }
            guard entry.method == ZipEntry.stored || entry.method == ZipEntry.deflated else {
                throw WorkbookError(.damaged, part: entry.text, "compressed in a way that no workbook is (\(entry.method))")
            }
        }
    }

    private init(
        openDocument file: RandomAccessFile, _ directory: ZipDirectory, _ stamp: [Int], manifest: [UInt8]?, _ places: [String: Int]
    )
        throws(WorkbookError)
    {
        format = .ods
        self.file = file
        self.directory = directory
        self.stamp = stamp
        sheetNames = []
        var isEncrypted = false
        if let manifest {
            try XMLElements.forEach(in: manifest, of: Self.manifest) { if $0.isNamed("encryption-data") { isEncrypted = true } }
        }
        if isEncrypted { throw WorkbookError(.encrypted, "it is encrypted") }
        var parts: [Part] = []
        var unexamined: [(UnexaminedKind, Int)] = []
        for (index, entry) in directory.entries.enumerated() where !entry.isFolder && entry.text != "mimetype" {
            let name = entry.text
            let leaf = name.split(separator: "/").last.map(String.init) ?? name
            if PartNames.unexamined(name) == .signatures {
                unexamined.append((.signatures, index))
            } else if name == Self.manifest {
                parts.append(Part(name: name, index: index, role: .openDocumentManifest))
            } else if ["content.xml", "styles.xml", "meta.xml", "settings.xml"].contains(leaf) {
                parts.append(Part(name: name, index: index, role: .openDocument))
            } else if Self.isXML(leaf) {
                parts.append(Part(name: name, index: index, isForeign: true))
            } else if entry.size > 0 {
                unexamined.append((PartNames.unexamined(name), index))
            }
        }
        self.parts = parts
        self.unexamined = unexamined
    }

    private init(
        office file: RandomAccessFile, _ directory: ZipDirectory, _ stamp: [Int], _ types: ContentTypes, _ places: [String: Int],
        _ bytes: (String) throws(WorkbookError) -> [UInt8]?
    ) throws(WorkbookError) {
        format = types.hasMacros ? .xlsm : .xlsx
        self.file = file
        self.directory = directory
        self.stamp = stamp
        let main = types.workbookPart ?? "xl/workbook.xml"
        var names: [String] = []
        var sheets: [String: Int] = [:]
        var targets: [String: String] = [:]
        let relationships = PartNames.relationships(of: main)
        if let rels = try bytes(relationships) {
            try XMLElements.forEach(in: rels, of: relationships) { tag in
                if tag.isNamed("Relationship"), let id = tag.text("Id"), let target = tag.text("Target") {
                    targets[id] = PartNames.resolve(target, inRelationships: relationships).lowercased()
                }
            }
        }
        if let workbook = try bytes(main) {
            try XMLElements.forEach(in: workbook, of: main) { tag in
                guard tag.isNamed("sheet"), let name = tag.text("name") else { return }
                names.append(name)
                if let target = tag.text("id").flatMap({ targets[$0] }) { sheets[target] = names.count }
            }
        }
        sheetNames = names
        var parts: [Part] = []
        var unexamined: [(UnexaminedKind, Int)] = []
        for (index, entry) in directory.entries.enumerated() where !entry.isFolder {
            let name = entry.text
            let type = types.type(of: name)
            if PartNames.unexamined(name) == .signatures {
                unexamined.append((.signatures, index))
                continue
            }
            guard Self.isXML(name) || type.hasSuffix("+xml") || type.hasSuffix("/xml") else {
                if entry.size > 0 { unexamined.append((PartNames.unexamined(name), index)) }
                continue
            }
            var part = Part(name: name, index: index, isOffice: true)
            let lower = name.lowercased()
            let (words, typeWords) = (PartWords(name), PartWords(type))
            part.sheet = sheets["/" + lower] ?? 0
            if name == Self.contentTypes {
                part.role = .contentTypes
            } else if lower.hasSuffix(".rels") {
                part.role = .relationships
            } else if name == main {
                part.role = .workbook
            } else if type.hasSuffix("worksheet+xml") || type.hasSuffix("macrosheet+xml") || words.hold("worksheets/sheet") {
                part.role = .sheet
            } else if type.hasSuffix("sharedStrings+xml") || lower == "xl/sharedstrings.xml" {
                part.role = .sharedStrings
            }
            if part.role == .other { part.copies = Part.Copies(type: typeWords, name: words) }
            part.isChart = words.hold("/charts/") || typeWords.hold("chart")
            part.isProperties = lower.hasPrefix("docprops/")
            part.isPivotCache = words.hold("pivotcache")
            part.holdsFilters = part.role == .sheet || words.hold("/tables/") || words.hold("slicer") || words.hold("pivot")
            part.isForeign =
                lower.hasPrefix("customxml/") && !words.hold("itemprops") && part.role == .other
                || (!lower.hasPrefix("xl/") && !lower.hasPrefix("docprops/") && !lower.hasPrefix("customxml/") && part.role == .other)
            parts.append(part)
        }
        self.parts = parts
        self.unexamined = unexamined
    }

    private static func isXML(_ name: String) -> Bool {
        let name = name.lowercased()
        return [".xml", ".rels", ".vml", ".rdf", ".xsd", ".xsl", ".xlb", ".xdl", ".xlc"].contains { name.hasSuffix($0) }
    }
}

/// `[Content_Types].xml`: ECMA-376 part 2, 7.2.3.
private struct ContentTypes {
    private var defaults: [String: String] = [:]
    private var overrides: [String: String] = [:]
    private(set) var workbookPart: String?

    private static let workbooks = [
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
        "application/vnd.ms-excel.sheet.macroenabled.main+xml", "application/vnd.ms-excel.template.macroenabled.main+xml",
        "application/vnd.ms-excel.addin.macroenabled.main+xml",
    ]

    init(_ bytes: [UInt8], part: String) throws(WorkbookError) {
        guard !bytes.isEmpty else { return }
        var defaults: [String: String] = [:]
        var overrides: [String: String] = [:]
        var workbook: String? = nil
        try XMLElements.forEach(in: bytes, of: part) { tag in
            guard let type = tag.text("ContentType") else { return }
            if tag.isNamed("Default"), let ending = tag.text("Extension") {
                defaults[ending.lowercased()] = type
            } else if tag.isNamed("Override"), let name = tag.text("PartName") {
                overrides[name.lowercased()] = type
                if Self.workbooks.contains(type.lowercased()) { workbook = String(name.drop { $0 == "/" }) }
            }
        }
        self.defaults = defaults
        self.overrides = overrides
        workbookPart = workbook
    }

    func type(of name: String) -> String {
        if let type = overrides["/" + name.lowercased()] { return type }
        guard let dot = name.lastIndex(of: ".") else { return "" }
        return defaults[name[name.index(after: dot)...].lowercased()] ?? ""
    }

    private func holds(_ type: String) -> Bool { (Array(overrides.values) + defaults.values).contains { $0.lowercased().contains(type) } }

    var isWorkbook: Bool { workbookPart != nil || Self.workbooks.contains { type in defaults.values.contains { $0.lowercased() == type } } }
    var isBinaryWorkbook: Bool { holds("sheet.binary") }
    var hasMacros: Bool { holds("macroenabled.main") }
}
