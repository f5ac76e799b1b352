internal import Bytes
public import Engine

/// Follows a JSON document from block to block: tells where it may be cut, and what is open there.
///
/// It looks at brackets, strings and commas only; what is wrong with the rest is for those to say who read the blocks.
public struct DocumentCursor: ~Copyable {
    public enum Stop: Sendable, Equatable {
        /// All was read, and the document goes on.
        case none
        /// It ended right before the offset.
        case ended(Int)
        /// It is no JSON from here on.
        case fault(Int)
        /// At the offset begins a container that nests too deep.
        case deep(Int)
        /// At the offset begins a string, a name, a number or a word over the cap.
        case long(Int)
        /// At the offset begin more blanks than the cap: what stands on both sides cannot be held together.
        case blank(Int)
    }

    private var structure = JSONStructure()
    /// Those beyond the depth are left from before: a mark may need them.
    var frames: [Frame] = []
    var names: [UInt8] = []
    /// Where the text begins that comes next, and what is open there: it may be read again when more of it has come.
    var start = Mark()
    var startFrames: [Frame] = []
    var startNames: [UInt8] = []
    var depth = 0
    /// How many of the open containers are objects, from the root on.
    var leadingObjects = 0

    /// Behind the last comma between elements of an outermost array, or between members outside all arrays: a cut there
    /// leaves each such element whole.
    public private(set) var elementCut: Mark?
    /// Deeper there is no element cut.
    public var elementDepth = Int.max
    /// Behind the last comma or opening bracket.
    public private(set) var anyCut: Mark?
    /// The text's end, where that stands behind a line end and not within a member.
    public private(set) var endCut: Mark?
    /// Behind the last comma or bracket of those that are no place to cut; for a document that has no other for too long.
    public private(set) var heldCut: Mark?
    /// Where a string, a number or a word begins that the text ends in.
    public private(set) var openToken: Int?

    /// A string of more bytes, quotes included, is not taken; nor is a number or a word, or an array looked at as bytes.
    public var longest = Int.max
    /// Behind the arrays of bytes of the text that are longer.
    public private(set) var unreadArrays: [Int] = []
    /// Where the array of bytes begins that the text ends in.
    public private(set) var openArray: Int?

    /// Names whose arrays are looked at as a whole.
    private var fields: FieldKeys?

    public init() {}

    /// Cuts no array apart whose name a field rule looks for.
    public mutating func holdArrays(of detector: Detector) { fields = FieldKeys(detector) }

    /// Reads a text, the whole of what there is from where the last cut was.
    public mutating func walk(_ text: UnsafeBufferPointer<UInt8>) -> Stop {
        resume()
        elementCut = nil
        anyCut = nil
        endCut = nil
        heldCut = nil
        openToken = nil
        openArray = nil
        unreadArrays.removeAll(keepingCapacity: true)
        unsafe structure.begin(text, 0..<text.count)
        var name = 0..<0
        var isBehindColon = false
        var isBehindValue = start.isBehindValue
        // The last mark is no place to cut.
        var isHeld = false
        var behind = 0
        while true {
            let position = structure.next()
            guard position >= 0 else { break }
            if position - behind > longest, let stop = unsafe stop(in: behind..<position, of: text) { return stop }
            if unsafe depth > 0 && holdsScalar(text, behind..<position) { isBehindValue = true }
            switch unsafe text[position] {
            case UInt8(ascii: "\""):
                let close = unsafe closingQuote(in: text)
                guard close.fault == nil else { return .fault(close.fault ?? position) }
                guard close.end >= 0 else {
                    openToken = position
                    if depth > 0, frames[depth - 1].array == .bytes { openArray = frames[depth - 1].start }
                    return .none
                }
                guard close.end - position < longest else { return .long(position) }
                if isBehindColon, depth > 0, name.count <= PairNames.longestLabel, unsafe PairNames.isLabel(text.part(name)) {
                    frames[depth - 1].held = PairNames.reach
                }
                isHeld = false
                if depth > 0 { frames[depth - 1].array.take(.text) }
                name = position + 1..<close.end
                isBehindValue = depth > 0 && (isBehindColon || !frames[depth - 1].isObject)
                behind = close.end + 1
                continue
            case UInt8(ascii: ":"):
                isBehindColon = true
                isBehindValue = false
                if depth > 0, name.count <= PairNames.longestLabel, frames[depth - 1].mayBeFlag, unsafe PairNames.isFlag(text.part(name)) {
                    frames[depth - 1].held = PairNames.reach
                }
            case UInt8(ascii: ","):
                guard depth > 0 else { return .fault(position) }
                unsafe takeElement(text, behind..<position)
                frames[depth - 1].commas += 1
                isBehindColon = false
                isBehindValue = false
                var mark = Mark(offset: position + 1, depth: depth, commas: frames[depth - 1].commas, isBehindValue: false)
                dropLongMap(at: position)
                let isPair = frames[depth - 1].held > 0 || frames[depth - 1].isMap
                isHeld = isPair || frames[depth - 1].holdsAll
                if isHeld {
                    mark.loss = frames[depth - 1].array == .bytes ? .bytes : isPair ? .pair : nil
                    frames[depth - 1].held = max(0, frames[depth - 1].held - 1)
                    heldCut = mark
                    break
                }
                anyCut = mark
                // The innermost of the open containers is the first array of them, or all are objects.
                if leadingObjects >= depth - 1, depth <= elementDepth { elementCut = mark }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth < JSONParser.maximumDepth else { return .deep(position) }
                if depth > 0 {
                    frames[depth - 1].held = 0
                    frames[depth - 1].isMap = false
                    frames[depth - 1].array.take(.container)
                }
                var array = HeldArray.none
                if unsafe isBehindColon && text[position] == UInt8(ascii: "[") { array = unsafe heldArray(at: position, name, in: text) }
                // Within one that is held nothing is a place to cut.
                let isWithinHeld = depth > 0 && (frames[depth - 1].array == .begun || frames[depth - 1].isWithinHeld)
                // The first of its members may be the value of the name that an object has.
                let isPair = unsafe isBehindColon && text[position] == UInt8(ascii: "{")
                isHeld = array != .none || isWithinHeld || isPair
                unsafe push(isObject: text[position] == UInt8(ascii: "{"), isBehindColon ? name : 0..<0, of: text)
                frames[depth - 1].array = array
                frames[depth - 1].start = position
                frames[depth - 1].isWithinHeld = isWithinHeld
                frames[depth - 1].isMap = unsafe isPair && name.count <= PairNames.longestLabel && PairNames.isMap(text.part(name))
                isBehindColon = false
                isBehindValue = false
                var mark = Mark(offset: position + 1, depth: depth, commas: 0, isBehindValue: false)
                mark.loss = array == .bytes ? .bytes : isPair ? .pair : nil
                if isHeld { heldCut = mark } else { anyCut = mark }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0, unsafe frames[depth - 1].isObject == (text[position] == UInt8(ascii: "}")) else { return .fault(position) }
                if frames[depth - 1].array == .bytes, position - frames[depth - 1].start >= longest { unreadArrays.append(position + 1) }
                dropLongMap(at: position)
                depth -= 1
                if frames[depth].isMap, depth > 0 { frames[depth - 1].held = PairNames.reach }
                // It is all there: no place in it is one to cut any more.
                if let mark = heldCut, mark.loss == .bytes, mark.depth > depth { heldCut = nil }
                isHeld = false
                leadingObjects = min(leadingObjects, depth)
                isBehindColon = false
                isBehindValue = true
                if depth == 0 { return .ended(position + 1) }
            default:
                // A control byte outside a string is none of its positions.
                break
            }
            behind = position + 1
        }
        if depth > 0, text.count - behind > longest, let stop = unsafe stop(in: behind..<text.count, of: text) { return stop }
        dropLongMap(at: text.count)
        if depth > 0, frames[depth - 1].holdsAll { isHeld = true }
        if depth > 0, frames[depth - 1].array == .bytes { openArray = frames[depth - 1].start }
        // A number or a word may have ended here, too.
        if depth > 0, frames[depth - 1].held > 0, unsafe isBehindValue || holdsScalar(text, behind..<text.count) { isHeld = true }
        unsafe finish(text, behind: behind, isBehindColon: isBehindColon, isBehindValue: isBehindValue, isHeld: isHeld)
        return .none
    }

    /// What the text's end says.
    private mutating func finish(_ text: UnsafeBufferPointer<UInt8>, behind: Int, isBehindColon: Bool, isBehindValue: Bool, isHeld: Bool) {
        let endsLine = unsafe text.last == UInt8(ascii: "\n")
        let hasScalar = unsafe depth > 0 && holdsScalar(text, behind..<text.count)
        if hasScalar, !endsLine {
            var low = behind
            while unsafe JSONScalar.isBlank(text[low]) { low += 1 }
            openToken = low
        }
        guard endsLine, !isHeld, depth > 0, !isBehindColon || isBehindValue || hasScalar else { return }
        // A name whose colon has not come is no place to cut.
        if frames[depth - 1].isObject, !isBehindValue, !hasScalar, unsafe lastMark(in: text, before: behind) == UInt8(ascii: "\"") {
            return
        }
        endCut = Mark(
            offset: text.count, depth: depth, commas: frames[depth - 1].commas, isBehindValue: isBehindValue || hasScalar)
    }

    private func lastMark(in text: UnsafeBufferPointer<UInt8>, before offset: Int) -> UInt8? {
        unsafe offset > 0 ? text[offset - 1] : nil
    }

    mutating func takeElement(_ element: HeldArray.Element) {
        if depth > 0 { frames[depth - 1].array.take(element) }
    }

    /// Whether a field rule looks for a name.
    func isField(_ name: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let fields else { return false }
        var decoded = ByteBuffer(capacity: 32)
        unsafe JSONEscape.decode(name, in: text, to: &decoded)
        return fields.contains(decoded.array())
    }

    private mutating func push(isObject: Bool, _ name: Range<Int>, of text: UnsafeBufferPointer<UInt8>) {
        let from = depth > 0 ? frames[depth - 1].name.upperBound : 0
        // Where a comma is missing, a mark may need what is replaced here.
        if let mark = elementCut, mark.depth > depth { elementCut = nil }
        if let mark = anyCut, mark.depth > depth { anyCut = nil }
        names.removeSubrange(min(from, names.count)...)
        unsafe names.append(contentsOf: text.part(name))
        let index = depth > 0 ? frames[depth - 1].commas : 0
        let frame = Frame(isObject: isObject, name: from..<names.count, index: index, commas: 0)
        if depth < frames.count { frames[depth] = frame } else { frames.append(frame) }
        if isObject, leadingObjects == depth { leadingObjects += 1 }
        depth += 1
    }

    /// The quote that ends the string begun last; a line end within it is a fault.
    private mutating func closingQuote(in text: UnsafeBufferPointer<UInt8>) -> (end: Int, fault: Int?) {
        while true {
            let position = structure.next()
            if position < 0 { return (-1, nil) }
            switch unsafe text[position] {
            case UInt8(ascii: "\""): return (position, nil)
            case UInt8(ascii: "\n"): return (-1, position)
            default: continue
            }
        }
    }
}
