extension AnchorTable {
    /// How far from the part of it that the scan finds an anchor looks, in bytes: before the part, and behind it. What lies
    /// farther away decides nothing about whether the anchor holds, but for what `CandidateList.soft` keeps.
    struct Footprint {
        var before = 1
        var behind = 1
        /// Of the part itself.
        var length = 0
    }

    /// The largest footprint of all.
    func footprint() -> Footprint {
        var largest = Footprint()
        for part in unsafe partLengths.indices {
            let length = unsafe Int(partLengths[part])
            largest.length = max(largest.length, length)
            for index in unsafe Int(first[part])..<Int(first[part + 1]) {
                let anchor = unsafe anchors[index]
                // From the literal's first byte.
                let end = Int(anchor.scannedEnd)
                let start = end - length
                for check in unsafe Int(anchor.firstCheck)..<Int(anchor.firstCheck) + Int(anchor.checkCount) {
                    let offset = unsafe Int(checks[check].offset)
                    largest.before = max(largest.before, start - offset)
                    largest.behind = max(largest.behind, offset + 1 - end)
                }
                guard anchor.name != Self.noName else { continue }
                let name = unsafe names[Int(anchor.name)]
                largest.before = max(largest.before, start + Int(name.beforeCount) + FieldGate.reachBefore)
                largest.behind = max(largest.behind, Int(anchor.length) - end + Int(name.afterCount) + FieldGate.reachBehind)
            }
        }
        return largest
    }
}
