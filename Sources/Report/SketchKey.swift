/// The key under which secrets are hashed for counting distinct ones.
///
/// It never appears in a document, a description or a debugger's dump: whoever holds it and a document can test guesses
/// against the hashes. Documents made under the same key can be merged with their distinct counts; `id` tells keys apart.
public struct SketchKey: Sendable {
    private let k0: UInt64
    private let k1: UInt64

    /// `k0` is the first eight bytes of the key, little-endian, and `k1` the rest.
    public init(k0: UInt64, k1: UInt64) {
        self.k0 = k0
        self.k1 = k1
    }

    /// A fresh key from the system's random source (getrandom on Linux).
    public static func random() -> SketchKey {
        var source = SystemRandomNumberGenerator()
        return SketchKey(k0: source.next(), k1: source.next())
    }

    /// Eight hex digits: half the hash of a constant, so it names the key and gives nothing of it away.
    public var id: String {
        let name: InlineArray<15, UInt8> = [
            0x62, 0x6c, 0x6f, 0x74, 0x2e, 0x73, 0x6b, 0x65, 0x74, 0x63, 0x68, 0x2e, 0x6b, 0x65, 0x79,  // "blot.sketch.key"
        ]
        return Hex.text(hash(name.span) >> 32, digits: 8)
    }

    /// The keyed hash of one secret. Allocates nothing.
    public func hash(_ secret: Span<UInt8>) -> UInt64 {
        SipHash.hash(secret, k0: k0, k1: k1)
    }
}

extension SketchKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "SketchKey(id: \(id))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
