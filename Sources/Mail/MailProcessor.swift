internal import Bytes
public import Engine
public import Formats
public import Masking

/// One worker of the mail format: takes a message, gives it back with what was found masked.
///
///     message ─ MIMEParser ─→ header fields ─→ HeaderView ─┐
///        ↑                └─→ parts ─ transfer encoding ─ charset ─ views ─┤
///        │                                                                 ├─→ changes of raw bytes ─ apply ─┐
///        │                    all bytes, as they stand ─→ RawView ─────────┘                                 │
///        └──────────────────────────── once more, until nothing is found ←───────────────────────────────────┘
///
/// The last arrow is law 4, and more: a mail is seen in several ways, and what is masked in one must not show in another.
public struct MailProcessor: ~Copyable {
    let detector: Detector
    let options: MailOptions
    let archives: ArchiveMasking?
    var examiner: TextExaminer
    /// Content that was not examined, as the first look found it.
    var unexamined: [MailOutcome.Unexamined] = []
    var isFirstLook = true
    var cleanParts = CleanParts()
    /// The same of parts within what is encoded, by the hash of all their bytes.
    var cleanInside: Set<Int> = []
    /// What parts became that were looked at in one way, or in several that agree, by place: law 4 says that nothing is found in them.
    var settled: [String: SettledContent] = [:]
    /// The content that was looked at last was looked at line by line, as it is, and nothing was found.
    var sawLines = false
    /// Bodies of the message that the last look looked at so, and that are no other bytes than their content.
    var coveredBodies: [Range<Int>] = []
    /// Header fields, as readers see them, in which an earlier look found nothing, by hash.
    var cleanHeaders: Set<Int> = []
    var hasSignature = false
    private let masker: Masker

    /// What a part became, in its character set, and what it was taken for.
    struct SettledContent {
        var type: String
        var content: [UInt8]
        /// It was looked at as it is, and not by what its character set makes of it.
        var showsBytes = true
    }

    /// - Parameter archives: nil where none are looked into.
    public init(_ detector: Detector, masker: Masker, options: MailOptions, archives: ArchiveMasking?) {
        self.detector = detector
        self.masker = masker
        self.options = options
        self.archives = archives
        examiner = TextExaminer(detector, seesTables: true)
    }

    /// Masks a message.
    ///
    /// - Parameter processor: made with the same rules; `keepsSplices` is set here, and JSON is seen where it sees it.
    public mutating func process(
        _ message: UnsafeBufferPointer<UInt8>, _ processor: inout TextProcessor, into outcome: inout MailOutcome
    ) {
        outcome.removeAll()
        processor.keepsSplices = true
        defer { processor.keepsSplices = false }
        begin()
        outcome.block.decided = message.count
        outcome.block.records = 1
        do throws(MailError) {
            let original = unsafe Array(message)
            let settled = try settle(original, &processor)
            outcome.unexamined = unexamined
            outcome.block.jsonDocuments = examiner.findings.jsonDocuments
            outcome.block.jsonBroken = examiner.findings.jsonBroken
            guard let settled else { return }
            let masked = try finish(original, settled)
            examiner.findings.fill(&outcome.block)
            outcome.block.isUnchanged = false
            outcome.block.output.append(masked)
            if hasSignature { outcome.brokenSignatures = 1 }
        } catch {
            outcome.refusal = error
        }
    }

    /// Forgets what an earlier message was.
    mutating func begin() {
        examiner.begin()
        unexamined = []
        isFirstLook = true
        hasSignature = false
        cleanParts.removeAll()
        cleanInside.removeAll(keepingCapacity: true)
        settled.removeAll(keepingCapacity: true)
        cleanHeaders.removeAll(keepingCapacity: true)
    }

    /// What a message became, and how both are taken apart.
    private struct Settled {
        var bytes: [UInt8]
        var before: MIMEStructure
        var after: MIMEStructure
    }

    /// Looks at a message until nothing more is found in it. nil where nothing was found at all.
    private mutating func settle(_ original: [UInt8], _ processor: inout TextProcessor) throws(MailError) -> Settled? {
        var bytes = original
        let before = try MIMEParser.parse(bytes)
        var structure = before
        var isChanged = false
        let folds = LongLines.isWithin(bytes)
        for _ in 0..<MailLimits.rounds {
            let count = bytes.count
            // All bytes as they stand are looked at once the parts show nothing more.
            var script = try examine(structure, of: bytes, depth: 0, place: "", &processor)
            if script.isEmpty { script = try raw(bytes, structure, depth: 0, place: "", &processor) }
            isFirstLook = false
            if script.isEmpty { return isChanged ? Settled(bytes: bytes, before: before, after: structure) : nil }
            isChanged = true
            bytes = script.apply(to: bytes)
            guard bytes.count <= max(count, MailLimits.message) * 2 else { break }
            if folds, !LongLines.isWithin(bytes) { bytes = try LongLines.folded(bytes, lineEnd: Self.lineEnd(of: bytes)) }
            structure = try MIMEParser.parse(bytes)
        }
        throw MailError(.unstable, "masking does not settle")
    }

    /// What a changed message needs beside its masks.
    private func finish(_ original: [UInt8], _ settled: Settled) throws(MailError) -> [UInt8] {
        let (before, after, masked) = (settled.before, settled.after, settled.bytes)
        let bad = Self.badLines(masked, most: .max)
        guard bad == 0 || bad <= Self.badLines(original, most: bad) else {
            throw MailError(.unmaskable, "a mask would leave a line that ends a message")
        }
        guard before.envelope.isEmpty == after.envelope.isEmpty else {
            throw MailError(.unmaskable, "a rule finds something in what makes a line that of an mbox")
        }
        var edits: [(range: Range<Int>, text: [UInt8])] = []
        for field in after.fields where after.entities[field.entity].isTop {
            if options.stripsSignatures, Self.isSignature(field.key) { edits.append((field.whole, [])) }
        }
        edits += Self.mendedLengths(before, original, after, masked)
        return EditScript(edits).apply(to: masked)
    }

    static func isSignature(_ name: String) -> Bool {
        name == "dkim-signature" || name == "domainkey-signature" || name.hasPrefix("arc-")
    }

    /// Lines that are one dot, or that begin as a message of an mbox does; of more than `most`, so many are counted.
    private static func badLines(_ bytes: [UInt8], most: Int) -> Int {
        unsafe bytes.withUnsafeBufferPointer { all in
            var count = 0
            var at = 0
            while at < all.count, count < most {
                let end = unsafe ByteSearch.first(0x0A, in: all, from: at) ?? all.count
                let byte = unsafe all[at]
                if byte == UInt8(ascii: ".") {
                    let stop = unsafe end > at && all[end - 1] == 0x0D ? end - 1 : end
                    if stop == at + 1 { count += 1 }
                } else if byte == UInt8(ascii: "F"), unsafe all.part(at..<end).starts(with: "From ".utf8) {
                    count += 1
                }
                at = end + 1
            }
            return count
        }
    }

    /// `Content-Length` and `Lines`, where they were right before.
    private static func mendedLengths(
        _ before: MIMEStructure, _ original: [UInt8], _ after: MIMEStructure, _ masked: [UInt8]
    ) -> [(range: Range<Int>, text: [UInt8])] {
        func measure(_ bytes: [UInt8], _ structure: MIMEStructure, _ name: String) -> Int {
            let body = bytes[min(bytes.count, structure.entities[0].header.upperBound)...]
            return name == "lines" ? body.count { $0 == 0x0A } : body.count
        }
        func number(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
            Int(String(decoding: bytes[range].filter { $0 > 0x20 }, as: UTF8.self))
        }
        var edits: [(range: Range<Int>, text: [UInt8])] = []
        for name in ["content-length", "lines"] {
            let old = before.fields.filter { $0.entity == 0 && $0.key == name }
            let new = after.fields.filter { $0.entity == 0 && $0.key == name }
            guard old.count == 1, new.count == 1, let said = number(original, old[0].value) else { continue }
            // In an mbox an empty line stands between a message and the next.
            let excess = measure(original, before, name) - said
            guard excess >= 0, excess <= (name == "lines" ? 1 : 2), let now = number(masked, new[0].value) else { continue }
            let right = measure(masked, after, name) - excess
            if now != right { edits.append((new[0].value, Array(" \(right)".utf8))) }
        }
        return edits
    }
}
