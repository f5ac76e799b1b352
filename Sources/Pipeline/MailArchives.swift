internal import Engine
internal import Formats
public import Mail
internal import Masking
internal import Report
internal import Streams
internal import Workbooks

/// What the rooms of workbooks and of compression do for attachments.
extension ArchiveMasking {
    public static func standard(_ plan: RunPlan) -> ArchiveMasking {
        ArchiveMasking { bytes, kind, processor, report in
            switch kind {
            case .gzip, .zstd:
                return CompressedData(bytes).map { .entries($0) } ?? .unexamined(.archives)
            default:
                do throws(WorkbookError) {
                    let file = try RandomAccessFile.temporary()
                    try unsafe bytes.withUnsafeBufferPointer { (all) throws(WorkbookError) in
                        unsafe try file.append(UnsafeRawBufferPointer(all))
                    }
                    guard let workbook = try Workbook.open(file) else {
                        let archive = try ZipArchive(file)
                        return archive.hasStrayBytes ? .unexamined(.archives) : .entries(ZippedFiles(archive))
                    }
                    return try mask(workbook, plan, &processor, report)
                } catch {
                    return .unexamined(error.kind == .encrypted ? .encrypted : error.kind == .damaged ? .archives : .documents)
                }
            }
        }
    }

    private static func mask(
        _ workbook: Workbook, _ plan: RunPlan, _ processor: inout TextProcessor, _ report: Report
    ) throws(WorkbookError) -> Result {
        let key = plan.sketchKey
        return try withoutActuallyEscaping(report) { (report) throws(WorkbookError) in
            let masking = WorkbookMasking(
                plan.detector, masker: plan.masker, policy: plan.workbooks, wantsPlaces: plan.wantsFindings, isParallel: false,
                hasNoHeads: plan.tables.hasHeader == false, hash: { key.hash($0) },
                report: { outcome, places in report(outcome, "workbook") })
            let done = try workbook.mask(masking, &processor, makesCopy: true)
            let left = done.unexamined.filter { !$0.isDropped }
            let unexamined = left.map { (kind: $0.kind == .images ? UnexaminedContent.images : .documents, bytes: $0.bytes) }
            guard let copy = done.copy else { return .examined(nil, unexamined: unexamined) }
            return .examined(try copy.read(0..<copy.size()), unexamined: unexamined)
        }
    }
}

/// A zip archive that is no workbook.
private final class ZippedFiles: MailArchive {
    private let archive: ZipArchive
    private let entries: [ZipArchive.Entry]

    init(_ archive: ZipArchive) {
        self.archive = archive
        entries = archive.entries
    }

    var names: [[UInt8]] { entries.map { Array($0.name.utf8) } }
    var remarks: [UInt8] { archive.remarks }

    func content(_ index: Int, most: Int) -> MailArchiveEntry {
        do throws(WorkbookError) {
            return .bytes(try archive.bytes(of: entries[index], most: most))
        } catch {
            return error.kind == .encrypted ? .encrypted : .unreadable
        }
    }

    func rewritten(_ changes: [Int: [UInt8]]) -> [UInt8]? {
        do throws(WorkbookError) {
            let copy = try archive.rewritten(changes)
            return try copy.read(0..<copy.size())
        } catch {
            return nil
        }
    }
}

/// Data that gzip or zstd compressed.
private final class CompressedData: MailArchive {
    private let plain: [UInt8]
    private let compression: Compression

    /// nil where they are damaged, or have more bytes than are taken.
    init?(_ bytes: [UInt8]) {
        let source = DecodingSource(MemorySource(bytes))
        var plain: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            do throws(StreamError) {
                let count = try unsafe buffer.withUnsafeMutableBufferPointer { (room) throws(StreamError) in
                    unsafe try source.read(into: UnsafeMutableRawBufferPointer(room))
                }
                if count == 0 { break }
                plain += buffer[..<count]
            } catch {
                return nil
            }
            guard plain.count <= MailLimits.decompressed else { return nil }
        }
        guard source.compression != .none else { return nil }
        self.plain = plain
        compression = source.compression
        remarks = Self.remarks(ofGzip: bytes)
    }

    var names: [[UInt8]] { [[]] }
    let remarks: [UInt8]

    /// The name, the comment and the extra field of gzip (RFC 1952, 2.3), a line each. No copy has them.
    private static func remarks(ofGzip bytes: [UInt8]) -> [UInt8] {
        guard bytes.count > 10, bytes[0] == 0x1F, bytes[1] == 0x8B else { return [] }
        let flags = bytes[3]
        var at = 10
        var remarks: [UInt8] = []
        if flags & 4 != 0, at + 2 <= bytes.count {
            let end = min(bytes.count, at + 2 + Int(bytes[at]) + Int(bytes[at + 1]) << 8)
            remarks += bytes[at + 2..<end] + [0x0A]
            at = end
        }
        for flag: UInt8 in [8, 16] where flags & flag != 0 {
            let end = bytes[min(at, bytes.count)...].firstIndex(of: 0) ?? bytes.count
            remarks += bytes[min(at, end)..<end] + [0x0A]
            at = min(bytes.count, end + 1)
        }
        return remarks
    }

    func content(_ index: Int, most: Int) -> MailArchiveEntry { plain.count <= most ? .bytes(plain) : .unreadable }

    func rewritten(_ changes: [Int: [UInt8]]) -> [UInt8]? {
        let target = MemorySink()
        do throws(StreamError) {
            let sink = EncodingSink.wrap(target, compression)
            let bytes = changes[0] ?? plain
            try sink.write(bytes.span)
            try sink.finish()
        } catch {
            return nil
        }
        return target.bytes
    }
}
