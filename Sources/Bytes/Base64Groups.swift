internal import CByteScan

/// Base64 as most of it stands: digits in groups of four, one behind the other.
public enum Base64Groups {
    /// Decodes the groups at the start of `digits` up to the first that holds anything else, as many as there is room for.
    ///
    /// - Parameter room: three bytes a group are written; those behind them may be anything.
    /// - Returns: how many groups.
    public static func decode(_ digits: UnsafeBufferPointer<UInt8>, into room: UnsafeMutableBufferPointer<UInt8>) -> Int {
        guard let from = digits.baseAddress, let to = room.baseAddress else { return 0 }
        return unsafe bytescan_base64_groups(from, digits.count, to, room.count)
    }
}
