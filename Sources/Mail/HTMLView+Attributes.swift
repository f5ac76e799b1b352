internal import Bytes

/// Values of attributes.
extension HTMLView {
    mutating func addAttributes(of tag: Range<Int>) {
        var at = tag.lowerBound + 1
        let end = tag.upperBound - 1
        while at < end, source[at] > 0x20 { at += 1 }
        while at < end {
            while at < end, source[at] <= 0x20 || source[at] == UInt8(ascii: "/") { at += 1 }
            let nameStart = at
            while at < end, source[at] > 0x20, source[at] != UInt8(ascii: "=") { at += 1 }
            let name = nameStart..<at
            while at < end, source[at] <= 0x20 { at += 1 }
            guard at < end, source[at] == UInt8(ascii: "=") else { continue }
            at += 1
            while at < end, source[at] <= 0x20 { at += 1 }
            guard at < end else { return }
            let quote = source[at]
            var stop = at
            if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
                at += 1
                stop = at
                while stop < end, source[stop] != quote { stop += 1 }
            } else {
                while stop < end, source[stop] > 0x20 { stop += 1 }
            }
            addValue(name, at..<stop)
            at = stop + (stop < end && source[stop] == quote ? 1 : 0)
        }
    }

    private mutating func addValue(_ name: Range<Int>, _ value: Range<Int>) {
        guard !value.isEmpty else { return }
        if !name.isEmpty {
            text += source[name]
            map.appendVerbatim(raw: name.lowerBound, length: name.count)
            text.append(UInt8(ascii: "="))
            map.appendAtomic(raw: name.upperBound..<name.upperBound, viewLength: 1)
        }
        var at = value.lowerBound
        while at < value.upperBound {
            if source[at] == UInt8(ascii: "&"), let reference = CharacterReference(source, at), reference.end <= value.upperBound {
                append(reference.text, raw: at..<reference.end)
                at = reference.end
                continue
            }
            if source[at] == UInt8(ascii: "%"), at + 2 < value.upperBound, let high = HexDigit.value(source[at + 1]),
                let low = HexDigit.value(source[at + 2])
            {
                text.append(high << 4 | low)
                map.appendAtomic(raw: at..<at + 3, viewLength: 1)
                at += 3
                continue
            }
            if let length = InvisibleText.length(source, at) {
                at += length
                continue
            }
            text.append(source[at])
            map.appendVerbatim(raw: at, length: 1)
            at += 1
        }
        text.append(0x0A)
        map.appendAtomic(raw: value.upperBound..<value.upperBound, viewLength: 1)
    }
}
