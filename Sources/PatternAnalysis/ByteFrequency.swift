/// How common bytes are in logs: what makes one anchor better than another. An estimate; nothing true depends on it.
enum ByteFrequency {
    /// Occurrences a million bytes: the mean over seven public logs (web server, CI, database, cloud audit, Windows events,
    /// sshd; 45 MB), with a floor for what happened not to occur.
    static let perMillion: [UInt32] = [
        5, 5, 5, 5, 5, 5, 5, 5, 5, 311, 4471, 5, 5, 714, 5, 5,
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
        63586, 21, 48151, 25, 176, 298, 56, 968, 2974, 3001, 30, 1087, 20039, 16763, 15511, 9272,
        37685, 27588, 28088, 17103, 14562, 14156, 12318, 10679, 11373, 10472, 36764, 875, 20, 3411, 489, 74,
        399, 7219, 2390, 5441, 3265, 5692, 3029, 2186, 1840, 5569, 1444, 1145, 2939, 2808, 3185, 3674,
        2827, 1001, 3768, 5972, 6473, 1654, 900, 1633, 422, 512, 1503, 6522, 9296, 6522, 20, 6173,
        21, 33641, 9204, 23316, 20455, 61491, 8308, 8792, 10812, 26327, 1386, 5913, 19915, 12936, 29584, 31578,
        13770, 1334, 35268, 40371, 39050, 13998, 6345, 7110, 5608, 5147, 899, 2847, 906, 2847, 20, 5,
        5, 70, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
        5, 5, 5, 5, 70, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 36, 5,
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
        5, 5, 38, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
        5, 5, 70, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
    ]

    static func rate(of byte: UInt8) -> Double { Double(perMillion[Int(byte)]) / 1_000_000 }

    /// Chance that a byte of a log is in the set.
    static func rate(of set: ByteSet) -> Double {
        if set.isAll { return 1 }
        var sum: UInt32 = 0
        set.visit { sum += perMillion[Int($0)] }
        return min(1, Double(sum) / 1_000_000)
    }

    /// Chance that a place of a log begins such a run. Bytes come in runs of a kind (words, numbers), so that a set like the one
    /// before it is far likelier than by itself: its square root fits the same logs within an order of magnitude.
    static func rate(of run: some Sequence<ByteSet>) -> Double {
        var product = 1.0
        var previous: ByteSet?
        for set in run {
            let alone = rate(of: set)
            if let previous, set.isSuperset(of: previous) || previous.isSuperset(of: set) {
                product *= alone.squareRoot()
            } else {
                product *= alone
            }
            if product < negligible { return negligible }
            previous = set
        }
        return product
    }

    /// Differences between rates below this do not show.
    static let negligible = 1e-9
}
