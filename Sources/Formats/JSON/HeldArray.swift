internal import Bytes

/// What an array of a member is looked at for as a whole, so that a document is not cut within it.
enum HeldArray {
    case none
    /// Its elements so far are bytes (`ByteArray`), or it has none yet.
    case bytes
    /// A field rule looks for its name: each element is the value of that. The first one is still to come.
    case named
    case begun

    enum Element { case byte, text, container }

    mutating func take(_ element: Element) {
        switch (self, element) {
        case (.bytes, .text), (.bytes, .container), (.named, .container): self = .none
        case (.named, .text), (.named, .byte): self = .begun
        default: break
        }
    }

    /// Its elements are values of its name.
    var isNamed: Bool { self == .named || self == .begun }
}

/// What is left unread of what is longer than the cap of a record, or has to be cut where there is no other place to cut.
public enum CutLoss: Sendable, Equatable {
    /// What the numbers of an array stand for.
    case bytes
    /// That a member is the value of the name before it.
    case pair
    /// Where in a document the rest of it stands.
    case structure

    /// As it is counted.
    public var name: String {
        switch self {
        case .bytes: "decode-record-limit"
        case .pair: "names-record-limit"
        case .structure: "paths-record-limit"
        }
    }
}

extension DocumentCursor {
    /// What the array is whose bracket stands at an offset, behind its name.
    func heldArray(at bracket: Int, _ name: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> HeldArray {
        if unsafe isField(name, in: text) { return .named }
        var at = bracket + 1
        while at < text.count, unsafe JSONScalar.isBlank(text[at]) { at += 1 }
        // What has not come yet may be one.
        return unsafe at == text.count || JSONScalar.isDigit(text[at]) ? .bytes : .none
    }

    /// What stands between two marks of an array, if that is a number or a word, was an element.
    mutating func takeElement(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, unsafe JSONScalar.isBlank(text[low]) { low += 1 }
        while low < high, unsafe JSONScalar.isBlank(text[high - 1]) { high -= 1 }
        guard low < high else { return }
        takeElement(unsafe ByteArray.byte(low..<high, in: text) != nil ? .byte : .text)
    }
}
