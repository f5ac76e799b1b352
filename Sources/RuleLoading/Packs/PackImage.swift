package import Engine
internal import Validators

/// Packs as bytes, without examples: what was read of YAML and checked once need not be read again at each start.
///
///     magic │ checksum of the rest │ key │ validations │ packs, each with its rules
///
/// As an image of a detector it belongs to one build of the program and says so; reading it takes nothing on trust but the checksum.
/// What a rule holds is checked at once and made when it is first wanted.
package enum PackImage {
    /// `blotpk` and the number of this layout.
    private static let magic: UInt64 = 0x626C_6F74_706B_0006
    private static let mostPacks = 1_000
    private static let mostRules = 100_000

    /// - Parameter key: what `packs(from:key:)` must be given to take it.
    package static func image(of packs: [RulePack], key: String) -> [UInt8] {
        var body = ImageWriter()
        body.append(text: key)
        // Many rules ask the same of a value.
        let validations = Set(packs.flatMap(\.rules).flatMap(\.validations).map(\.description)).sorted()
        body.append(texts: validations)
        let numbers = Dictionary(uniqueKeysWithValues: zip(validations, 0...))
        body.append(number: packs.count)
        for pack in packs {
            for text in [pack.name, pack.version, pack.description, pack.digest, pack.place.file, pack.remark] { body.append(text: text) }
            body.append(number: pack.origin == .builtIn ? 0 : 1)
            body.append(number: pack.place.line)
            body.append(texts: pack.replacements.sorted())
            body.append(number: pack.rules.count)
            for rule in pack.rules { body.append(rule, validations: numbers) }
        }
        var image = ImageWriter()
        image.append(word: magic)
        image.append(word: ImageWriter.checksum(body.bytes[...]))
        return image.bytes + body.bytes
    }

    /// nil where the image is none, is damaged, or was made under another key.
    package static func packs(from image: ImageBytes, key: String) -> [RulePack]? {
        var reader = ImageReader(image)
        guard reader.word() == magic, let sum = reader.word(), sum == reader.checksum(), reader.block()?.elementsEqual(key.utf8) == true,
            let validations = reader.texts()?.map({ try? Validation(parsing: $0) }), let count = reader.number(in: 0...mostPacks)
        else { return nil }
        let source = PackContents(image: image, validations: validations.compactMap(\.self))
        guard source.validations.count == validations.count else { return nil }
        var packs: [RulePack] = []
        for _ in 0..<count {
            guard let name = reader.text(), let version = reader.text(), let description = reader.text(), let digest = reader.text(),
                let file = reader.text(), let remark = reader.text(), let origin = reader.number(in: 0...1),
                let line = reader.number(in: 0...Int.max),
                let replacements = reader.texts(), let ruleCount = reader.number(in: 0...mostRules)
            else { return nil }
            var rules: [Rule] = []
            rules.reserveCapacity(ruleCount)
            for _ in 0..<ruleCount {
                guard let rule = source.rule(in: file, &reader) else { return nil }
                rules.append(rule)
            }
            packs.append(
                RulePack(
                    name: name, version: version, description: description, origin: origin == 0 ? .builtIn : .user, digest: digest,
                    rules: rules, replacements: Set(replacements), place: RulePlace(file: file, line: line), remark: remark))
        }
        return packs
    }
}
