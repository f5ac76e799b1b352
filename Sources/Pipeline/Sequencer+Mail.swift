internal import Bytes
internal import Engine
internal import Formats
internal import Mail
internal import Masking
internal import Report
internal import Streams

/// Mail: messages come examined from the workers, and are written or refused as wholes.
extension Sequencer {
    /// A message that is all of an input.
    mutating func take(_ slot: Slot, _ input: OpenInput) {
        if let refusal = slot.mail.refusal { return refuse(input.name, refusal) }
        begin(input)
        write(message: slot)
        end(nil)
    }

    /// A message of an mbox. In the place of one that is not taken stands a note.
    mutating func take(message slot: Slot) {
        if let refusal = slot.mail.refusal { return leaveOut(slot.input, refusal) }
        write(message: slot)
    }

    mutating func leaveOut(_ message: borrowing ByteBuffer, _ refusal: MailError) {
        observer.message("\(current?.name ?? ""): a message was left out: \(refusal)")
        result.withheld = true
        outputs.isChanged = true
        tally.addBytes(message.count, records: 1)
        tally.addWithheld(refusal.statisticsName, records: 1, bytes: message.count, source: source)
        let note = unsafe message.withBytes { unsafe MboxCursor.note(inPlaceOf: $0, refusal) }
        var bytes = ByteBuffer(capacity: note.count)
        bytes.append(note)
        emit(bytes, 0..<bytes.count)
        offset += message.count
    }

    private mutating func write(message slot: Slot) {
        report(slot)
        tally.add(slot.mail, source: source, name: shownName, rules: plan.detector.rules)
        if !slot.mail.block.withheld.isEmpty { result.withheld = true }
        for part in slot.mail.unexamined { note(part) }
        if !slot.mail.block.isUnchanged { outputs.isChanged = true }
        // As it is to be written, whether it changed or not.
        emit(slot.input, 0..<slot.input.count)
        offset += slot.mail.size
    }

    private func report(_ slot: Slot) {
        guard plan.wantsFindings, current != nil else { return }
        for place in slot.mail.block.places {
            let rule = plan.detector.rules[place.rule].rule
            observer.finding(
                FindingLine(
                    source: Array(shownName.utf8), line: nil, column: nil, offset: offset, length: place.length,
                    rule: place.withheld.map { "withheld:\($0.rawValue)" } ?? rule.id, severity: LeakSeverity(rule.severity),
                    category: rule.category, path: slot.mail.block.path(place.path), maskedPreview: place.preview))
        }
    }

    private mutating func note(_ part: MailOutcome.Unexamined) {
        if part.isDropped {
            observer.message("\(current?.name ?? ""): left out: \(part.part) (\(part.kind.rawValue))")
        } else {
            result.withheld = true
            observer.message("\(current?.name ?? ""): not examined: \(part.part) (\(part.kind.rawValue))")
        }
    }

    /// Says why a message is not taken.
    mutating func refuse(_ name: String, _ error: MailError) {
        observer.message("\(name): not taken: \(error)")
        let source = tally.begin(processor.shown(name), format: "eml")
        defer { tally.end(source) }
        guard error.kind != .system else {
            result.failed = true
            return
        }
        result.withheld = true
        tally.addWithheld(error.statisticsName, records: 1, bytes: 0, source: source)
    }
}
