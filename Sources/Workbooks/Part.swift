internal import Bytes
public import Formats

/// A part of a workbook, and how it is looked at.
struct Part: Sendable {
    enum Role: Sendable, Hashable {
        case contentTypes, relationships
        case workbook, sheet, sharedStrings
        /// OpenDocument: what it shows, and what it consists of.
        case openDocument, openDocumentManifest
        case other
    }

    /// What a part that is no sheet has of the columns of one, or of columns of its own.
    enum Copies: Sendable, Hashable {
        case none
        case pivotCache, pivotRecords, pivotTable
        case externalLink, chart, table, queryTable, revisions, comments, slicerCache, properties

        /// Words in the type of a part, or in its name as it is by convention; the first one decides.
        private static let words: [(word: [UInt8], copies: Copies)] =
            ([
                ("pivotcachedefinition", .pivotCache), ("pivotcacherecords", .pivotRecords), ("pivottable", .pivotTable),
                ("externallink", .externalLink), ("chart", .chart), ("querytable", .queryTable), ("revisionlog", .revisions),
                ("comments", .comments), ("threadedcomment", .comments), ("slicercache", .slicerCache), ("/tables/", .table),
                ("spreadsheetml.table+xml", .table), ("docprops/custom", .properties), ("custom-properties+xml", .properties),
            ] as [(String, Copies)]).map { (Array($0.0.utf8), $0.1) }

        /// - Parameters: of a part.
        init(type: PartWords, name: PartWords) {
            self = Self.words.first { type.hold($0.word) || name.hold($0.word) }?.copies ?? .none
        }
    }

    /// As the archive has it.
    var name: String
    /// Its entry.
    var index: Int
    var role = Role.other
    /// Of Office, whose texts escape characters as `_x0041_`.
    var isOffice = false
    /// Nothing is known of it but that it is XML.
    var isForeign = false
    var isChart = false
    var isPivotCache = false
    /// Of the document, as `docProps/custom.xml`.
    var isProperties = false
    var holdsFilters = false
    var copies = Copies.none
    /// Of a sheet, its place among them, 1-based; 0 for all other parts.
    var sheet = 0
}

/// Parts that are not examined, by what they are.
public enum UnexaminedKind: String, UnexaminedContentKind {
    case macros
    /// Files and controls within the workbook.
    case embedded
    case images
    /// The picture of the first sheet that file managers show.
    case thumbnails
    /// What a printer's driver keeps.
    case printer
    /// Digital signatures, void once anything is changed.
    case signatures
    /// Whatever else is no XML.
    case other

    /// What becomes of them unless somebody says otherwise: what no reader of a sheet misses goes.
    public var defaultAction: UnexaminedAction {
        switch self {
        case .thumbnails, .printer, .signatures: .drop
        case .macros, .embedded, .images, .other: .keep
        }
    }
}

/// What becomes of each kind of part that cannot be examined.
public typealias WorkbookPolicy = UnexaminedPolicy<UnexaminedKind>

/// A name or a type in lower case, to look for words in: strings are slow to search, and archives have thousands of parts.
struct PartWords {
    let bytes: [UInt8]

    init(_ text: String) { bytes = Array(text.lowercased().utf8) }

    func hold(_ word: [UInt8]) -> Bool { unsafe bytes.withUnsafeBufferPointer { unsafe ByteSearch.contains(word, in: $0) } }
    func hold(_ word: StaticString) -> Bool { hold(Array(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))) }
    func end(with word: String) -> Bool { bytes.count >= word.utf8.count && bytes.suffix(word.utf8.count).elementsEqual(word.utf8) }
}

/// Names of parts: ECMA-376 part 2, 6.2 and 6.5.
enum PartNames {
    /// The part that a relationship leads to, as `/xl/media/image1.png`.
    static func resolve(_ target: String, inRelationships part: String) -> String {
        if target.hasPrefix("/") { return target }
        // `xl/_rels/workbook.xml.rels` is of `xl/workbook.xml`, and leads from `xl`.
        var folders = part.split(separator: "/").dropLast(2).map(String.init)
        for piece in target.split(separator: "/") {
            switch piece {
            case ".": continue
            case "..": _ = folders.popLast()
            default: folders.append(String(piece))
            }
        }
        return "/" + folders.joined(separator: "/")
    }

    /// Where the relationships of a part are: `xl/_rels/workbook.xml.rels` of `xl/workbook.xml`.
    static func relationships(of part: String) -> String {
        guard let slash = part.lastIndex(of: "/") else { return "_rels/\(part).rels" }
        return "\(part[..<slash])/_rels/\(part[part.index(after: slash)...]).rels"
    }

    /// By what parts are found again: as relationships lead to them, letters of either case being the same.
    static func key(_ part: String) -> String { "/" + part.lowercased() }

    private static let kinds: [(word: [UInt8], kind: UnexaminedKind)] =
        ([
            ("vbaproject", .macros), ("vbadata", .macros), ("thumbnail", .thumbnails), ("printersettings", .printer),
            ("_xmlsignatures", .signatures), ("documentsignatures", .signatures), ("macrosignatures", .signatures),
            ("embeddings/", .embedded), ("activex/", .embedded), ("oleobject", .embedded), ("ctrlprops/", .embedded),
        ] as [(String, UnexaminedKind)]).map { (Array($0.0.utf8), $0.1) }
    private static let images: [[UInt8]] = [
        "png", "jpg", "jpeg", "gif", "bmp", "emf", "wmf", "tif", "tiff", "svg", "webp", "ico", "svm", "emz", "wmz", "wdp",
    ].map { Array(".\($0)".utf8) }
    private static let folders: [[UInt8]] = ["media/", "pictures/", "objectreplacements/"].map { Array($0.utf8) }

    /// What a part that is no XML is, by its name.
    static func unexamined(_ name: String) -> UnexaminedKind {
        let words = PartWords(name)
        if let kind = kinds.first(where: { words.hold($0.word) })?.kind { return kind }
        let isPicture = images.contains { words.bytes.count > $0.count && words.bytes.suffix($0.count).elementsEqual($0) }
        if isPicture || folders.contains(where: { words.hold($0) }) { return .images }
        if words.bytes.starts(with: "object ".utf8) { return .embedded }
        return .other
    }
}
