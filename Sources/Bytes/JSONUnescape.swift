internal import CByteScan

/// What the escapes of JSON strings stand for (RFC 8259, section 7), with the way back.
public enum JSONUnescape {
    /// Pieces that are told at once.
    private static let most = 256

    /// Appends what a part of a JSON string stands for, and to `map` where each byte of that came from. An escape is one unit, as is what
    /// only begins like one; a surrogate without its other half becomes the three bytes that its number would have.
    ///
    /// - Parameters:
    ///   - range: offsets in `text`, less than 2^31.
    ///   - isSoft: only escapes of what could stand in a string without one are resolved, so that what was JSON still is.
    public static func append(
        _ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, isSoft: Bool, to output: inout ByteBuffer, map: inout OffsetMap
    ) {
        guard let base = text.baseAddress, range.lowerBound >= 0, range.upperBound <= text.count, !range.isEmpty else { return }
        // What an escape stands for is never longer than the escape.
        output.reserve(output.count + range.count + Int(BYTESCAN_UNESCAPE_SLACK))
        unsafe withUnsafeTemporaryAllocation(of: bytescan_piece.self, capacity: most) { pieces in
            guard let room = pieces.baseAddress else { return }
            var at = range.lowerBound
            while at < range.upperBound {
                var count = 0
                unsafe output.withSpare { spare in
                    guard let out = spare.baseAddress else { return 0 }
                    return unsafe bytescan_json_unescape(
                        base, &at, range.upperBound, isSoft, out.assumingMemoryBound(to: UInt8.self), room, pieces.count, &count)
                }
                unsafe map.append(UnsafeBufferPointer(start: room, count: count))
                if count == 0 { return }
            }
        }
    }

    /// Whether a string has escapes that may stand for what needs none: `\u` and `\/`.
    public static func hasSoft(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = text.baseAddress, range.lowerBound >= 0, range.upperBound <= text.count else { return false }
        return unsafe bytescan_json_has_soft(base, range.lowerBound, range.upperBound)
    }
}
