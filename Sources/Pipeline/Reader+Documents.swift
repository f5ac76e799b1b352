internal import Bytes
internal import Engine
internal import Formats
internal import Masking
internal import Streams

/// Documents of JSON that are more than a line: each is followed from block to block, and cut between two of its tokens.
extension Reader {
    /// So much of a document, or of an element of it, is kept together where a query asks for that: filters need all of it.
    static let documentBound = 1 << 20

    /// How the reading of a document ended.
    enum DocumentEnd {
        case done
        /// There are no slots any more.
        case stopped
    }

    /// Sends the document that begins in a slot. What follows it is left in `rest`.
    mutating func readDocument(_ first: Slot, of source: DecodingSource, isAtEnd: inout Bool, failure: inout StreamError?) -> DocumentEnd {
        cursor.begin()
        cursor.elementDepth = elementDepth
        var slot = first
        var isTooLong = false
        while true {
            var part = cursor.part
            let piece = cutDocument(in: slot, of: source, isAtEnd: &isAtEnd, failure: &failure)
            if needs == .documents, piece.isOver ? piece.end > bound : true { isTooLong = true }
            part.isTooLong = isTooLong
            split(slot, at: piece.end)
            slot.content = .document(part)
            slot.isJSON = true
            slot.endsBroken = piece.isBroken
            slot.losses = cursor.unreadArrays.filter { $0 <= piece.end }.map { _ in CutLoss.bytes }
            if let loss = piece.loss { slot.losses.append(loss) }
            submit()
            if piece.isOver { return .done }
            guard let next = getSlot() else { return .stopped }
            slot = next
            swap(&slot.input, &rest)
            rest.removeAll()
        }
    }

    /// Where a slot ends, and whether the document does.
    private struct Piece {
        var end: Int
        var isOver: Bool
        var isBroken = false
        /// It is cut where it should not be.
        var loss: CutLoss?
    }

    private mutating func cutDocument(
        in slot: Slot, of source: DecodingSource, isAtEnd: inout Bool, failure: inout StreamError?
    ) -> Piece {
        var nextWalk = blockSize
        // So much of the slot was walked through, as it is.
        var walked = 0
        while true {
            let isIdle = !isAtEnd && source.mayBlock && !source.readyNow()
            if isAtEnd || (isIdle && !isWithinString(slot.input, from: walked)) || slot.input.count >= nextWalk {
                walked = slot.input.count
                nextWalk = max(blockSize, slot.input.count * 2)
                switch unsafe slot.input.withBytes({ unsafe cursor.walk($0) }) {
                case .ended(let end) where !isAtEnd && mayEndLine(from: end, in: slot.input):
                    // Whose line end it is depends on the bytes alone.
                    nextWalk = 0
                case .ended(let end):
                    return Piece(end: behindLineEnd(from: end, in: slot.input), isOver: true)
                case .fault(let fault):
                    return Piece(end: fault, isOver: true, isBroken: true)
                case .deep(let start) where !plan.detector.rules.contains(where: \.isPath):
                    // Nothing is asked of what is so deep: it is examined as lines are.
                    return Piece(end: start, isOver: true, isBroken: true)
                case .deep(let start):
                    leaveOut(from: start, as: .nesting, slot, source, &isAtEnd, &failure)
                    (nextWalk, walked) = (0, 0)
                    continue
                case .long(let start):
                    // What is before it goes first, so that what is left out stands in the slot that it is noted in.
                    if let mark = mark(in: slot.input.count, isIdle: isIdle) {
                        cursor.cut(at: mark)
                        return Piece(end: mark.offset, isOver: false)
                    }
                    leaveOut(from: start, as: .recordLimit, slot, source, &isAtEnd, &failure)
                    (nextWalk, walked) = (0, 0)
                    continue
                case .blank(let start):
                    return Piece(end: start, isOver: true, isBroken: true, loss: .structure)
                case .none:
                    if isAtEnd { return Piece(end: slot.input.count, isOver: true, isBroken: true) }
                    if let mark = mark(in: slot.input.count, isIdle: isIdle) {
                        cursor.cut(at: mark)
                        return Piece(end: mark.offset, isOver: false)
                    }
                    if let mark = cursor.heldCut, mark.offset > 0, isPast(cap, slot.input.count, mark) {
                        cursor.cut(at: mark)
                        return Piece(end: mark.offset, isOver: false, loss: mark.loss)
                    }
                    if let token = cursor.openToken, slot.input.count - token > cap {
                        leaveOut(from: token, as: .recordLimit, slot, source, &isAtEnd, &failure)
                        (nextWalk, walked) = (0, 0)
                        continue
                    }
                }
            }
            do throws(StreamError) {
                isAtEnd = try Self.fill(&slot.input, from: source, blockSize, &utf16) == 0
            } catch {
                failure = error
                isAtEnd = true
            }
        }
    }

    /// Whether the last walk ended in a string that what has come since does not end: then another would show the same. On a pipe that
    /// trickles, a walk for each read would cost a long string's square.
    private func isWithinString(_ bytes: borrowing ByteBuffer, from walked: Int) -> Bool {
        guard walked > 0, let token = cursor.openToken, bytes.count - token <= cap else { return false }
        return unsafe bytes.withBytes { bytes in
            let quote = UInt8(ascii: "\"")
            guard token < walked, walked <= bytes.count, unsafe bytes[token] == quote else { return false }
            let fresh = unsafe bytes.part(walked..<bytes.count)
            return unsafe !ByteSearch.holds(quote, fresh) && !ByteSearch.holds(UInt8(ascii: "\n"), fresh)
        }
    }

    /// Whether a slot that holds so much is to be cut where it should not be. Whether an array is looked at follows from its length alone.
    private func isPast(_ cap: Int, _ count: Int, _ mark: DocumentCursor.Mark) -> Bool {
        guard mark.loss == .bytes, let start = cursor.openArray else { return count >= cap }
        return count - start > cap
    }

    /// Where to cut a slot that holds so much; nil where more must be read first.
    private func mark(in count: Int, isIdle: Bool) -> DocumentCursor.Mark? {
        switch needs {
        case .nothing:
            if isIdle, let end = cursor.endCut { return end }
            guard count >= blockSize else { return nil }
            return cursor.elementCut ?? cursor.anyCut
        case .elements:
            if count >= bound { return cursor.elementCut ?? cursor.anyCut }
            return count >= blockSize || isIdle ? cursor.elementCut : nil
        case .documents:
            return count >= bound ? cursor.elementCut ?? cursor.anyCut : nil
        }
    }

    var bound: Int { min(Self.documentBound, cap) }

    /// A document's line may go on with what has not come: a line end, or blanks before one.
    private func mayEndLine(from offset: Int, in bytes: borrowing ByteBuffer) -> Bool {
        unsafe bytes.withBytes { bytes in
            guard bytes.count - offset < Self.mostBlanks else { return false }
            return unsafe bytes[offset...].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
        }
    }

    /// Behind a document, before its line end.
    private static let mostBlanks = 64

    private func behindLineEnd(from offset: Int, in bytes: borrowing ByteBuffer) -> Int {
        unsafe bytes.withBytes { bytes in
            var at = offset
            let limit = min(bytes.count, offset + Self.mostBlanks)
            while at < limit,
                unsafe bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") || bytes[at] == UInt8(ascii: "\r")
            {
                at += 1
            }
            return unsafe at < limit && bytes[at] == UInt8(ascii: "\n") ? at + 1 : offset
        }
    }

    /// Puts a mask in the place of a value that is not to be kept, and reads to its end.
    private mutating func leaveOut(
        from start: Int, as reason: WithheldReason, _ slot: Slot, _ source: DecodingSource, _ isAtEnd: inout Bool,
        _ failure: inout StreamError?
    ) {
        var skipper = ValueSkipper()
        var chunk = ByteBuffer(capacity: blockSize)
        unsafe slot.input.withBytes { bytes in unsafe chunk.append(bytes.part(start..<bytes.count)) }
        slot.input.truncate(to: start)
        var skipped = 0
        while true {
            if let end = unsafe chunk.withBytes({ unsafe skipper.end(in: $0) }) {
                skipped += end
                chunk.removeFirst(end)
                break
            }
            skipped += chunk.count
            chunk.removeAll()
            if isAtEnd { break }
            do throws(StreamError) {
                isAtEnd = try Self.fill(&chunk, from: source, blockSize, &utf16) == 0
            } catch {
                failure = error
                isAtEnd = true
            }
        }
        let mask = [UInt8(ascii: "\"")] + reason.mask + [UInt8(ascii: "\"")]
        slot.input.append(mask)
        unsafe chunk.withBytes { unsafe slot.input.append($0) }
        slot.left.append(.init(reason: reason, at: start, bytes: skipped, mask: mask.count))
    }
}
