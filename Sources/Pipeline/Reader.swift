internal import Bytes
internal import Engine
internal import Formats
internal import Streams
internal import Workbooks

/// Cuts inputs into blocks of whole records.
///
///     rest of the last block │ read │ read │ … │          one slot
///     ├──────────── whole records ───────────┤├ rest ┤
///
/// A slot leaves when it holds a block's worth of records, or, while the input idles, as soon as it holds one record
/// (law 7). A record over the cap leaves in fragments. What a fragment is follows from the bytes alone, whatever the
/// sizes of the reads (law 2).
struct Reader: ~Copyable {
    let plan: RunPlan
    let blockSize: Int
    let cap: Int
    /// Makes what examines headers and samples.
    let makeSampler: () throws -> TextProcessor
    let getSlot: () -> Slot?
    let submit: () -> Void
    /// Bytes behind the last record of the block before.
    var rest = ByteBuffer(capacity: 1)

    /// - Parameters:
    ///   - getSlot: a slot to fill; nil ends the reading.
    ///   - submit: hands that slot on.
    ///   - makeSampler: makes what examines the headers of tables, and samples of their rows.
    init(_ plan: RunPlan, makeSampler: @escaping () throws -> TextProcessor, getSlot: @escaping () -> Slot?, submit: @escaping () -> Void) {
        self.plan = plan
        cap = plan.detector.limits.record
        // No more than a record is then read beyond what is looked for.
        blockSize = max(1, min(plan.blockSize, cap))
        needs = DocumentNeeds(of: plan.detector)
        columnRules = ColumnRules(plan.detector)
        elementDepth = DocumentNeeds.elementDepth(of: plan.detector)
        cursor.holdArrays(of: plan.detector)
        cursor.longest = cap
        self.makeSampler = makeSampler
        self.getSlot = getSlot
        self.submit = submit
    }

    /// Reads all inputs. Returns early when there are no slots any more.
    ///
    /// - Parameter outputs: what the run writes: left out where it is found, refused where it is named.
    mutating func run(excluding outputs: Set<FileIdentity>) {
        self.outputs = outputs
        for input in plan.inputs {
            switch input {
            case .standardInput:
                guard read({ () throws(StreamError) in try FileSource.standardInput() }, file: nil) else { return }
            case .paths(let paths):
                for item in FileWalk(paths, excluding: outputs) {
                    guard read(item) else { return }
                }
            }
        }
    }

    private mutating func read(_ item: FileWalk.Item) -> Bool {
        switch item {
        case .file(let file):
            return read({ () throws(StreamError) in try FileSource(opening: file.path, followingLinks: file.isNamed) }, file: file)
        case .failed(let error):
            return send(.refused(.error(error)))
        case .skipped(let path, let reason):
            return send(.refused(.skipped(path, reason)))
        }
    }

    func send(_ content: Slot.Content) -> Bool {
        guard let slot = getSlot() else { return false }
        slot.input.removeAll()
        slot.content = content
        submit()
        return true
    }

    mutating func read(_ open: () throws(StreamError) -> FileSource, file found: FileWalk.File?) -> Bool {
        rest.removeAll()
        utf16 = nil
        heads = LineHeads(for: plan.detector)
        do throws(StreamError) {
            let file = try open()
            if writesInto(file.status) { throw StreamError(.read, file.name, .unsuitable("the output goes there")) }
            let source = DecodingSource(file)
            var isAtEnd = false
            var verdict = try readHead(of: source, isAtEnd: &isAtEnd)
            if case .text = verdict, found != nil, try holdsArchive(source, isAtEnd: &isAtEnd) { verdict = .opaque(.zip) }
            var passed: OpaqueContent? = nil
            // Without rules, there may still be a policy to follow.
            if !plan.detector.rules.isEmpty || plan.workbooks.isExplicit, plan.format == .auto, case .opaque(.zip) = verdict {
                switch try openWorkbook(file, source, found) {
                case .workbook(let input, let workbook): return send(.workbook(input, workbook))
                case .refused(let error): return send(.refused(.workbook(name: source.name, error)))
                case .other(let archive, let isSpool):
                    if case .none = plan.output { return readEntries(of: archive, name: source.name) }
                    // What was read of it is there to be passed.
                    if isSpool { return readAgain(archive, name: source.name, found, source.compression) }
                }
            }
            if !plan.detector.rules.isEmpty, let opaque = Self.opaque(verdict) {
                guard plan.unexamined == .pass else {
                    return send(.refused(.unexamined(name: source.name, opaque)))
                }
                passed = opaque
            }
            var order: UTF16Order? = nil
            if passed == nil, !plan.detector.rules.isEmpty, case .text(let encoding) = verdict { order = UTF16Order(encoding) }
            if let order {
                var input = UTF16Input(order)
                input.transcode(&rest)
                if isAtEnd { input.finish(&rest) }
                utf16 = input
            }
            isJSON = false
            if passed == nil, order == nil, try readsMail(source, isAtEnd: &isAtEnd) { return readMail(source, found, isAtEnd: isAtEnd) }
            if passed == nil { isJSON = try readsJSON(source, isAtEnd: &isAtEnd) }
            let table = passed == nil && !isJSON ? try readsTable(source, isFile: found != nil, isAtEnd: &isAtEnd) : nil
            let input = OpenInput(
                name: source.name, file: found, compression: source.compression, passed: passed, isJSON: isJSON, table: table,
                utf16: order)
            guard send(.begin(input)) else { return false }
            let error: StreamError?
            if let table {
                error = readRows(of: table, from: source, isAtEnd: isAtEnd)
            } else {
                error = readBlocks(of: source, isAtEnd: isAtEnd)
            }
            guard !isStopped else { return false }
            input.oddByte = utf16?.oddByte
            input.surplus = utf16?.surplus ?? 0
            return send(.end(error))
        } catch {
            return send(.refused(.error(error)))
        }
    }

    /// Archives within archives that are being read.
    var archiveDepth = 0
    var cursor = DocumentCursor()
    /// What queries ask to be kept together.
    let needs: DocumentNeeds
    /// How deep elements may be that are kept whole.
    let elementDepth: Int
    var isStopped = false
    var knownSampler: Sampler?
    /// What rules say of columns.
    let columnRules: ColumnRules
    /// Where the table begins in what was read.
    var tableStart = 0
    /// The input is UTF-16, which is read as UTF-8.
    var utf16: UTF16Input?
    /// What the lines that were read say of those that follow.
    var heads = LineHeads()
    /// The input is JSON: documents that are more than a line are followed from block to block.
    var isJSON = false
    private var outputs: Set<FileIdentity> = []

    /// Whether a file grows with what is read of it. A file named by `-o` is replaced when all is read.
    private func writesInto(_ status: FileStatus) -> Bool {
        switch plan.output {
        case .standardOutput, .none: status.kind == .regular && outputs.contains(status.identity)
        case .file, .directory, .inPlace: false
        }
    }

    private static func opaque(_ verdict: HeadVerdict) -> OpaqueContent? {
        switch verdict {
        case .opaque(let kind): OpaqueContent(name: kind.rawValue)
        case .text(.utf32le), .text(.utf32be): OpaqueContent(name: "utf-32")
        case .text: nil
        }
    }

    /// Reads into `rest` until the first bytes tell what the input is.
    private mutating func readHead(of source: DecodingSource, isAtEnd: inout Bool) throws(StreamError) -> HeadVerdict {
        while true {
            if let verdict = HeadVerdict.of(rest.span, atEnd: isAtEnd) { return verdict }
            isAtEnd = try Self.fill(&rest, from: source, blockSize, &utf16) == 0
        }
    }

    /// Whether the input is JSON, by what was said of it or by its first bytes.
    private mutating func readsJSON(_ source: DecodingSource, isAtEnd: inout Bool) throws(StreamError) -> Bool {
        guard !plan.detector.rules.isEmpty, plan.format != .text else { return false }
        if plan.format == .json { return true }
        while true {
            if let verdict = unsafe rest.withBytes({ unsafe JSONSniff.of($0, atEnd: isAtEnd) }) { return verdict }
            isAtEnd = try Self.fill(&rest, from: source, blockSize, &utf16) == 0
        }
    }

    /// Reads once more; 0 at the end.
    static func fill(
        _ buffer: inout ByteBuffer, from source: DecodingSource, _ blockSize: Int, _ utf16: inout UTF16Input?
    ) throws(StreamError) -> Int {
        if utf16 != nil { return try utf16?.fill(&buffer, from: source, blockSize) ?? 0 }
        buffer.reserve(max(blockSize, buffer.count + min(blockSize, max(buffer.count, 1))))
        let limit = blockSize
        return unsafe try buffer.withSpare { (spare) throws(StreamError) in
            try unsafe source.read(into: UnsafeMutableRawBufferPointer(rebasing: spare[..<min(limit, spare.count)]))
        }
    }
}
