internal import Bytes
internal import CXML

/// Keeps of what was read as much as the next events may need.
struct EventWindow {
    private var bytes: [UInt8] = []
    private var start = 0

    /// Gives `body` each event with its raw bytes.
    mutating func feed(
        _ events: XMLEvents, _ piece: UnsafeBufferPointer<UInt8>, isLast: Bool,
        _ body: (xml_event, UnsafeBufferPointer<UInt8>) -> Void
    ) throws(WorkbookError) {
        unsafe bytes.append(contentsOf: piece)
        let found = unsafe try events.feed(piece, isFinal: isLast)
        var end = start
        unsafe bytes.withUnsafeBufferPointer { all in
            for event in unsafe found {
                let low = Int(event.start) - start
                let high = low + Int(event.length)
                guard low >= 0, high <= all.count else { continue }
                unsafe body(event, all.part(low..<high))
                end = start + high
            }
        }
        bytes.removeFirst(end - start)
        start = end
        guard bytes.count <= WorkbookLimits.text + (1 << 20) else {
            throw WorkbookError(.tooLarge, "a text or a tag of more than \(WorkbookLimits.text >> 20) MiB")
        }
    }
}
