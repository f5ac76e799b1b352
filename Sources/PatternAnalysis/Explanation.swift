extension Requirement {
    /// One line for a rule's author: what the scan looks for, or why there is nothing to look for.
    public var explanation: String {
        switch self {
        case .none(let reason): return "tried at every byte: " + reason
        case .anchors(let anchors):
            var parts: [String] = []
            if !anchors.literals.isEmpty { parts.append(Self.explain(anchors.literals)) }
            for shape in anchors.shapes { parts.append(Self.explain(shape)) }
            return parts.joined(separator: "; or ")
        }
    }

    /// Literals named in full; the rest is counted.
    private static let named = 4

    private static func explain(_ literals: [LiteralAnchor]) -> String {
        var text = literals.count == 1 ? "literal " : "one of \(literals.count) literals: "
        text += literals.prefix(named).map { literal in
            "\"" + literal.literal.map(spell).joined() + "\""
        }.joined(separator: ", ")
        if literals.count > named { text += ", …" }
        text +=
            " "
            + place(
                literals.map(\.minBefore).min() ?? 0,
                literals.contains { $0.maxBefore == nil }
                    ? nil : literals.compactMap(\.maxBefore).max())
        let checked = literals.map { $0.follow.count + $0.precede.count }.min() ?? 0
        if checked > 0 { text += ", \(checked) bytes around it checked" }
        return text
    }

    private static func explain(_ shape: ShapeAnchor) -> String {
        var text = "shape "
        if let before = shape.precededBy { text += "after \(before) " }
        text += shape.description
        let bytes = Int(min(1 / shape.estimatedRate, 1e9))
        return text + " " + place(shape.minBefore, shape.maxBefore) + ", a candidate about every \(bytes) bytes"
    }

    private static func place(_ low: Int, _ high: Int?) -> String {
        if high == 0 { return "at the start" }
        guard let high else { return "at \(low) or more bytes from the start" }
        return low == high ? "at \(low) bytes from the start" : "at \(low) to \(high) bytes from the start"
    }

    private static func spell(_ byte: UInt8) -> String {
        byte == 0x22 ? "\\\"" : ByteSet.spellLiteral(byte)
    }
}

extension ShapeAnchor: CustomStringConvertible {
    /// The sequence as a rule's author would write it: `[0-9]{3}-[0-9]{2}-`.
    public var description: String {
        var text = ""
        var index = 0
        while index < sequence.count {
            var end = index + 1
            while end < sequence.count, sequence[end] == sequence[index] { end += 1 }
            text += sequence[index].description
            if end > index + 1 { text += "{\(end - index)}" }
            index = end
        }
        return text
    }
}

/// What the scan looks for to find the matches of `pattern`, in one line.
public func explain(_ pattern: String, limits: AnalysisLimits = AnalysisLimits()) -> String {
    requirement(of: pattern, limits: limits).explanation
}
