internal import Bytes

/// Base64: RFC 2045, 6.8. Lenient as readers are: bytes that are not of the alphabet are ignored; what follows padding is read on.
enum Base64Body {
    static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// 64 for what is not of the alphabet.
    static let values: [UInt8] = {
        var table = [UInt8](repeating: 64, count: 256)
        for (value, byte) in alphabet.enumerated() { table[Int(byte)] = UInt8(value) }
        return table
    }()

    /// What may stand in a body.
    private static let familiar = ByteClass { byte in
        switch byte {
        case 0x0A, 0x0D, 0x20, 0x09, UInt8(ascii: "="): true
        default: values[Int(byte)] < 64
        }
    }

    static func decode(_ bytes: [UInt8], _ body: Range<Int>) -> [UInt8] {
        var none: Index?
        return walk(bytes, body, &none)
    }

    /// Whether the body is base64 and nothing else, so that no reader shows it as it stands.
    static func isClean(_ bytes: [UInt8], _ body: Range<Int>) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { unsafe familiar.end(in: $0.part(body), from: 0) == body.count }
    }

    // MARK: - Going through it

    /// Where groups of four are, for whoever has changes to carry back.
    struct Index {
        /// Every so many groups, where one begins.
        var starts: [UInt32] = []
        var runs: [Run] = []

        static let stride = 64
        /// Of more runs, nothing is kept but the content.
        static let mostRuns = 1_000
    }

    /// What stands between two paddings: whole groups of four, and perhaps a shorter one.
    struct Run {
        /// Index of its first group.
        var first: Int
        var decodedStart: Int
        var decodedEnd: Int
        var rawStart: Int
        /// Behind its padding.
        var rawEnd: Int
    }

    /// Decodes; with `index`, notes where each group begins.
    static func walk(_ bytes: [UInt8], _ body: Range<Int>, _ index: inout Index?) -> [UInt8] {
        // Four digits are three bytes, what is left over is less, and whole groups are quicker where there is some room behind them.
        unsafe [UInt8](unsafeUninitializedCapacity: body.count / 4 * 3 + 3 + 32) { room, written in
            var decoder = Decoder(rawStart: body.lowerBound)
            unsafe bytes.withUnsafeBufferPointer { all in
                unsafe values.withUnsafeBufferPointer { values in
                    unsafe decoder.run(all, body, values, into: room, &index)
                }
            }
            written = decoder.count
        }
    }

    private struct Decoder {
        /// Bytes so far.
        var count = 0
        private var group: UInt32 = 0
        private var filled = 0
        private var pads = 0
        private var groups = 0
        private var run: Run

        init(rawStart: Int) { run = Run(first: 0, decodedStart: 0, decodedEnd: 0, rawStart: rawStart, rawEnd: rawStart) }

        mutating func run(
            _ bytes: UnsafeBufferPointer<UInt8>, _ body: Range<Int>, _ values: UnsafeBufferPointer<UInt8>,
            into room: UnsafeMutableBufferPointer<UInt8>, _ index: inout Index?
        ) {
            // Behind the last digit or padding: line ends behind it stay.
            var seen = body.lowerBound
            var at = body.lowerBound
            while at < body.upperBound {
                // Whole groups, which are nearly all there is.
                if filled == 0, unsafe values[Int(bytes[at])] < 64,
                    case let whole = unsafe Base64Groups.decode(
                        bytes.part(at..<body.upperBound), into: UnsafeMutableBufferPointer(rebasing: room[count...])), whole > 0
                {
                    count += whole * 3
                    index?.note(groups: groups..<groups + whole, from: at)
                    groups += whole
                    at += whole * 4
                    seen = at
                    pads = 0
                    guard at < body.upperBound else { break }
                }
                let byte = unsafe bytes[at]
                at += 1
                let value = unsafe values[Int(byte)]
                guard value < 64 else {
                    if byte == UInt8(ascii: "=") {
                        pads += 1
                        seen = at
                        if filled >= 2, filled + pads >= 4 { unsafe finish(at: at, into: room, &index) }
                    }
                    continue
                }
                pads = 0
                seen = at
                if filled == 0 {
                    index?.note(groups: groups..<groups + 1, from: at - 1)
                    groups += 1
                }
                group = group << 6 | UInt32(value)
                filled += 1
                if filled == 4 {
                    unsafe append(3, into: room)
                    group = 0
                    filled = 0
                }
            }
            unsafe finish(at: seen, into: room, &index)
        }

        /// Ends a run.
        private mutating func finish(at raw: Int, into room: UnsafeMutableBufferPointer<UInt8>, _ index: inout Index?) {
            if filled == 2 || filled == 3 {
                group <<= UInt32(6 * (4 - filled))
                unsafe append(filled - 1, into: room)
            }
            group = 0
            filled = 0
            pads = 0
            run.decodedEnd = count
            run.rawEnd = raw
            if let known = index?.runs.count, known <= Index.mostRuns { index?.runs.append(run) }
            run = Run(first: groups, decodedStart: count, decodedEnd: count, rawStart: raw, rawEnd: raw)
        }

        /// Appends the first bytes of a group.
        private mutating func append(_ bytes: Int, into room: UnsafeMutableBufferPointer<UInt8>) {
            for place in 0..<bytes where count < room.count {
                unsafe room[count] = UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * place))
                count += 1
            }
        }
    }
}

extension Base64Body.Index {
    /// Notes groups that stand one behind the other.
    fileprivate mutating func note(groups: Range<Int>, from raw: Int) {
        var next = (groups.lowerBound + Self.stride - 1) / Self.stride * Self.stride
        while next < groups.upperBound {
            starts.append(UInt32(clamping: raw + (next - groups.lowerBound) * 4))
            next += Self.stride
        }
    }
}
