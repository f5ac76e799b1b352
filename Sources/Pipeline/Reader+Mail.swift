internal import Bytes
internal import Engine
internal import Formats
internal import Mail
internal import Streams

/// Mail: a message is read to its end before it is examined; an mbox is many of them.
extension Reader {
    /// Whether the input is mail, by what was said of it or by its first bytes.
    mutating func readsMail(_ source: DecodingSource, isAtEnd: inout Bool) throws(StreamError) -> Bool {
        guard !plan.detector.rules.isEmpty else { return false }
        if plan.format == .eml { return true }
        guard plan.format == .auto else { return false }
        while true {
            let end = isAtEnd
            if let verdict = unsafe rest.withBytes({ unsafe MailSniff.of($0, atEnd: end) }) { return verdict }
            isAtEnd = try Self.fill(&rest, from: source, blockSize, &utf16) == 0
        }
    }

    /// Sends an input's messages. False where there are no slots any more.
    mutating func readMail(_ source: DecodingSource, _ found: FileWalk.File?, isAtEnd: Bool) -> Bool {
        let input = OpenInput(name: source.name, file: found, compression: source.compression, passed: nil, mail: .message)
        var isAtEnd = isAtEnd
        // Of the line that tells, all is there: whoever sniffed it waited for more.
        do throws(StreamError) {
            while !isAtEnd, rest.count < 1_024 { isAtEnd = try Self.fill(&rest, from: source, blockSize, &utf16) == 0 }
        } catch {
            return send(.refused(.error(error)))
        }
        let isMbox = unsafe !plan.mail.isOneMessage && rest.withBytes { unsafe MboxCursor.begins($0) }
        var hasBegun = false
        while true {
            let end: Int?
            do throws(StreamError) {
                end = try messageEnd(source, isMbox: isMbox, &isAtEnd)
            } catch {
                return send(hasBegun ? .end(error) : .refused(.error(error)))
            }
            guard let end else {
                let error = MailError.tooLarge
                guard isMbox else { return send(.refused(.mail(name: source.name, error))) }
                if !hasBegun {
                    guard send(.begin(input.asMbox)) else { return false }
                    hasBegun = true
                }
                guard sendNote(of: error) else { return false }
                do throws(StreamError) { try skipMessage(source, &isAtEnd) } catch { return send(.end(error)) }
                if isAtEnd, rest.isEmpty { return send(.end(nil)) }
                continue
            }
            let isLast = isAtEnd && end == rest.count
            if !hasBegun, !isLast {
                guard send(.begin(input.asMbox)) else { return false }
                hasBegun = true
            }
            guard let slot = getSlot() else { return false }
            swap(&slot.input, &rest)
            rest.removeAll()
            split(slot, at: end)
            slot.content = hasBegun ? .message : .mail(input)
            submit()
            if isLast { return hasBegun ? send(.end(nil)) : true }
        }
    }

    /// Reads until the end of the message that `rest` begins with is known; nil where it is larger than what is taken.
    private mutating func messageEnd(_ source: DecodingSource, isMbox: Bool, _ isAtEnd: inout Bool) throws(StreamError) -> Int? {
        var cursor = MboxCursor()
        while true {
            let end = isAtEnd
            if isMbox {
                unsafe rest.withBytes { unsafe cursor.search($0, atEnd: end) }
                if let found = cursor.end { return found <= MailLimits.message ? found : nil }
            }
            if isAtEnd { return rest.count <= MailLimits.message ? rest.count : nil }
            // What is looked for behind the end of a message is no part of it.
            guard rest.count <= MailLimits.message + Self.deciding else { return nil }
            isAtEnd = try Self.fill(&rest, from: source, blockSize, &utf16) == 0
        }
    }

    private static let deciding = 4_096

    private mutating func sendNote(of error: MailError) -> Bool {
        guard let slot = getSlot() else { return false }
        slot.input.removeAll()
        unsafe rest.withBytes { unsafe slot.input.append($0.part(0..<min($0.count, 2_048))) }
        slot.content = .leftOut(error)
        submit()
        return true
    }

    /// Reads past a message.
    private mutating func skipMessage(_ source: DecodingSource, _ isAtEnd: inout Bool) throws(StreamError) {
        var cursor = MboxCursor()
        while true {
            let end = isAtEnd
            unsafe rest.withBytes { unsafe cursor.search($0, atEnd: end) }
            if let found = cursor.end { return rest.removeFirst(found) }
            if isAtEnd { return rest.removeAll() }
            // An empty line and the line behind it may still be needed.
            let done = max(0, cursor.searched - 4)
            if done > 0 {
                rest.removeFirst(done)
                cursor = MboxCursor()
            }
            isAtEnd = try Self.fill(&rest, from: source, blockSize, &utf16) == 0
        }
    }
}
