/// Numbers as people read them. Rounds half up by adding: `rounded()` would need the mathematics library linked.
enum HumanUnits {
    /// Decimal units (1 kB = 1000 bytes), three digits or fewer: `999 B`, `1.2 kB`, `34.5 MB`, `678 GB`.
    static func bytes(_ count: Int) -> String {
        guard count >= 1000 else { return "\(count) B" }
        return scaled(Double(count), ["B", "kB", "MB", "GB", "TB", "PB", "EB"])
    }

    /// Bytes a second in MB/s; nil where the time is too short to say.
    static func rate(bytes: Int, microseconds: Int) -> String? {
        guard microseconds >= 1000, bytes > 0 else { return nil }
        // Bytes a microsecond are megabytes a second.
        let rate = Double(bytes) / Double(microseconds)
        return rate < 1000 ? "\(decimal(rate)) MB/s" : "\(grouped(Int(rate + 0.5))) MB/s"
    }

    /// With a comma between groups of three digits.
    static func grouped(_ count: Int) -> String {
        var digits = Array(String(count.magnitude))
        var at = digits.count - 3
        while at > 0 {
            digits.insert(",", at: at)
            at -= 3
        }
        return (count < 0 ? "-" : "") + String(digits)
    }

    /// `12,345 records`, `1 record`.
    static func counted(_ count: Int, _ singular: String) -> String {
        "\(grouped(count)) \(singular)\(count == 1 ? "" : "s")"
    }

    static func duration(microseconds: Int) -> String {
        let seconds = microseconds / 1_000_000
        switch microseconds {
        case ..<1000: return "under 1 ms"
        case ..<1_000_000: return "\(microseconds / 1000) ms"
        case ..<60_000_000: return "\(decimal(Double(microseconds) / 1_000_000)) s"
        case ..<3_600_000_000: return "\(seconds / 60) min \(seconds % 60) s"
        default: return "\(grouped(seconds / 3600)) h \(seconds / 60 % 60) min"
        }
    }

    private static func scaled(_ value: Double, _ units: [String]) -> String {
        var value = value
        var unit = 0
        // 999.5 would round to four digits.
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return "\(decimal(value)) \(units[unit])"
    }

    /// One decimal below 99.95, none above.
    private static func decimal(_ value: Double) -> String {
        guard value < 99.95 else { return String(Int(value + 0.5)) }
        let tenths = Int(value * 10 + 0.5)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
