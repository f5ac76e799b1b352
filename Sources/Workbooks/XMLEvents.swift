internal import CXML

/// Reads a part of XML in pieces and tells what stands where, in bytes from the part's start.
///
/// A part is UTF-8 here: UTF-16 is turned into it before and back behind. DOCTYPEs, and with them entities of a part's own,
/// are refused, and so is what nests too deep.
@safe final class XMLEvents {
    private let reader: OpaquePointer
    private let part: String

    init(part: String) throws(WorkbookError) {
        self.part = part
        guard let reader = unsafe xml_reader_create(WorkbookLimits.depth) else { throw WorkbookError(.system, "no memory") }
        unsafe self.reader = reader
    }

    deinit { unsafe xml_reader_destroy(reader) }

    /// Reads on. What came before the failure of a part that is not well-formed is void.
    ///
    /// - Returns: the events, valid until the next call.
    func feed(_ bytes: UnsafeBufferPointer<UInt8>, isFinal: Bool) throws(WorkbookError) -> UnsafeBufferPointer<xml_event> {
        guard unsafe xml_reader_feed(reader, bytes.baseAddress, Int32(clamping: bytes.count), isFinal) else { throw failure }
        var count = 0
        let events = unsafe xml_reader_events(reader, &count)
        return unsafe UnsafeBufferPointer(start: events, count: count)
    }

    private var failure: WorkbookError {
        let place = unsafe " (at byte \(xml_reader_offset(reader)))"
        switch unsafe Int(xml_reader_failure(reader)) {
        case XML_FAILURE_DOCTYPE: return WorkbookError(.syntax, part: part, "it has a DOCTYPE" + place)
        case XML_FAILURE_DEPTH:
            return WorkbookError(.syntax, part: part, "elements nest deeper than \(WorkbookLimits.depth)" + place)
        case XML_FAILURE_ENCODING: return WorkbookError(.encoding, part: part, "an encoding that is not read" + place)
        case XML_FAILURE_MEMORY: return WorkbookError(.system, "no memory")
        default: return WorkbookError(.syntax, part: part, "no well-formed XML" + place)
        }
    }
}
