/// Masks in percent-encoding: `%23%23%23%23` is what `fill:#` leaves of a secret in a URL.
///
/// Where a rule sees such a text as it stands (`password%3D%23%23%23%23`), the mask must be known for one.
extension MaskGrammar {
    /// So many times text may be encoded one time within another.
    private static let mostLayers = 6

    /// Whether a part of a text is a mask once its percent signs are resolved.
    func isMaskedInPercent(_ part: Range<Int>, in text: Span<UInt8>) -> Bool {
        guard part.count >= 3, part.contains(where: { text[$0] == UInt8(ascii: "%") }) else { return false }
        return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: part.count) { room in
            for (index, offset) in part.enumerated() { unsafe room.initializeElement(at: index, to: text[offset]) }
            var count = part.count
            for _ in 0..<Self.mostLayers {
                let resolved = unsafe Self.resolve(room, count)
                guard resolved < count else { return false }
                count = resolved
                let decoded = unsafe UnsafeBufferPointer(rebasing: room[0..<count])
                if unsafe isMaskedAsItStands(0..<count, in: decoded.span) { return true }
            }
            return false
        }
    }

    /// Resolves the first bytes of a buffer in place, and returns how many they are then.
    private static func resolve(_ room: UnsafeMutableBufferPointer<UInt8>, _ count: Int) -> Int {
        var (from, to) = (0, 0)
        while from < count {
            if unsafe room[from] == UInt8(ascii: "%"), from + 2 < count, let high = unsafe digit(room[from + 1]),
                let low = unsafe digit(room[from + 2])
            {
                unsafe room[to] = high << 4 | low
                from += 3
            } else {
                unsafe room[to] = room[from]
                from += 1
            }
            to += 1
        }
        return to
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
