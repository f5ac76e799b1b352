internal import Bytes
internal import Engine
internal import Formats
internal import Streams

/// Tables are cut behind rows: where no quote is open.
extension Reader {
    /// Reads until it is clear whether the input is a table, and what its columns are. Nil where it is none.
    ///
    /// Leaves in `rest` what was read, and in `tableStart` where the table begins in it.
    mutating func readsTable(_ source: DecodingSource, isFile: Bool, isAtEnd: inout Bool) throws(StreamError) -> Table? {
        tableStart = 0
        guard !plan.detector.rules.isEmpty, let hints = plan.tables.hints(plan.format, name: isFile ? source.name : nil) else { return nil }
        let sampler = hints.isNamed || hints.isForced ? sampler() : nil
        let rules = columnRules
        let wholeColumns = plan.tables.wholeColumns
        while true {
            let end = isAtEnd
            let answer = unsafe rest.withBytes { head in
                let answer = unsafe DialectSniff.of(head, atEnd: end, hints)
                guard answer != .wait, let sampler else { return answer }
                return unsafe sampler.processor.settled(answer, head, atEnd: end, hints, rules, wholeColumns: wholeColumns)
            }
            switch answer {
            case .text: return nil
            case .wait: isAtEnd = try Self.fill(&rest, from: source, blockSize, &utf16) == 0
            case .table(let dialect, let start, let naming):
                tableStart = start
                return try makeTable(dialect, naming, source, &isAtEnd)
            }
        }
    }

    /// The first row must have come: it names the columns, or tells how many there are.
    private mutating func makeTable(
        _ dialect: Dialect, _ naming: DialectSniff.Naming, _ source: DecodingSource, _ isAtEnd: inout Bool
    ) throws(StreamError) -> Table? {
        let start = tableStart
        var cursor = RowCursor()
        while true {
            let first: Int? = unsafe rest.withBytes { bytes in
                let text = unsafe bytes.part(start..<bytes.count)
                unsafe cursor.walk(text, dialect.delimiters)
                return unsafe cursor.end > 0 || isAtEnd ? RowCursor.firstRow(in: text, dialect.delimiters) : nil
            }
            if let first {
                let row = start..<start + first
                guard let sampler = sampler() else { return nil }
                let rules = columnRules
                let header = unsafe rest.withBytes { unsafe Array($0.part(row)) }
                let table = unsafe header.withUnsafeBufferPointer {
                    unsafe sampler.processor.table(dialect, naming: naming, firstRow: $0, rules)
                }
                return plan.tables.wholeColumns ? try sampled(table, source, &isAtEnd) : table
            }
            // A header over the cap, or one that never ends, is none.
            guard !isAtEnd, rest.count - start <= cap else { return nil }
            isAtEnd = try Self.fill(&rest, from: source, blockSize, &utf16) == 0
        }
    }

    /// What examines headers and samples; made when first wanted. Without it there is no run, and the run itself says why.
    private mutating func sampler() -> Sampler? {
        if let there = knownSampler { return there }
        guard let processor = try? makeSampler() else { return nil }
        let fresh = Sampler(processor)
        knownSampler = fresh
        return fresh
    }

    /// Finds out which columns are masked as wholes, by the rows within the sample.
    private mutating func sampled(_ table: Table, _ source: DecodingSource, _ isAtEnd: inout Bool) throws(StreamError) -> Table {
        while !isAtEnd, rest.count - tableStart < DialectSniff.sampleSize {
            isAtEnd = try Self.fill(&rest, from: source, blockSize, &utf16) == 0
        }
        guard let sampler = sampler() else { return table }
        let start = tableStart
        let isWhole = isAtEnd
        return unsafe rest.withBytes { bytes in
            let sample = unsafe bytes.part(start..<min(bytes.count, start + DialectSniff.sampleSize))
            var cursor = RowCursor()
            unsafe cursor.walk(sample, table.dialect.delimiters)
            let isAll = isWhole && start + sample.count == bytes.count && !cursor.isInQuotes
            return unsafe sampler.processor.sampled(table, sample.part(0..<(isAll ? sample.count : cursor.end)))
        }
    }

    /// Sends the source's rows; returns what ended it early.
    mutating func readRows(of table: Table, from source: DecodingSource, isAtEnd: Bool) -> StreamError? {
        var isAtEnd = isAtEnd
        var failure: StreamError? = nil
        var beginsTable = true
        var inFragment = false
        if tableStart > 0 {
            // Lines before the table, and the mark of a byte order.
            guard let slot = getSlot() else {
                isStopped = true
                return nil
            }
            swap(&slot.input, &rest)
            rest.removeAll()
            slot.isJSON = false
            split(slot, at: tableStart)
            let isMark = unsafe slot.input.withBytes { unsafe $0.count == 3 && $0[0] == 0xEF }
            slot.content = isMark ? .mark : .records(isFinal: true)
            submit()
        }
        let delimiters = table.dialect.delimiters
        while true {
            guard var slot = takeRest() else {
                isStopped = true
                return nil
            }
            var rows = RowCursor()
            while true {
                if !inFragment { unsafe slot.input.withBytes { unsafe rows.walk($0, delimiters) } }
                if isAtEnd { break }
                if inFragment ? holdsLineEnd(slot.input) || slot.input.count >= blockSize : rows.end > 0 && slot.input.count >= blockSize {
                    break
                }
                if !inFragment, rows.end == 0, slot.input.count > cap { break }
                if inFragment ? slot.input.count > 0 : rows.end > 0, source.mayBlock, !source.readyNow() { break }
                do throws(StreamError) {
                    isAtEnd = try Self.fill(&slot.input, from: source, blockSize, &utf16) == 0
                } catch {
                    failure = error
                    isAtEnd = true
                }
            }
            if isAtEnd, slot.input.isEmpty { return failure }
            if !inFragment {
                let cut = rowCut(in: slot.input, rows, delimiters, isAtEnd: isAtEnd)
                if cut > 0 {
                    split(slot, at: cut)
                    slot.content = .rows(table, beginsTable: beginsTable)
                    beginsTable = false
                    submit()
                    if isAtEnd, rest.isEmpty { return failure }
                    continue
                }
            }
            var end = unsafe slot.input.withBytes { unsafe ByteSearch.first(UInt8(ascii: "\n"), in: $0, from: 0) }
            let isLine = !inFragment && (end.map { $0 <= cap } ?? (isAtEnd && slot.input.count <= cap))
            if isLine, let open = openCell(in: slot.input, lineEnd: end, delimiters), open > 0 {
                // The cells before the one that does not end are cells: no mask runs from one into the next.
                split(slot, at: open)
                slot.content = .rows(table, beginsTable: beginsTable)
                submit()
                guard let next = takeRest() else {
                    isStopped = true
                    return nil
                }
                slot = next
                end = end.map { $0 - open }
            }
            if !inFragment {
                // A row that does not end: what is left of its first line is text, and the next begins a row again.
                slot.leavesColumns = true
                beginsTable = false
            }
            if isLine {
                if let end { split(slot, at: end + 1) }
                slot.content = .records(isFinal: true)
                slot.isOpenCell = true
            } else {
                let cut = end.map { $0 + 1 } ?? slot.input.count
                inFragment = end == nil && !isAtEnd
                slot.content = .fragment(endsRecord: !inFragment, isFinal: isAtEnd && cut == slot.input.count)
                split(slot, at: cut)
            }
            submit()
            if isAtEnd, rest.isEmpty { return failure }
        }
    }

    /// A slot with what was left of the one before.
    private mutating func takeRest() -> Slot? {
        guard let slot = getSlot() else { return nil }
        swap(&slot.input, &rest)
        rest.removeAll()
        slot.isJSON = false
        return slot
    }

    /// Where the cell begins that is open at the end of the first line.
    private func openCell(in bytes: borrowing ByteBuffer, lineEnd: Int?, _ delimiters: Delimiters) -> Int? {
        unsafe bytes.withBytes { unsafe RowCursor.openCell(in: $0.part(0..<(lineEnd ?? $0.count)), delimiters) }
    }

    private func holdsLineEnd(_ bytes: borrowing ByteBuffer) -> Bool {
        unsafe bytes.withBytes { unsafe ByteSearch.first(UInt8(ascii: "\n"), in: $0, from: 0) } != nil
    }

    /// Behind the last whole row of a slot before the first that is over the cap; 0 where that is the first. How much has come must
    /// not matter.
    private func rowCut(in bytes: borrowing ByteBuffer, _ rows: RowCursor, _ delimiters: Delimiters, isAtEnd: Bool) -> Int {
        var end = rows.end
        // What a return or nothing ends is whole at the end of the input, and what a quote holds open is not.
        if isAtEnd, !rows.isInQuotes { end = bytes.count }
        guard bytes.count > cap else { return end }
        return unsafe bytes.withBytes { bytes in
            var cut = 0
            while cut < end {
                let text = unsafe bytes.part(cut..<end)
                guard let row = unsafe RowCursor.firstRow(in: text, delimiters), row <= cap else { return cut }
                cut += row
                // The rest is no longer than a row may be.
                if end - cut <= cap { return end }
            }
            return cut
        }
    }
}

/// The reader's own processor.
final class Sampler {
    var processor: TextProcessor

    init(_ processor: consuming TextProcessor) { self.processor = processor }
}
