internal import Bytes
internal import Engine
internal import Streams
internal import Workbooks

/// A workbook that was opened: it travels through the ring as one thing.
struct OpenWorkbook: Sendable {
    let workbook: Workbook
}

extension Reader {
    enum ZipVerdict {
        case workbook(OpenInput, OpenWorkbook)
        case refused(WorkbookError)
        /// Another archive, and whether it is a copy of what had to be read to know.
        case other(RandomAccessFile, isSpool: Bool)
    }

    /// Looks at an archive of which `rest` holds the first bytes.
    ///
    /// A workbook is read from its end, and not in order. A regular file can be; what comes from a pipe, or is compressed once
    /// more, is first read to its end into a temporary file, up to a bound.
    mutating func openWorkbook(_ file: FileSource, _ source: DecodingSource, _ found: FileWalk.File?) throws(StreamError) -> ZipVerdict {
        do throws(WorkbookError) {
            let archive: RandomAccessFile
            var isSpool = false
            if file.status.kind == .regular, source.compression == .none, file.startsAtBeginning {
                archive = try RandomAccessFile(copying: file)
            } else {
                let copy = try RandomAccessFile.temporary()
                var size = 0
                while true {
                    size += rest.count
                    guard size <= WorkbookLimits.archive else {
                        throw WorkbookError(.tooLarge, "more than \(WorkbookLimits.archive >> 20) MiB of archive")
                    }
                    try rest.withBytes { (bytes) throws(WorkbookError) in unsafe try copy.append(UnsafeRawBufferPointer(bytes)) }
                    rest.removeAll()
                    let count: Int
                    do throws(StreamError) {
                        count = try Self.fill(&rest, from: source, blockSize, &utf16)
                    } catch {
                        throw WorkbookError(.system, "\(error)")
                    }
                    if count == 0 { break }
                }
                archive = copy
                isSpool = true
            }
            let opened: Workbook?
            do throws(WorkbookError) {
                opened = try Workbook.open(archive)
            } catch {
                // Whoever lets pass what cannot be examined means this as well.
                if plan.unexamined == .pass { return .other(archive, isSpool: isSpool) }
                throw error
            }
            guard let workbook = opened else { return .other(archive, isSpool: isSpool) }
            let input = OpenInput(name: source.name, file: found, compression: source.compression, passed: nil)
            return .workbook(input, OpenWorkbook(workbook: workbook))
        } catch {
            return .refused(error)
        }
    }

    /// Refuses or passes an archive that was spooled to be looked at.
    mutating func readAgain(_ spool: RandomAccessFile, name: String, _ found: FileWalk.File?, _ compression: Compression) -> Bool {
        let opaque = OpaqueContent(name: OpaqueKind.zip.rawValue)
        guard plan.unexamined == .pass || plan.detector.rules.isEmpty else { return send(.refused(.unexamined(name: name, opaque))) }
        let input = OpenInput(name: name, file: found, compression: compression, passed: opaque)
        guard send(.begin(input)) else { return false }
        var failure: StreamError? = nil
        do throws(WorkbookError) {
            var isStopped = false
            try spool.forEachPiece(of: 0..<spool.size()) { (piece) throws(WorkbookError) in
                guard !isStopped, let slot = getSlot() else {
                    isStopped = true
                    return
                }
                slot.input.removeAll()
                slot.input.append(piece)
                slot.content = .records(isFinal: false)
                submit()
            }
            if isStopped { return false }
        } catch {
            failure = StreamError(.read, name, .unsuitable("\(error)"))
        }
        return send(.end(failure))
    }
}
