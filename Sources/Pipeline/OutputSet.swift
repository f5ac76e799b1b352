internal import Streams

/// The outputs of a run, one input after the other. Files appear whole or not at all.
struct OutputSet {
    private let plan: RunPlan.Output
    /// Standard output, which all inputs share.
    private let shared: (any ByteSink)?
    private var sink: (any ByteSink)?
    private var hasFailed = false
    /// The current output differs from its input.
    var isChanged = false
    /// The input is UTF-16, and so is the output.
    private var encoder: UTF16Encoder?
    private var encoded: [UInt8] = []
    /// Hashes of the paths below the directory that were written: eight bytes a file. nil where none can come twice.
    private var taken: Set<Int>?

    /// - Parameter mayCollide: the inputs have several roots, so that two may have one path below the directory.
    init(_ plan: RunPlan.Output, mayCollide: Bool) {
        self.plan = plan
        if case .standardOutput = plan { shared = DescriptorSink.standardOutput() } else { shared = nil }
        if mayCollide { taken = [] }
    }

    /// Nothing can be written any more, whatever comes.
    var isBroken: Bool {
        guard hasFailed else { return false }
        if case .file = plan { return true }
        return shared != nil
    }

    mutating func begin(_ input: OpenInput) throws(StreamError) {
        sink = nil
        hasFailed = hasFailed && shared != nil
        isChanged = false
        encoder = input.utf16.map { UTF16Encoder(isBigEndian: $0 == .big) }
        do throws(StreamError) {
            switch plan {
            case .none, .standardOutput:
                break
            case .file(let path):
                sink = EncodingSink.wrap(try Output.open(path), input.compression)
            case .directory(let root):
                guard let file = input.file else {
                    throw StreamError(.create, input.name, .unsuitable("standard input has no place in a directory"))
                }
                let target = root.appending(file.relative)
                if taken?.insert(file.relative.hashValue).inserted == false {
                    throw StreamError(.create, target.displayName, .unsuitable("another input was written there"))
                }
                try mkdirs(target.parent)
                sink = EncodingSink.wrap(try AtomicFile(replacing: target, .like(file.status)), input.compression)
            case .inPlace:
                guard let file = input.file, file.status.kind == .regular else {
                    throw StreamError(.replace, input.name, .unsuitable("not a regular file"))
                }
                sink = EncodingSink.wrap(try AtomicFile(replacing: file.path, .like(file.status)), input.compression)
            }
        } catch {
            hasFailed = true
            throw error
        }
    }

    mutating func write(_ bytes: Span<UInt8>) throws(StreamError) {
        guard encoder != nil else { return try put(bytes) }
        encoded.removeAll(keepingCapacity: true)
        encoder?.encode(bytes, to: &encoded)
        let ready = encoded
        try put(ready.span)
    }

    private mutating func put(_ bytes: Span<UInt8>) throws(StreamError) {
        guard !hasFailed, let target = shared ?? sink else { return }
        do throws(StreamError) {
            try target.write(bytes)
        } catch {
            hasFailed = true
            sink?.abandon()
            throw error
        }
    }

    /// The input was read to its end: puts the output in place.
    mutating func end(_ input: OpenInput) throws(StreamError) {
        if encoder != nil {
            var last: [UInt8] = []
            encoder?.finish(&last)
            if let odd = input.oddByte { last.append(odd) }
            if !last.isEmpty { try put(last.span) }
        }
        guard let done = sink else { return }
        sink = nil
        if hasFailed { return }
        if case .inPlace = plan, !isChanged { return done.abandon() }
        do throws(StreamError) {
            try done.finish()
        } catch {
            done.abandon()
            throw error
        }
    }

    /// The input was not read to its end: its output must not appear.
    mutating func abandon() {
        sink?.abandon()
        sink = nil
    }
}
