internal import Bytes
internal import Masking

/// Which rules hold for all that a column has, by the column's name and place: field rules by the names they know, and rules
/// that select columns. For every format that has columns.
///
///     header   id │ Customer SSN │ notes            names ─→ columns(named:) ─→ a `TableColumn` each
///     rules       │ national-id  │                  cell  ─→ Scanner.finding(in:of:) ─→ what is masked, by which rule
public struct ColumnRules: Sendable {
    private let detector: Detector
    private let made = Made()

    /// Of a thousand rules it takes a while, and most texts have no table.
    private final class Made: Sendable {
        private let parts = LazyReference<Parts>()
        func parts(of detector: Detector) -> Parts { parts.load() ?? parts.storeIfNil(Parts(detector)) }
    }

    private final class Parts: Sendable {
        /// Field rules and what they know.
        let fields: [(rule: Int, names: FieldNames)]
        /// Rules that select columns by a name, by that.
        let named: [[UInt8]: [Int]]
        /// Other selectors of rules.
        let selectors: [(rule: Int, selectors: [ColumnSelector])]
        /// Rules that need a word near their match, or one in their record.
        let worded: [Int]

        init(_ detector: Detector) {
            var fields: [(Int, FieldNames)] = []
            var named: [[UInt8]: [Int]] = [:]
            var selectors: [(Int, [ColumnSelector])] = []
            var worded: [Int] = []
            for (index, compiled) in detector.rules.enumerated() {
                switch compiled.rule.outline.kind {
                case .fields: if case .fields(let names) = compiled.rule.detection { fields.append((index, FieldNames(names))) }
                case .columns:
                    guard case .columns(let columns) = compiled.rule.detection else { continue }
                    for name in columns.compactMap(\.soleName) { named[name, default: []].append(index) }
                    let others = columns.filter { $0.soleName == nil }
                    if !others.isEmpty { selectors.append((index, others)) }
                case .pattern: if detector.approaches[index].isByWord { worded.append(index) }
                case .path: continue
                }
            }
            self.fields = fields
            self.named = named
            self.selectors = selectors
            self.worded = worded
        }
    }

    private var parts: Parts { made.parts(of: detector) }

    public init(_ detector: Detector) { self.detector = detector }

    /// No rule says anything of columns, whatever their names.
    public var isEmpty: Bool { parts.fields.isEmpty && parts.named.isEmpty && parts.selectors.isEmpty && parts.worded.isEmpty }

    /// Whether a text is nothing but a mask: it names no column, whatever words are in it.
    public func isMask(_ text: [UInt8]) -> Bool { !text.isEmpty && detector.grammar.isMasked(0..<text.count, in: text.span) }

    /// Whether some rule speaks of columns that need no name.
    public var selectsColumns: Bool { parts.selectors.contains { $0.selectors.contains(where: \.isNumbered) } }

    /// What the rules say of a table's columns.
    ///
    /// - Parameters:
    ///   - names: in the order of the columns; empty names where the table has none.
    ///   - numbered: false where the names are of no table's columns in order: of fields that a copy holds, say.
    public func columns(named names: [ColumnName], numbered: Bool = true) -> [TableColumn] {
        var columns = names.enumerated().map { TableColumn(number: $0.offset + 1, name: $0.element) }
        let parts = parts
        for (rule, selectors) in parts.selectors {
            for selector in selectors {
                for index in selector.columns(among: names, numbered: numbered) where !columns[index].selecting.contains(rule) {
                    columns[index].selecting.append(rule)
                }
            }
        }
        for index in columns.indices {
            let name = names[index]
            for rule in parts.named[name.squeezed] ?? [] where !columns[index].selecting.contains(rule) {
                columns[index].selecting.append(rule)
            }
            columns[index].naming = parts.fields.lazy.filter { field in
                name.spellings.contains { field.names.matches($0.span) }
            }.map(\.rule)
            columns[index].worded = name.context.isEmpty ? [] : parts.worded.filter { holdsWord(of: $0, name.context) }
            // The first that accepts a cell has it.
            columns[index].selecting.sort { detector.outranks($0, $1) }
            columns[index].naming.sort { detector.outranks($0, $1) }
        }
        return columns
    }

    /// What the rules say of a table's columns where each may have either of two names: all that holds under one of them.
    ///
    /// - Parameters:
    ///   - names: by which columns are called, if they have one.
    ///   - others: of as many columns.
    public func columns(named names: [ColumnName], or others: [ColumnName]) -> [TableColumn] {
        zip(columns(named: names), columns(named: others)).map(merged)
    }

    /// What holds in a column that has two names.
    public func merged(_ first: TableColumn, _ second: TableColumn) -> TableColumn {
        var column = TableColumn(number: first.number, name: first.name == second.name ? first.name : first.name.joined(with: second.name))
        column.selecting = Set(first.selecting + second.selecting).sorted { detector.outranks($0, $1) }
        column.naming = Set(first.naming + second.naming).sorted { detector.outranks($0, $1) }
        column.worded = Set(first.worded + second.worded).sorted()
        column.whole = first.whole ?? second.whole
        return column
    }

    private func holdsWord(of rule: Int, _ context: [UInt8]) -> Bool {
        let compiled = detector.rules[rule]
        return unsafe context.withUnsafeBufferPointer { text in
            (compiled.keywords + compiled.near).contains { unsafe ByteSearch.contains($0, in: text) }
        }
    }
}

/// A column of a table, and which rules hold in it as a whole.
public struct TableColumn: Sendable {
    /// 1-based.
    public let number: Int
    public let name: ColumnName
    /// Rules that select the column, the strongest first: what they accept is masked under them, whatever else is found in it.
    public internal(set) var selecting: [Int] = []
    /// Field rules that know the name, the strongest first.
    public internal(set) var naming: [Int] = []
    /// A rule that all of the column is masked under, whatever its cells hold: most of them match it.
    public var whole: Int?
    /// Rules by pattern with a word of theirs in the name: each cell is looked at for them. Indices of `Detector.rules`, in order.
    public internal(set) var worded: [Int] = []

    public init(number: Int, name: ColumnName) {
        self.number = number
        self.name = name
    }

    /// Some rule holds for all that the column has.
    public var isRuled: Bool { !selecting.isEmpty || !naming.isEmpty || whole != nil }
}
