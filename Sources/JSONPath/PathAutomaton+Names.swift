/// The member names that some query mentions, numbered from 1; 0 stands for every other name.
///
/// An open-addressed table of (hash, number) with linear probing, at most half full. Bytes are compared only where the
/// whole hash agrees. Names compare byte by byte, as the RFC wants it.
@safe struct NameTable: ~Copyable {
    /// Pairs: the hash, and the name's number or 0 for an empty slot.
    private var slots = FlatArray<UInt32>()
    /// Slots less one; their number is a power of two.
    private var mask = 1
    /// Of name n: where it begins in `bytes`, at n − 1; it ends where the next one begins.
    private var starts = FlatArray<Int>()
    private var bytes = FlatArray<UInt8>()
    private var longest = 0

    var count: Int { starts.count - 1 }

    /// - Parameter names: distinct; the first has number 1.
    init(_ names: [ExactString]) {
        while mask < 2 * names.count { mask = mask * 2 + 1 }
        slots.append(repeating: 0, count: 2 * (mask + 1))
        starts.append(0)
        for (offset, name) in names.enumerated() {
            for byte in name.utf8 { bytes.append(byte) }
            starts.append(bytes.count)
            longest = max(longest, name.utf8.count)
            let hash = unsafe name.utf8.withUnsafeBufferPointer { unsafe Self.hash($0) }
            var slot = Int(hash) & mask
            while slots[2 * slot + 1] != 0 { slot = (slot + 1) & mask }
            slots[2 * slot] = hash
            slots[2 * slot + 1] = UInt32(truncatingIfNeeded: offset + 1)
        }
    }

    /// The number of a name; 0 where no query mentions it.
    @inline(__always)
    func number(of name: UnsafeBufferPointer<UInt8>) -> Int {
        guard name.count <= longest else { return 0 }
        let hash = unsafe Self.hash(name)
        var slot = Int(hash) & mask
        while true {
            let number = Int(slots[2 * slot + 1])
            if number == 0 { return 0 }
            if slots[2 * slot] == hash {
                let isSame = unsafe equals(number, name)
                if isSame { return number }
            }
            slot = (slot + 1) & mask
        }
    }

    @inline(__always)
    private func equals(_ number: Int, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = starts[number - 1]
        guard starts[number] - start == name.count else { return false }
        guard let theirs = name.baseAddress else { return true }
        let ours = unsafe bytes.pointer + start
        for index in 0..<name.count where unsafe ours[index] != theirs[index] { return false }
        return true
    }

    /// Of all bytes, eight at a time; the last eight may overlap the ones before.
    @inline(__always)
    private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let count = name.count
        let raw = UnsafeRawBufferPointer(name)
        var mixed = UInt64(truncatingIfNeeded: count)
        if count >= 8 {
            var offset = 0
            while offset < count - 8 {
                mixed = unsafe mix(mixed ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset += 8
            }
            mixed = unsafe mix(mixed ^ raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
        } else if count >= 4 {
            let low = unsafe raw.loadUnaligned(as: UInt32.self)
            let high = unsafe raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            mixed = mix(mixed ^ (UInt64(low) << 32 | UInt64(high)))
        } else if count > 0 {
            let bytes = unsafe UInt64(name[0]) << 16 | UInt64(name[count / 2]) << 8 | UInt64(name[count - 1])
            mixed = mix(mixed << 32 | bytes)
        }
        return UInt32(truncatingIfNeeded: mixed >> 32)
    }

    /// A multiplication by an odd number (2^64 over the golden ratio), folded so that low bits reach the high ones.
    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 29
    }
}
