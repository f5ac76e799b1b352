internal import Bytes

/// Tables that nobody said are any.
extension DialectFinder {
    /// Whether the sample, which is one line, may be a header: of two names or more.
    var namesColumns: Bool {
        for delimiter in hints.delimiter.map({ [$0] }) ?? Self.delimiters {
            let reading = read(Delimiters(delimiter, quote: strictQuote), from: mark)
            if let header = reading.rows.first, isHeader(header) { return true }
        }
        return false
    }

    /// A header and rows that all have as many cells, and nothing out of place.
    func findStrictly() -> DialectSniff.Answer {
        for delimiter in hints.delimiter.map({ [$0] }) ?? Self.delimiters {
            let reading = read(Delimiters(delimiter, quote: strictQuote), from: mark)
            guard let header = reading.rows.first, reading.rows.count > 1, isHeader(header) else { continue }
            guard reading.rows.allSatisfy({ $0.cells.count == header.cells.count && !$0.isOdd }) else { continue }
            return .table(Dialect(reading.delimiters, hasHeader: true), start: mark, naming: .straight)
        }
        return .text
    }

    private var strictQuote: UInt8? {
        switch hints.quote {
        case .none: nil
        case .byte(let byte): byte
        case .unknown: UInt8(ascii: "\"")
        }
    }

    /// Two names or more, none of them a value, and none twice.
    private func isHeader(_ header: Row) -> Bool {
        guard header.cells.count > 1, !header.isOdd else { return false }
        var names: Set<[UInt8]> = []
        for index in header.cells.indices {
            let name = bytes(of: header, index)
            guard !header.types[index].isValue || header.types[index] == .flag else { return false }
            guard unsafe HeaderCheck.isName(name), unsafe names.insert(Array(name)).inserted else { return false }
        }
        return true
    }
}
