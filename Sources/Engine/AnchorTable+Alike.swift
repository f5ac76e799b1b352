extension AnchorTable {
    /// The plans of a part in their order, those that differ in nothing but the rule as one: the names that several rules ask for are
    /// compared once.
    ///
    /// - Returns: a plan, where the part of its literal ends, and the other rules.
    static func joined(
        _ hanging: [(plan: Plan, scannedEnd: Int)]
    ) -> [(plan: Plan, scannedEnd: Int, others: [UInt32])] {
        var joined: [(plan: Plan, scannedEnd: Int, others: [UInt32])] = []
        var places: [Alike: Int] = [:]
        for (plan, scannedEnd) in hanging {
            if let name = plan.name {
                let alike = Alike(name: name, length: plan.length, scannedEnd: scannedEnd, checks: plan.checks)
                if let place = places[alike] {
                    let rule = UInt32(plan.rule)
                    if joined[place].plan.rule != plan.rule, !joined[place].others.contains(rule) { joined[place].others.append(rule) }
                    continue
                }
                places[alike] = joined.count
            }
            joined.append((plan, scannedEnd, []))
        }
        return joined
    }

    /// All that an anchor with a name asks for.
    private struct Alike: Hashable {
        var name: PlannedName
        var length: Int
        var scannedEnd: Int
        var checks: [PlannedCheck]
    }
}
