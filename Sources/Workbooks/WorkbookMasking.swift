public import Engine
public import Formats
public import Masking

/// How a workbook is masked, and who is told.
public struct WorkbookMasking {
    let detector: Detector
    let masker: Masker
    let hash: (Span<UInt8>) -> UInt64
    let policy: WorkbookPolicy
    let wantsPlaces: Bool
    let isParallel: Bool
    /// Somebody says that no table has a row that names its columns.
    let hasNoHeads: Bool
    /// Columns of which most cells that were sampled match a rule are masked as wholes.
    let wholeColumns: Bool
    /// A part of the workbook was examined: what was found in it, and where; nowhere, where nobody wants to know.
    let report: (borrowing BlockOutcome, [WorkbookPlace]) -> Void

    /// - Parameter isParallel: large parts are read, and compressed, in threads of their own.
    public init(
        _ detector: Detector, masker: Masker, policy: WorkbookPolicy, wantsPlaces: Bool, isParallel: Bool = true, hasNoHeads: Bool = false,
        wholeColumns: Bool = false, hash: @escaping (Span<UInt8>) -> UInt64,
        report: @escaping (borrowing BlockOutcome, [WorkbookPlace]) -> Void
    ) {
        self.detector = detector
        self.masker = masker
        self.policy = policy
        self.wantsPlaces = wantsPlaces
        self.isParallel = isParallel
        self.hasNoHeads = hasNoHeads
        self.wholeColumns = wholeColumns
        self.hash = hash
        self.report = report
    }

    /// What a rule puts in the place of a cell.
    func mask(_ secret: [UInt8], rule: Int) -> [UInt8] {
        var mask: [UInt8] = []
        let compiled = detector.rules[rule]
        let label = compiled.label
        masker.append(maskFor: secret.span, rule: label.span, strategy: compiled.strategy, to: &mask)
        return mask
    }

    func digits(_ number: [UInt8]) -> [UInt8]? {
        var mask: [UInt8] = []
        return Masker.appendNumberMask(for: number.span, to: &mask) ? mask : nil
    }
}

/// Something found in a workbook.
public struct WorkbookPlace: Sendable {
    public var rule: Int
    /// In place of the rule's id, where something could not be examined.
    public var withheld: String?
    /// `Users!C7`, or the name of a part.
    public var place: String
    /// The masked text around it.
    public var preview: [UInt8]
    /// Bytes of it, as a reader sees them.
    public var length: Int
}

/// What became of a workbook.
public struct WorkbookResult: Sendable {
    /// The copy; nil where nothing had to be changed.
    public var copy: RandomAccessFile?
    /// Parts that were not examined.
    public var unexamined: [(kind: UnexaminedKind, part: String, bytes: Int, isDropped: Bool)] = []
    /// Rules that selected a column of some sheet, as indices of `Detector.rules`.
    public var selecting: Set<Int> = []
}
