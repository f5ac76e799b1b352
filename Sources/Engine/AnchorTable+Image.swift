/// The table as records of an image.
extension AnchorTable {
    func append(to image: inout ImageWriter) {
        unsafe image.append(plain: first)
        unsafe image.append(plain: partLengths)
        unsafe image.append(plain: anchors)
        unsafe image.append(plain: checks)
        unsafe image.append(plain: sets)
        unsafe image.append(plain: names)
        unsafe image.append(plain: nameBytes)
        unsafe image.append(plain: alike)
        unsafe image.append(plain: sieve)
        unsafe image.append(plain: sieveStarts)
    }

    /// Whether each index points to something that is there.
    func isSound(rules: Int) -> Bool {
        guard unsafe partLengths.count + 1 == first.count else { return false }
        var previous: UInt32 = 0
        for index in unsafe first {
            guard index >= previous, unsafe Int(index) <= anchors.count else { return false }
            previous = index
        }
        for anchor in unsafe anchors {
            guard anchor.rule == UInt32(Self.maskMarker) || Int(anchor.rule) < rules,
                unsafe Int(anchor.firstCheck) + Int(anchor.checkCount) <= checks.count, anchor.checksBeside <= anchor.checkCount,
                unsafe anchor.between == Self.noSet || Int(anchor.between) < sets.count,
                unsafe anchor.name == Self.noName || Int(anchor.name) < names.count, anchor.length >= 0, anchor.scannedEnd >= 0,
                unsafe Int(anchor.firstAlike) + Int(anchor.alikeCount) <= alike.count
            else { return false }
        }
        guard isSieveSound else { return false }
        for name in unsafe names where unsafe Int(name.start) + Int(name.beforeCount) + Int(name.afterCount) > nameBytes.count {
            return false
        }
        return unsafe checks.allSatisfy { unsafe Int($0.set) < sets.count } && alike.allSatisfy { $0 < UInt32(rules) }
    }
    private var isSieveSound: Bool {
        guard unsafe sieveStarts.count == partLengths.count, unsafe sieve.count >= AnchorSieve.tableWords else { return false }
        let classes = unsafe UnsafeRawBufferPointer(sieve)[..<256]
        guard unsafe classes.allSatisfy({ $0 < AnchorSieve.classCount }) else { return false }
        for part in unsafe sieveStarts.indices where unsafe sieveStarts[part] != AnchorSieve.none {
            let hanging = unsafe Int(first[part + 1]) - Int(first[part])
            let width = AnchorSieve.width(ofAnchors: hanging)
            let rows = AnchorSieve.placeCount * AnchorSieve.classCount
            let start = unsafe Int(sieveStarts[part])
            guard unsafe start + rows * width <= sieve.count else { return false }
            // In the last word of a row a bit beyond the anchors would name one of another part, or none.
            guard hanging % 64 != 0 else { continue }
            for row in 0..<rows where unsafe sieve[start + (row + 1) * width - 1] >> UInt64(hanging % 64) != 0 { return false }
        }
        return true
    }
}
