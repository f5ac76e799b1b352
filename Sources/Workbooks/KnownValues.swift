/// Values that columns masked, by the hash of each, with the rule: to know copies of them again. Eight bytes a value.
struct KnownValues {
    /// 44 bits of a hash, and 20 of a rule; 0 where there is none. Its size is a power of two.
    private var slots: [UInt64] = []
    private(set) var count = 0

    /// As many as a workbook may share strings: at the most 128 MB.
    static let most = WorkbookState.mostShared
    private static let ruleBits: UInt64 = 20

    var isEmpty: Bool { count == 0 }

    /// - Returns: false where there is no room for it.
    mutating func insert(_ text: ArraySlice<UInt8>, rule: Int) -> Bool {
        guard rule >= 0, rule < 1 << Self.ruleBits else { return false }
        if (count + 1) * 4 > slots.count * 3 {
            guard count < Self.most else { return find(text) != nil }
            grow()
        }
        let entry = Self.hash(text) << Self.ruleBits | UInt64(rule)
        let place = place(of: entry)
        guard slots[place] == 0 else { return true }
        slots[place] = entry
        count += 1
        return true
    }

    /// The rule that masked the value; nil where none did.
    func find(_ text: ArraySlice<UInt8>) -> Int? {
        guard count > 0 else { return nil }
        let entry = slots[place(of: Self.hash(text) << Self.ruleBits)]
        return entry == 0 ? nil : Int(entry & (1 << Self.ruleBits - 1))
    }

    /// Of the entry with the same hash, or where it belongs.
    private func place(of entry: UInt64) -> Int {
        let mask = slots.count - 1
        var at = Int(truncatingIfNeeded: entry >> Self.ruleBits) & mask
        while slots[at] != 0, slots[at] >> Self.ruleBits != entry >> Self.ruleBits { at = (at + 1) & mask }
        return at
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: max(64, old.count * 2))
        for entry in old where entry != 0 { slots[place(of: entry)] = entry }
    }

    /// Never 0.
    private static func hash(_ text: ArraySlice<UInt8>) -> UInt64 {
        var hasher = Hasher()
        unsafe text.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        return UInt64(truncatingIfNeeded: hasher.finalize()) >> ruleBits | 1
    }
}
