internal import CXML

/// Reads the texts of shared strings, without what says how they are spoken.
struct SharedReader {
    private(set) var texts: [UInt8] = []
    private(set) var ends: [UInt32] = []
    private let last: Int
    private var depth = 0
    /// How deep the phonetic copy is that is being read.
    private var phonetic = 0
    private var isText = false
    private var isInItem = false
    private var isTooLarge = false

    /// More text than that is kept by nobody.
    private static let most = 256 << 20

    init(upTo last: Int) { self.last = last }

    mutating func read(_ part: Part, _ source: PartSource) throws(WorkbookError) {
        let events = try XMLEvents(part: part.name)
        var window = EventWindow()
        try source.read(part.index) { (bytes, isLast) throws(WorkbookError) in
            unsafe try window.feed(events, bytes, isLast: isLast) { unsafe take($0, $1) }
            if isTooLarge || ends.count > WorkbookState.mostShared {
                throw WorkbookError(.tooLarge, part: part.name, "too many shared strings to hold them against columns")
            }
            return ends.count <= last
        }
    }

    private mutating func take(_ event: xml_event, _ bytes: UnsafeBufferPointer<UInt8>) {
        switch Int(event.kind) {
        case XML_EVENT_START:
            depth += 1
            let tag = unsafe StartTag(bytes, 0..<bytes.count)
            isText = false
            if tag.isNamed("si") {
                isInItem = true
            } else if tag.isNamed("rPh"), phonetic == 0 {
                phonetic = depth
            } else if tag.isNamed("t") {
                isText = isInItem && phonetic == 0
            }
        case XML_EVENT_END:
            if depth == phonetic { phonetic = 0 }
            isText = false
            depth -= 1
            if isInItem, depth == 1 {
                isInItem = false
                ends.append(UInt32(clamping: texts.count))
            }
        case XML_EVENT_TEXT where isText: unsafe texts.append(contentsOf: bytes)
        case XML_EVENT_UNIT where isText:
            unsafe withUnsafeBytes(of: event.text) { unsafe texts.append(contentsOf: $0.prefix(Int(event.count))) }
        default: break
        }
        isTooLarge = texts.count > Self.most
    }
}
