internal import Bytes
internal import Matching

/// A detector's tables as bytes: what a start need not work out again.
///
///     magic │ checksum of the rest │ key │ literals │ anchors … │ shapes … │ approaches
///
/// An image belongs to exactly one choice of rules, and to one build of the program. The key names them, and stands in the
/// image: one under a wrong name is none. It holds patterns' literals and no secret. The checksum tells damage, not malice: an image must come from a place that only its owner can write to.
extension Detector {
    /// `blot` and the number of this layout.
    static let imageMagic: UInt64 = 0x626C_6F74_3031_000F

    /// The tables as bytes.
    ///
    /// - Parameter key: what `init(_:image:imageKey:)` must be given to take it.
    public func image(key: String) -> [UInt8] {
        var body = ImageWriter()
        body.append(Array(key.utf8))
        body.append(literals.image)
        anchors.append(to: &body)
        body.append(shapes.image)
        body.append(number: shapeAnchors.count)
        for plan in shapeAnchors {
            body.append(number: plan.rule)
            body.append(number: plan.minBefore)
            body.append(number: plan.maxBefore ?? -1)
            body.append(number: plan.joins ? 1 : 0)
            let set = plan.between ?? []
            body.append(number: set.count)
            for word in set { body.append(word: word) }
        }
        body.append(number: unanchored.count)
        for rule in unanchored { body.append(number: rule) }
        body.append(number: approaches.count)
        for approach in approaches {
            let (kind, text) = approach.parts
            body.append(number: kind)
            body.append(Array(text.utf8))
        }
        var image = ImageWriter()
        image.append(word: Self.imageMagic)
        image.append(word: ImageWriter.checksum(body.bytes[...]))
        return image.bytes + body.bytes
    }

    /// The tables that an image holds; nil where it is none, is damaged, or was made under another key or of another number
    /// of rules.
    static func tables(from image: ImageBytes, key: String, rules count: Int) -> Tables? {
        var reader = ImageReader(image)
        guard count > 0, reader.word() == imageMagic, let sum = reader.word(), sum == reader.checksum(),
            reader.block()?.elementsEqual(key.utf8) == true, let literalBytes = reader.block(),
            let literals = LiteralTable(image: literalBytes),
            let anchors = AnchorTable(&reader, rules: count),
            let shapeBytes = reader.block(), let shapes = ShapeTable(image: shapeBytes), let planCount = reader.number(in: 0...4_096)
        else { return nil }
        var plans: [ShapePlan] = []
        for _ in 0..<planCount {
            guard let rule = reader.number(in: 0...(count - 1)), let minBefore = reader.number(in: 0...(1 << 30)),
                let maxBefore = reader.number(in: -1...(1 << 30)), let joins = reader.number(in: 0...1),
                let words = reader.number(in: 0...4)
            else { return nil }
            var between: [UInt64] = []
            for _ in 0..<words {
                guard let word = reader.word() else { return nil }
                between.append(word)
            }
            guard words == 0 || words == 4 else { return nil }
            plans.append(
                ShapePlan(
                    rule: rule, minBefore: minBefore, maxBefore: maxBefore < 0 ? nil : maxBefore, between: words == 0 ? nil : between,
                    joins: joins == 1))
        }
        var unanchored: [Int] = []
        guard let unanchoredCount = reader.number(in: 0...count) else { return nil }
        for _ in 0..<unanchoredCount {
            guard let rule = reader.number(in: 0...(count - 1)) else { return nil }
            unanchored.append(rule)
        }
        var approaches: [Approach] = []
        guard reader.number(in: count...count) != nil else { return nil }
        for _ in 0..<count {
            guard let kind = reader.number(in: 0...6), let text = reader.text(), let approach = Approach(kind, text)
            else { return nil }
            approaches.append(approach)
        }
        guard shapes.count == plans.count, anchors.partCount == literals.count else { return nil }
        return Tables(
            literals: literals, anchors: anchors, shapes: shapes, shapePlans: plans, unanchored: unanchored, approaches: approaches)
    }

    struct Tables {
        var literals: LiteralTable
        var anchors: AnchorTable
        var shapes: ShapeTable
        var shapePlans: [ShapePlan]
        var unanchored: [Int]
        var approaches: [Approach]
    }
}

extension Detector.Approach {
    var parts: (kind: Int, text: String) {
        switch self {
        case .literal(let text): (0, text)
        case .shape(let text): (1, text)
        case .keywords(let text): (2, text)
        case .nearWords(let text): (3, text)
        case .everyRecord(let text): (4, text)
        case .path: (5, "")
        case .column: (6, "")
        }
    }

    init?(_ kind: Int, _ text: String) {
        switch kind {
        case 0: self = .literal(text)
        case 1: self = .shape(text)
        case 2: self = .keywords(text)
        case 3: self = .nearWords(text)
        case 4: self = .everyRecord(text)
        case 5: self = .path
        case 6: self = .column
        default: return nil
        }
    }
}
