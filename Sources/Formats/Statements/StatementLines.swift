internal import Bytes
internal import Masking

/// Follows the lines of a text for statements of SQL with places for parameters: on the lines behind one may stand what was put there.
///
///     ==>  Preparing: UPDATE users SET name = ?, password = ? WHERE id = ?
///     ==> Parameters: ann(String), k3y(String), 7(Integer)
///
/// What a line is taken for depends on those before it, and on them alone, however the text was cut. So that a masked text says no more
/// than it did before, where masks stand no statement is taken, nor one that goes on.
struct StatementLines: Sendable {
    /// The statement that the lines before hold; without places there is none.
    private var statement = BoundStatement()
    /// Where its first line begins, and its last one ends, as offsets of the text that is gone over; below 0 they stand before it.
    private var first = 0
    private var last = 0
    /// There was one.
    private(set) var sawAny = false
    /// So many lines follow its last one.
    private var lines = 0
    /// The last bytes of the text so far: a statement may stand on several lines.
    private var before: TextBefore

    /// Parameters follow within so many lines.
    private static let mostLines = 24
    /// A statement goes on within so many lines.
    private static let mostBetween = 3
    /// Of what stands before a line no more is known, in bytes: a statement goes on no farther from where it begins, so that a mask that
    /// may have changed it stands within `TextBefore.most`.
    private static let longestHead = 4096
    /// Longer lines, in bytes, hold neither statements nor parameters.
    private let longestLine: Int
    private static let mostOfLine = 1 << 16

    /// - Parameters:
    ///   - record: the cap of records.
    ///   - masks: as they may stand in the text.
    init(record: Int, masks: MaskGrammar) {
        longestLine = min(Self.mostOfLine, record)
        before = TextBefore(masks: masks)
    }

    /// Goes over whole lines, and gives `body` each that may hold parameters of the statement before it: where the line stands, without
    /// its line end.
    mutating func follow(_ text: UnsafeBufferPointer<UInt8>, _ body: (BoundStatement, Range<Int>) -> Void) {
        var at = 0
        while at < text.count {
            if statement.parameters == 0 {
                guard let place = unsafe ByteSearch.parameter(in: text, from: at) else { break }
                at = unsafe ByteSearch.last(UInt8(ascii: "\n"), in: text, before: place).map { $0 + 1 } ?? 0
            }
            let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text, from: at) ?? text.count
            unsafe take(at..<end, of: text, body)
            at = end + 1
        }
        unsafe before.keep(text)
        first -= text.count
        last -= text.count
    }

    private mutating func take(_ line: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ body: (BoundStatement, Range<Int>) -> Void) {
        let bytes = unsafe text.part(line)
        lines += 1
        if lines > Self.mostLines || line.lowerBound - last > Self.longestHead { statement = .init() }
        guard line.count <= longestLine else {
            statement = .init()
            return
        }
        // Of a record of JSON the strings have the say.
        guard unsafe bytes.first(where: { !BoundList.isBlank($0) }) != UInt8(ascii: "{") else { return }
        let place = unsafe ByteSearch.parameter(in: bytes, from: 0)
        let verb = place.flatMap { _ in unsafe BoundStatement.start(in: bytes) }
        if verb == nil, statement.isNamed, unsafe Self.mayHoldList(bytes) {
            // A list may hold what looks like a place.
            var pairs: [BoundPair] = []
            var lists = BoundParameters(from: 0, to: bytes.count, of: statement, isBehind: true)
            if let list = unsafe lists.next(in: bytes, &pairs) {
                // What stands behind another statement, one without places, is none of this one.
                if unsafe BoundStatement.start(in: bytes.part(0..<list.lowerBound)) == nil, unsafe !isMasked(bytes, but: pairs, &lists) {
                    body(statement, line)
                    // The next one may stand as far behind it.
                    last = line.upperBound
                } else {
                    statement = .init()
                }
                return
            }
        }
        if unsafe before.mask(in: bytes, from: 0) != nil {
            statement = .init()
            return
        }
        if place != nil, unsafe ByteSearch.parameter(in: bytes, from: verb ?? 0) != nil { unsafe takeStatement(line, of: text, from: verb) }
    }

    /// Some mask stands on a line where no value of a list begins: what the line was without it is not known.
    ///
    /// - Parameters:
    ///   - first: the values of its first list.
    ///   - lists: find the others.
    private func isMasked(_ line: UnsafeBufferPointer<UInt8>, but first: [BoundPair], _ lists: inout BoundParameters) -> Bool {
        guard var mask = unsafe before.mask(in: line, from: 0) else { return false }
        var pairs = first
        repeat {
            for pair in pairs where pair.value.lowerBound >= mask {
                guard pair.value.lowerBound == mask else { return true }
                guard let next = unsafe before.mask(in: line, from: max(mask + 1, pair.value.upperBound)) else { return false }
                mask = next
            }
        } while unsafe lists.next(in: line, &pairs) != nil
        return true
    }

    private static func mayHoldList(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe ByteSearch.bracket(in: line, from: 0) != nil
            || line.contains { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "@") }
    }

    /// Takes the places on a line, as those of a statement that begins there, or of the one that goes on.
    private mutating func takeStatement(_ line: Range<Int>, of text: UnsafeBufferPointer<UInt8>, from verb: Int?) {
        let known = statement
        let fresh: BoundStatement
        if let verb {
            fresh = unsafe places(in: text.part(line), from: verb, line, isNew: true)
        } else if unsafe before.isMasked(upTo: line, in: text) {
            // The places that go on may have been others.
            statement = .init()
            return
        } else if line.lowerBound > Self.longestHead {
            let low = line.lowerBound - Self.longestHead
            // What is left of a line is none.
            let start =
                unsafe ByteSearch.first(UInt8(ascii: "\n"), in: text.part(0..<line.lowerBound), from: low).map { $0 + 1 } ?? line.lowerBound
            fresh = unsafe places(in: text.part(start..<line.upperBound), from: line.lowerBound - start, line)
        } else {
            var head = unsafe before.bytes.suffix(Self.longestHead - line.lowerBound) + text.part(0..<line.lowerBound)
            if head.count == Self.longestHead {
                head.removeFirst(head.firstIndex(of: UInt8(ascii: "\n")).map { $0 - head.startIndex + 1 } ?? head.count)
            }
            let start = head.count
            unsafe head.append(contentsOf: text.part(line))
            fresh = unsafe head.withUnsafeBufferPointer { unsafe places(in: $0, from: start, line) }
        }
        if verb == nil, known.hasPositions, !fresh.hasPositions {
            statement = known
            return
        }
        if fresh.parameters > 0 { sawAny = true }
        statement = fresh.isFull ? .init() : fresh
        last = line.upperBound
        lines = 0
    }

    /// The places of the statement on the last line of a text, from an offset there.
    private mutating func places(
        in text: UnsafeBufferPointer<UInt8>, from start: Int, _ line: Range<Int>, isNew: Bool = false
    ) -> BoundStatement {
        let place = unsafe ByteSearch.parameter(in: text, from: start) ?? text.count
        let rows = unsafe Self.rows(around: place, in: text)
        if isNew || rows != nil || lines > Self.mostBetween || line.lowerBound - first > Self.longestHead { statement = .init() }
        if statement.parameters == 0 { first = line.lowerBound }
        var known = BoundStatement()
        // Nobody else holds it while it grows.
        swap(&known, &statement)
        var places = BoundParameters(from: start, rows: rows, to: text.count, of: known)
        known = .init()
        var pairs: [BoundPair] = []
        while unsafe places.next(in: text, &pairs) != nil {}
        return places.statement
    }

    /// The INSERT in a row of which a place stands.
    private static func rows(around place: Int, in text: UnsafeBufferPointer<UInt8>) -> InsertRows? {
        guard let rows = unsafe InsertRows.last(in: text.part(0..<place), from: 0, crossesLines: true) else { return nil }
        var row = BoundParameters(from: 0, rows: rows, to: place)
        var pairs: [BoundPair] = []
        while unsafe row.next(in: text, &pairs) != nil {}
        return row.isInRow ? rows : nil
    }
}
