/// Header fields, line by line.
extension MIMEParser {
    mutating func beginHeader(of entity: Int, at start: Int) {
        mode = .header
        current = entity
        headerStart = start
        firstField = result.fields.count
        canBeField = true
    }

    /// Returns where to go on.
    mutating func takeHeaderLine(_ line: Range<Int>, _ next: Int) throws(MailError) -> Int {
        if line.isEmpty {
            try endHeader(at: next)
            return next
        }
        let first = bytes[line.lowerBound]
        if first == 0x20 || first == 0x09 {
            if !line.contains(where: { bytes[$0] != 0x20 && bytes[$0] != 0x09 }) { doubt(.header, line.lowerBound) }
            if result.fields.count > firstField, let last = result.fields.indices.last {
                result.fields[last].value = result.fields[last].value.lowerBound..<line.upperBound
                result.fields[last].whole = result.fields[last].whole.lowerBound..<next
                headerBytes += next - line.lowerBound
                guard headerBytes <= MailLimits.header else { throw Self.tooMuchHeader }
                return next
            }
            doubt(.header, line.lowerBound)
            return next
        }
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon] > 0x20, bytes[colon] < 0x7F, bytes[colon] != UInt8(ascii: ":") { colon += 1 }
        let nameEnd = colon
        if colon < line.upperBound, bytes[colon] == 0x20 || bytes[colon] == 0x09 {
            while colon < line.upperBound, bytes[colon] == 0x20 || bytes[colon] == 0x09 { colon += 1 }
            if colon < line.upperBound, bytes[colon] == UInt8(ascii: ":") { doubt(.header, line.lowerBound) }
        }
        guard colon < line.upperBound, bytes[colon] == UInt8(ascii: ":"), nameEnd > line.lowerBound else {
            // A line of an mbox where a message begins that was put into another one.
            if headerStart == line.lowerBound, skipEnvelope(at: line.lowerBound) == next {
                headerStart = next
                result.gaps.append(line.lowerBound..<next)
                return next
            }
            doubt(.header, line.lowerBound)
            // Readers take it for the first line of the body.
            try endHeader(at: line.lowerBound)
            return line.lowerBound
        }
        guard result.fields.count < MailLimits.fields else {
            throw MailError(.tooMany, "more than \(MailLimits.fields) header fields")
        }
        let name = line.lowerBound..<nameEnd
        let key = String(lowercasing: bytes[name])
        if result.doubts.contains(.control), bytes[line].contains(where: { $0 == 0 || $0 == 0x0D }) { doubt(.header, line.lowerBound) }
        headerBytes += next - line.lowerBound
        guard headerBytes <= MailLimits.header else { throw Self.tooMuchHeader }
        result.fields.append(
            .init(name: name, value: colon + 1..<line.upperBound, whole: line.lowerBound..<next, entity: current, key: key))
        return next
    }

    static let tooMuchHeader = MailError(.tooMany, "more than \(MailLimits.header >> 20) MiB of header fields")

    mutating func doubt(_ doubt: MIMEStructure.Doubts, _ offset: Int) {
        result.doubts.insert(doubt)
        if result.entities[current].isTop { result.firstDoubt = min(result.firstDoubt, offset) }
    }
}
