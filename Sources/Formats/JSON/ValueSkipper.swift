/// Finds where a value ends that is too long, or nests too deep, to be kept: it needs to see each byte once, and nothing before.
public struct ValueSkipper: Sendable {
    private enum State { case begin, scalar, string, container }

    private var state = State.begin
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    public init() {}

    /// Looks at what comes next.
    ///
    /// - Returns: the offset behind the value; nil where it goes on.
    public mutating func end(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        for at in bytes.indices {
            let byte = unsafe bytes[at]
            switch state {
            case .begin:
                switch byte {
                case UInt8(ascii: "\""): state = .string
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    state = .container
                    depth = 1
                default: state = .scalar
                }
            case .scalar:
                switch byte {
                case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"), UInt8(ascii: "\""): return at
                default: if JSONScalar.isBlank(byte) { return at }
                }
            case .string:
                if byte == UInt8(ascii: "\n") { return at }
                if endsString(byte) { return at + 1 }
            case .container:
                if isInString {
                    if endsString(byte) { isInString = false }
                    continue
                }
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth == 0 { return at + 1 }
                default: break
                }
            }
        }
        return nil
    }

    private mutating func endsString(_ byte: UInt8) -> Bool {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
            return true
        }
        return false
    }
}
