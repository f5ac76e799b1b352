internal import Engine

/// What the parts of one workbook have to know of each other. Belongs to one thread.
final class WorkbookState {
    static let openDocumentContent = "content.xml"

    /// Names of sheets by their place, 1-based; those of a sheet with a finding in its name are masked.
    var sheetNames: [String] = []
    /// Heads of sheets by their place.
    var heads: [Int: SheetHead] = [:]
    var hasRuledColumns: Bool { !heads.isEmpty }
    /// For heads that are found while sheets are examined; nil where none are looked for.
    var lateRules: ColumnRules?
    /// Rows that head tables, by sheet: which columns they have.
    var tableHeads: [Int: [Int32: [ClosedRange<Int32>]]] = [:]
    /// Shared strings that such rows show.
    var headStrings: Set<Int> = []
    /// What names of columns are in the copy, by what they were; and how often each was wanted, in lower case.
    private var columnTexts: [[UInt8]: [UInt8]] = [:]
    private var columnCounts: [[UInt8]: Int] = [:]

    /// The name of a table's column in the copy: unlike that of any other, and the same wherever it stands.
    ///
    /// - Parameter make: the masked name with a number in it, or without one.
    func columnText(for name: [UInt8], _ make: ([UInt8]) -> [UInt8]) -> [UInt8] {
        if let known = columnTexts[name] { return known }
        func key(_ text: [UInt8]) -> [UInt8] { Array(String(decoding: text, as: UTF8.self).lowercased().utf8) }
        let plain = key(make([]))
        // Goes on where it left: a table may have thousands of one name.
        var number = columnCounts[plain] ?? 0
        while true {
            number += 1
            let text = number == 1 ? make([]) : make(Array("\(number)".utf8))
            let textKey = key(text)
            guard number == 1 || columnCounts[textKey] == nil else { continue }
            columnCounts[plain] = number
            if number > 1, textKey != plain { columnCounts[textKey] = 1 }
            columnTexts[name] = text
            return text
        }
    }
    /// What other parts have of columns, by their keys.
    var links: [String: PartLink] = [:]
    var ownSheets = 0
    var sheetNumbers: [String: Int] = [:]
    /// Sheets by the numbers that revisions call them by.
    var sheetIDs: [Int: Int] = [:]
    /// Where the results of queries lie, by their names.
    var queryAreas: [String: CellArea] = [:]
    /// Of an OpenDocument's data pilots.
    var pilotFields: [ColumnName] = []
    /// Names of parts that a policy leaves out, as `/xl/vbaProject.bin`, in lower case.
    var dropped: Set<String> = []
    /// Names of sheets that show something, and those they have in the copy, the longest first.
    var renames: [(old: [UInt8], new: [UInt8])] = []
    /// Names that formulas use in which something was found, and those they have in the copy.
    private var newNames: [[UInt8]: [UInt8]] = [:]

    /// A name in the place of another one: the same for the same.
    func newName(for name: [UInt8]) -> [UInt8] {
        if let known = newNames[name] { return known }
        let new = Array("REDACTED_NAME_\(newNames.count + 1)".utf8)
        newNames[name] = new
        return new
    }

    /// A check of the copy found something.
    var hasResidue = false

    func head(ofSheet sheet: Int) -> SheetHead? { heads[sheet] }
    func column(_ column: Int32, ofSheet sheet: Int32, inRow row: Int32) -> RuledColumn? {
        heads[Int(sheet)]?.column(column, inRow: row)
    }

    // MARK: - Shared strings

    /// A shared string's number is below this: four bytes each are kept of where it stands, eight of where it is shown.
    static let mostShared = 8 << 20

    /// The one the walk is at; -1 before the first.
    var sharedIndex = -1
    /// Where each is shown first, packed; 0 where it is not.
    private var firstUses: [UInt64] = []
    /// Those that some cell shows whose column has nothing against it.
    private var kept: [Bool] = []
    /// Those that some cell showed for which there is a copy.
    private var replaced: [Bool] = []
    /// Texts that were made for columns, without what was masked.
    private(set) var copies: [[UInt8]] = []
    private var copyNumbers: [[UInt8]: Int] = [:]
    /// Their texts one behind the other, and where each ends: only where columns have rules.
    var sharedTexts: [UInt8] = []
    var sharedEnds: [UInt32] = []

    var sharedCount: Int { max(sharedEnds.count, sharedIndex + 1) }

    func noteUse(_ index: Int, sheet: Int, column: Int32, row: Int32) throws(WorkbookError) {
        guard index < Self.mostShared else { throw WorkbookError(.tooLarge, "more than \(Self.mostShared >> 20) million shared strings") }
        if index >= firstUses.count { firstUses += repeatElement(0, count: max(index + 1, firstUses.count * 2) - firstUses.count) }
        guard firstUses[index] == 0 else { return }
        firstUses[index] = UInt64(sheet & 0xFFFF) << 40 | UInt64(row & 0xFF_FFFF) << 16 | UInt64(column & 0xFFFF)
    }

    func firstUse(of index: Int) -> (sheet: Int, column: Int32, row: Int32) {
        guard index >= 0, index < firstUses.count else { return (0, 0, 0) }
        let use = firstUses[index]
        return (Int(use >> 40), Int32(use & 0xFFFF), Int32(use >> 16 & 0xFF_FFFF))
    }

    func keepShared(_ index: Int) { Self.set(&kept, index) }
    func isReplaced(_ index: Int) -> Bool {
        index >= 0 && index < replaced.count && replaced[index] && !(index < kept.count && kept[index])
    }

    func sharedText(_ index: Int) -> [UInt8] {
        guard index >= 0, index < sharedEnds.count else { return [] }
        return Array(sharedTexts[(index == 0 ? 0 : Int(sharedEnds[index - 1]))..<Int(sharedEnds[index])])
    }

    func withSharedText<R>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        guard index >= 0, index < sharedEnds.count else { return unsafe body(UnsafeBufferPointer(start: nil, count: 0)) }
        let range = (index == 0 ? 0 : Int(sharedEnds[index - 1]))..<Int(sharedEnds[index])
        return unsafe sharedTexts.withUnsafeBufferPointer { unsafe body(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The number of a string that shows `text` in the place of another.
    func copy(of index: Int, as text: [UInt8]) -> Int {
        Self.set(&replaced, index)
        if let number = copyNumbers[text] { return number }
        let number = sharedEnds.count + copies.count
        copies.append(text)
        copyNumbers[text] = number
        return number
    }

    private static func set(_ bits: inout [Bool], _ index: Int) {
        guard index >= 0, index < mostShared else { return }
        if index >= bits.count { bits += repeatElement(false, count: max(index + 1, bits.count * 2) - bits.count) }
        bits[index] = true
    }

    // MARK: - Copies of cells

    private var known = KnownValues()
    /// A shorter value may be anything: its copies are looked for only where a cell of a column with rules is spoken of.
    static let shortestKnown = 5
    private var knownShort = KnownValues()
    /// There were more values than are known again.
    private(set) var hasTooMany = false

    func noteKnown(_ text: ArraySlice<UInt8>, rule: Int) {
        let isKept =
            text.count < Self.shortestKnown ? knownShort.insert(text, rule: rule) : known.insert(text, rule: rule)
        if !isKept { hasTooMany = true }
    }

    /// - Parameter short: short ones count as well.
    func knownRule(_ text: ArraySlice<UInt8>, short: Bool) -> Int? {
        text.count >= Self.shortestKnown ? known.find(text) : short && !text.isEmpty ? knownShort.find(text) : nil
    }

    var hasKnown: Bool { !known.isEmpty || !knownShort.isEmpty }

    /// For the copy: what was masked in the original must not be in it.
    func adoptKnown(of other: WorkbookState) {
        known = other.known
        knownShort = other.knownShort
    }

    /// For the copy: parts and columns are those of the original, whatever is masked in their names.
    func adoptColumns(of other: WorkbookState) {
        heads = other.heads
        links = other.links
        sheetIDs = other.sheetIDs
    }

    // MARK: - Parts that are left out

    func isDropped(partName: [UInt8]) -> Bool { dropped.contains(String(decoding: partName, as: UTF8.self).lowercased()) }

    /// - Parameters:
    ///   - target: as a relationship has it, from the folder of the part that the relationships are of.
    ///   - part: the relationships' part, `xl/_rels/workbook.xml.rels`.
    func isDropped(target: [UInt8], of part: String) -> Bool {
        dropped.contains(PartNames.resolve(String(decoding: target, as: UTF8.self), inRelationships: part).lowercased())
    }

    // MARK: - Places

    /// Where a text stands, for people: `Users!C7`, or the name of its part.
    func text(of part: Part, _ unit: TextUnit?) -> String {
        guard let unit else { return part.name }
        return cellText(of: part, sheet: unit.sheet, column: unit.column, row: unit.row)
    }

    /// The name of the part where there is no such cell.
    func cellText(of part: Part, sheet: Int32, column: Int32, row: Int32) -> String {
        guard row > 0, row < CellArea.anyRow, column > 0, sheet > 0, sheet < Self.firstOwnSheet else { return part.name }
        var letters = ""
        var number = column
        while number > 0 {
            letters = String(UnicodeScalar(UInt8(65 + (number - 1) % 26))) + letters
            number = (number - 1) / 26
        }
        let index = Int(sheet) - 1
        let name = sheetNames.indices.contains(index) ? sheetNames[index] : "\(sheet)"
        return "\(name)!\(letters)\(row)"
    }
}
