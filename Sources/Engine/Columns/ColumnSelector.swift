/// Which columns of a table somebody means: by name, glob, letter or number.
///
///     ssn          the column of that name, in any spelling: `SSN`, `ssn`; `customer_ssn` for `Customer SSN`
///     card*        names by a glob: `*` stands for any run of characters, `?` for one
///     C            the third, as spreadsheets count, unless a column has that name; letters are upper case
///     #3, 3        the third; the second form unless a column has that name
///
/// The name is compared as a whole, letters and digits alone, case ignored; so two columns may be meant.
public struct ColumnSelector: Sendable, Hashable, CustomStringConvertible {
    public let description: String
    private let kind: Kind

    private enum Kind: Sendable, Hashable {
        /// Squeezed.
        case name([UInt8])
        /// Squeezed, but for `*` and `?`.
        case glob(Glob)
        case number(Int)
        /// A name if a column has it, or the number.
        case either([UInt8], Int)
    }

    /// Excel has 16,384 columns; other tables may have more.
    public static let mostColumns = 1 << 20

    /// Nil where the text names no column: it is empty or of marks alone, or its number is none.
    public init?(_ text: String) {
        description = text
        let bytes = Array(text.utf8)
        guard bytes.count <= ColumnName.longest else { return nil }
        if bytes.first == UInt8(ascii: "#") {
            guard let number = Self.number(bytes.dropFirst()) else { return nil }
            kind = .number(number)
            return
        }
        if bytes.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) {
            let pattern = bytes.filter { ColumnName.isWord($0) || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
            kind = .glob(Glob(pattern.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }))
            return
        }
        let name = ColumnName.squeezed(bytes)
        guard !name.isEmpty else { return nil }
        if let number = Self.number(bytes[...]) ?? Self.letters(bytes) {
            kind = .either(name, number)
        } else {
            kind = .name(name)
        }
    }

    /// The name, if it means columns by nothing else, as `ColumnName.squeezed`.
    var soleName: [UInt8]? {
        guard case .name(let name) = kind else { return nil }
        return name
    }

    /// It may mean a column without a name.
    var isNumbered: Bool {
        switch kind {
        case .name, .glob: false
        case .number, .either: true
        }
    }

    /// The columns meant, as indices.
    ///
    /// - Parameter numbered: false where the names are of no table's columns in order, so that no letter or number means one.
    public func columns(among names: [ColumnName], numbered: Bool = true) -> [Int] {
        switch kind {
        case .name(let name): return names.indices.filter { names[$0].squeezed == name }
        case .glob(let glob): return names.indices.filter { !names[$0].text.isEmpty && glob.matches(names[$0].squeezed) }
        case .number(let number): return numbered && number <= names.count ? [number - 1] : []
        case .either(let name, let number):
            let named = names.indices.filter { names[$0].squeezed == name }
            return named.isEmpty && numbered && number <= names.count ? [number - 1] : named
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count <= 7, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return (1...mostColumns).contains(number) ? number : nil
    }

    /// `A` is 1, `Z` 26, `AA` 27; three letters at the most, as `XFD` is the last of a sheet.
    private static func letters(_ letters: [UInt8]) -> Int? {
        guard (1...3).contains(letters.count), letters.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        return letters.reduce(0) { $0 * 26 + Int($1 - 0x40) }
    }

    /// The letters of a column, from its number (1-based).
    public static func letters(of number: Int) -> String {
        var left = max(number, 1)
        var letters: [UInt8] = []
        while left > 0 {
            letters.append(0x41 + UInt8(truncatingIfNeeded: (left - 1) % 26))
            left = (left - 1) / 26
        }
        return String(decoding: letters.reversed(), as: UTF8.self)
    }
}
