extension String {
    /// Names of fields, types and tags, which are ASCII as a rule, in lower case.
    init(lowercasing bytes: ArraySlice<UInt8>) {
        guard bytes.allSatisfy({ $0 < 0x80 }) else {
            self = String(decoding: bytes, as: UTF8.self).lowercased()
            return
        }
        self = unsafe String(unsafeUninitializedCapacity: bytes.count) { room in
            var count = 0
            for byte in bytes {
                unsafe room[count] = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
                count += 1
            }
            return count
        }
    }
}
