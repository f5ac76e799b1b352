import CZlib

/// gzip (RFC 1952): any number of members one after another, then zero bytes as padding if any. zlib checks each
/// member's CRC and length.
@safe final class GzipDecoder: Decoder {
    private enum Place {
        case inMember
        /// After a member: another one, padding or the end.
        case betweenMembers
        /// Tapes and block devices pad with zeros; gzip(1) accepts that, and so does this.
        case inPadding
    }

    /// 15 bits of window, the most there is, and 16 for "gzip only" (zlib.h, inflateInit2).
    private static let windowBits: CInt = 15 + 16

    private var place = Place.inMember
    /// On the heap because zlib checks that its state is used from the address that it was made at.
    private let stream: UnsafeMutablePointer<z_stream>
    private let ready: Bool

    /// - Parameter isZlib: the data are of zlib (RFC 1950), of which there is one.
    init(isZlib: Bool = false) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let result = unsafe inflateInit2_(stream, isZlib ? 15 : Self.windowBits, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        ready = result == Z_OK
    }

    deinit {
        if ready { unsafe _ = inflateEnd(stream) }
        unsafe stream.deallocate()
    }

    var mayEnd: Bool { place != .inMember }

    func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> DecodingStep {
        guard ready else { return DecodingStep(failure: "no memory for gzip") }
        if place == .betweenMembers {
            guard let first = unsafe input.first else { return DecodingStep() }
            switch first {
            case 0: place = .inPadding
            case 0x1f:
                unsafe _ = inflateReset(stream)
                place = .inMember
            default: return DecodingStep(failure: "bytes after the end of the gzip data")
            }
        }
        if place == .inPadding {
            if let other = unsafe input.firstIndex(where: { $0 != 0 }) {
                return DecodingStep(consumed: other, failure: "bytes after the end of the gzip data")
            }
            return DecodingStep(consumed: input.count)
        }
        return unsafe inflateMember(input, output)
    }

    private func inflateMember(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> DecodingStep {
        // zlib counts in 32 bits; what does not fit waits for the next step.
        let inputCount = UInt32(clamping: input.count)
        let outputCount = UInt32(clamping: output.count)
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        unsafe stream.pointee.avail_in = inputCount
        unsafe stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        unsafe stream.pointee.avail_out = outputCount
        let result = unsafe inflate(stream, Z_NO_FLUSH)
        var step = DecodingStep()
        step.consumed = unsafe Int(inputCount - stream.pointee.avail_in)
        step.produced = unsafe Int(outputCount - stream.pointee.avail_out)
        switch result {
        case Z_OK, Z_BUF_ERROR: break  // the latter: nothing to do without more input or room
        case Z_STREAM_END: place = .betweenMembers
        case Z_MEM_ERROR: step.failure = "no memory for gzip"
        default:
            // zlib's messages are fixed texts ("incorrect data check").
            let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "invalid data"
            step.failure = "damaged gzip data: \(reason)"
        }
        return step
    }
}
