import CRulePacks
import Engine
import Formats
import Masking
import RuleLoading

/// What is measured, made from the rule packs inside the binary.
enum Subjects {
    /// The packs as they stand in the binary.
    static func packTexts() -> [(name: String, bytes: UnsafeBufferPointer<UInt8>)] {
        var count = 0
        guard let table = Optional(rule_packs(&count)) else { return [] }
        return (0..<count).map { (String(cString: table[$0].name), UnsafeBufferPointer(start: table[$0].bytes, count: table[$0].count)) }
    }

    static func load() throws -> [RulePack] {
        let loader = RulePackLoader(origin: .builtIn, readsExamples: false, inspect: nil)
        return try packTexts().map { try loader.load($0.bytes.span, name: $0.name) }
    }

    /// The rules that run unless somebody asks for others.
    static func defaultRules() throws -> [Rule] { try RuleCatalog(load()).selecting().rules }

    static func detector(_ rules: [Rule]) throws -> Detector { try Detector(rules) { $0.mask ?? .label } }

    static func processor(_ detector: Detector) throws -> TextProcessor {
        try TextProcessor(detector, kind: .fast, masker: Masker(key: nil), options: .init { UInt64($0.count) })
    }
}
