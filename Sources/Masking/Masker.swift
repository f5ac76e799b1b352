/// Writes masks. A pure function of the secret, the rule's id, the strategy and the key.
///
/// All bytes are those of the decoded view: the caller encodes the mask for where it lands.
public struct Masker: Sendable {
    private let key: PseudonymKey?

    /// Without a key, `pseudonym` writes the plain label: it hides as much. Whoever lets a user choose strategies should
    /// refuse `MaskStrategy.needsKey` without a key, for the user meant something else.
    public init(key: PseudonymKey?) {
        self.key = key
    }

    /// Appends what replaces `secret`.
    ///
    /// | strategy | appended |
    /// |---|---|
    /// | `label` | `[REDACTED:` id `]` |
    /// | `fixed` | the text |
    /// | `fill` | the byte, once for each byte of the secret |
    /// | `keep` | as many bytes as the secret has; see `KeptEnds` for which of them stay |
    /// | `pseudonym` | `[REDACTED:` id `:` 16 hex digits `]` |
    /// | `remove` | nothing |
    /// | `null`, `digits` | as `label`; what else they do in JSON is the caller's |
    ///
    /// - Parameter id: the rule's id; `MaskGrammar` recognises the mask if it follows the schema of ids.
    public func append(
        maskFor secret: Span<UInt8>, rule id: Span<UInt8>, strategy: MaskStrategy, to output: inout [UInt8]
    ) {
        switch strategy {
        case .remove:
            return
        case .fixed(let text):
            output.append(contentsOf: text.utf8)
        case .fill(let byte):
            output.append(contentsOf: repeatElement(byte, count: secret.count))
        case .keep(let first, let last):
            let kept = KeptEnds(first: first, last: last).parts(of: secret, in: 0..<secret.count)
            output.append(copyOf: secret.extracting(0..<kept.lowerBound))
            output.append(contentsOf: repeatElement(MaskStrategy.defaultFill, count: kept.count))
            output.append(copyOf: secret.extracting(kept.upperBound..<secret.count))
        case .label, .null, .digits:
            output.append(contentsOf: MaskSyntax.redacted)
            output.append(copyOf: id)
            output.append(MaskSyntax.close)
        case .pseudonym:
            output.append(contentsOf: MaskSyntax.redacted)
            output.append(copyOf: id)
            if let key {
                output.append(MaskSyntax.divider)
                Pseudonym.append(of: secret, rule: id, key: key, to: &output)
            }
            output.append(MaskSyntax.close)
        }
    }
}

/// The fixed parts of the masks in brackets.
///
///     [REDACTED:rule-id]   [REDACTED:rule-id:0123456789abcdef]   [WITHHELD:reason]
enum MaskSyntax {
    static let open = UInt8(ascii: "[")
    static let close = UInt8(ascii: "]")
    static let divider = UInt8(ascii: ":")
    static let redacted = Array("[REDACTED:".utf8)
    static let withheld = Array("[WITHHELD:".utf8)
}

extension MaskGrammar {
    /// Whether a mask in brackets begins at an offset of a text: what may be in the place of a value, and is no array.
    ///
    /// - Returns: nil where the text ends before it tells.
    public static func beginsLabel(at offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool? {
        let redacted = unsafe begins(MaskSyntax.redacted, at: offset, in: text)
        if redacted != false { return redacted }
        return unsafe begins(MaskSyntax.withheld, at: offset, in: text)
    }

    private static func begins(_ start: [UInt8], at offset: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool? {
        for (index, byte) in start.enumerated() {
            guard offset + index < text.count else { return nil }
            guard unsafe text[offset + index] == byte else { return false }
        }
        return true
    }
}
