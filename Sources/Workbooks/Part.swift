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
        case externalLink, chart, table, queryTable, revisions, comments, slicerCache

        /// By the type of a part, or what its name is by convention; both in any case.
        init(type: String, name: String) {
            let type = type.lowercased()
            func isOne(_ words: String...) -> Bool { words.contains { type.contains($0 + "+xml") || name.contains($0) } }
            if isOne("pivotcachedefinition") {
                self = .pivotCache
            } else if isOne("pivotcacherecords") {
                self = .pivotRecords
            } else if isOne("pivottable") {
                self = .pivotTable
            } else if isOne("externallink") {
                self = .externalLink
            } else if isOne("chart", "chartex", "/charts/") {
                self = .chart
            } else if isOne("querytable") {
                self = .queryTable
            } else if isOne("revisionlog") {
                self = .revisions
            } else if isOne("threadedcomment", "comments") {
                self = .comments
            } else if isOne("slicercache") {
                self = .slicerCache
            } else if isOne("spreadsheetml.table", "/tables/") {
                self = .table
            } else {
                self = .none
            }
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
public enum UnexaminedKind: String, Sendable, Hashable, CaseIterable {
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

public enum UnexaminedAction: String, Sendable, Hashable, CaseIterable {
    /// The part goes, with its relationships.
    case drop
    /// It stays, is named, and the exit status says so.
    case keep
    /// There is no copy.
    case refuse
}

/// What becomes of each kind of part that cannot be examined.
public struct WorkbookPolicy: Sendable, Hashable {
    private var actions: [UnexaminedKind: UnexaminedAction] = [:]

    public init() {}

    /// Somebody said what becomes of some kind.
    public var isExplicit: Bool { !actions.isEmpty }

    public subscript(kind: UnexaminedKind) -> UnexaminedAction {
        get { actions[kind] ?? kind.defaultAction }
        set { actions[kind] = newValue }
    }

    /// Reads `macros=drop,images=keep`; `all=` is every kind. nil where it is none.
    public init?(parsing text: String) {
        self.init()
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2, let action = UnexaminedAction(rawValue: sides[1]) else { return nil }
            if sides[0] == "all" {
                for kind in UnexaminedKind.allCases { self[kind] = action }
            } else if let kind = UnexaminedKind(rawValue: sides[0]) {
                self[kind] = action
            } else {
                return nil
            }
        }
    }
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

    /// What a part that is no XML is, by its name.
    static func unexamined(_ name: String) -> UnexaminedKind {
        let name = name.lowercased()
        func holds(_ words: String...) -> Bool { words.contains { name.contains($0) } }
        if holds("vbaproject", "vbadata") { return .macros }
        if holds("thumbnail") { return .thumbnails }
        if holds("printersettings") { return .printer }
        if holds("_xmlsignatures", "documentsignatures", "macrosignatures") { return .signatures }
        if holds("embeddings/", "activex/", "oleobject", "ctrlprops/") { return .embedded }
        if ["png", "jpg", "jpeg", "gif", "bmp", "emf", "wmf", "tif", "tiff", "svg", "webp", "ico", "svm", "emz", "wmz", "wdp"]
            .contains(where: { name.hasSuffix("." + $0) }) || holds("media/", "pictures/", "objectreplacements/")
        {
            return .images
        }
        if name.hasPrefix("object ") { return .embedded }
        return .other
    }
}
