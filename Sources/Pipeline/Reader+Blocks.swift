internal import Bytes
internal import Formats
internal import Streams

/// Lines are cut behind whole records, as many as a block takes; a record over the cap is cut anywhere.
extension Reader {
    /// Sends the source's blocks; returns what ended it early.
    mutating func readBlocks(of source: DecodingSource, isAtEnd: Bool) -> StreamError? {
        var isAtEnd = isAtEnd
        var failure: StreamError? = nil
        var inFragment = false
        while true {
            guard let slot = getSlot() else {
                isStopped = true
                return nil
            }
            swap(&slot.input, &rest)
            rest.removeAll()
            var searched = 0
            var lastEnd: Int? = nil
            // Fill the slot.
            while true {
                if let end = unsafe slot.input.withBytes({ bytes in
                    unsafe ByteSearch.last(UInt8(ascii: "\n"), in: bytes.part(searched..<bytes.count), before: bytes.count - searched)
                }) {
                    lastEnd = searched + end
                }
                searched = slot.input.count
                if isAtEnd { break }
                if lastEnd != nil, slot.input.count >= blockSize { break }
                if isJSON, !inFragment, lastEnd == nil, slot.input.count > bound, beginsLongDocument(slot.input) { break }
                if lastEnd == nil, inFragment ? slot.input.count >= blockSize : slot.input.count > cap { break }
                if lastEnd != nil || (inFragment && slot.input.count > 0), source.mayBlock, !source.readyNow() { break }
                do throws(StreamError) {
                    isAtEnd = try Self.fill(&slot.input, from: source, blockSize, &utf16) == 0
                } catch {
                    failure = error
                    isAtEnd = true
                }
            }
            if isAtEnd, slot.input.isEmpty { return failure }
            slot.isJSON = isJSON
            let whole = lastEnd.map { $0 + 1 } ?? 0
            let document =
                isJSON && !inFragment
                ? unsafe slot.input.withBytes { unsafe JSONFinder.multilineDocument(in: $0, whole: whole, bound: bound) } : nil
            if document == 0 {
                guard case .done = readDocument(slot, of: source, isAtEnd: &isAtEnd, failure: &failure) else {
                    isStopped = true
                    return nil
                }
                if isAtEnd, rest.isEmpty { return failure }
                continue
            }
            if let document {
                slot.content = .records(isFinal: false)
                split(slot, at: document)
                followTables(of: slot)
                submit()
                continue
            }
            let cut = cutPoint(in: slot.input, lastEnd: lastEnd, isAtEnd: isAtEnd, inFragment: &inFragment, content: &slot.content)
            split(slot, at: cut)
            followTables(of: slot)
            submit()
            if isAtEnd, rest.isEmpty { return failure }
        }
    }

    /// Tells a block of lines what those before it say of it.
    private mutating func followTables(of slot: Slot) {
        slot.heads = heads
        if case .records = slot.content {
            unsafe slot.input.withBytes { unsafe heads.follow($0) }
        } else {
            heads = LineHeads(for: plan.detector)
        }
    }

    /// Leaves what a slot holds behind an offset in `rest`, and copies the lesser part of the two.
    mutating func split(_ slot: Slot, at cut: Int) {
        if cut < slot.input.count / 2 {
            unsafe slot.input.withBytes { bytes in unsafe rest.append(bytes.part(0..<cut)) }
            slot.input.removeFirst(cut)
            swap(&slot.input, &rest)
        } else {
            unsafe slot.input.withBytes { bytes in unsafe rest.append(bytes.part(cut..<bytes.count)) }
            slot.input.truncate(to: cut)
        }
    }

    private func beginsLongDocument(_ bytes: borrowing ByteBuffer) -> Bool {
        unsafe bytes.withBytes { unsafe JSONFinder.multilineDocument(in: $0, whole: 0, bound: bound) } == 0
    }

    /// Where the slot's bytes end, and what they are.
    private func cutPoint(
        in bytes: borrowing ByteBuffer, lastEnd: Int?, isAtEnd: Bool, inFragment: inout Bool, content: inout Slot.Content
    ) -> Int {
        let firstEnd = unsafe bytes.withBytes { unsafe ByteSearch.first(UInt8(ascii: "\n"), in: $0, from: 0) }
        if inFragment || (firstEnd ?? bytes.count) > cap {
            if let end = firstEnd {
                inFragment = false
                content = .fragment(endsRecord: true, isFinal: isAtEnd && end + 1 == bytes.count)
                return end + 1
            }
            inFragment = !isAtEnd
            content = .fragment(endsRecord: isAtEnd, isFinal: isAtEnd)
            return bytes.count
        }
        if let start = startOfLongRecord(in: bytes) {
            content = .records(isFinal: false)
            return start
        }
        if isAtEnd {
            content = .records(isFinal: true)
            return bytes.count
        }
        content = .records(isFinal: false)
        return (lastEnd ?? bytes.count - 1) + 1
    }

    /// Where the first record over the cap begins; nil where there is none. How much has come must not matter: a record
    /// that lies whole in the slot is cut out like one that came in pieces.
    private func startOfLongRecord(in bytes: borrowing ByteBuffer) -> Int? {
        unsafe bytes.withBytes { bytes in
            var start = 0
            while bytes.count - start > cap {
                let end = unsafe ByteSearch.first(UInt8(ascii: "\n"), in: bytes, from: start) ?? bytes.count
                if end - start > cap { return start }
                start = end + 1
            }
            return nil
        }
    }
}
