public import Engine
public import Formats
public import Mail
public import Masking
public import Report
public import Streams
public import Workbooks

/// What the inputs are taken for.
public enum InputFormat: String, Sendable, CaseIterable {
    /// Text, and JSON wherever it stands in it; a table where it shows itself to be one.
    case auto
    /// Text and nothing else: rules with a path do nothing.
    case text
    /// JSON as a whole: one document or many.
    case json
    /// A table, whatever its delimiter.
    case csv
    /// A table with tabs.
    case tsv
    /// A message, or an mbox.
    case eml
}

/// All that a run needs to know, resolved: nothing here is an option any more.
public struct RunPlan: Sendable {
    public enum Input: Sendable {
        case standardInput
        /// Files and directories, walked in order.
        case paths([FilePath])
    }

    public enum Output: Sendable {
        case standardOutput
        /// One file, for one input.
        case file(FilePath)
        /// Each input at its path below this directory.
        case directory(FilePath)
        /// Each input file in its own place, and only where something was masked.
        case inPlace
        /// Nothing is written: findings are what is wanted.
        case none
    }

    /// What becomes of an input that the filter cannot examine.
    public enum Unexamined: String, Sendable, CaseIterable {
        case refuse, pass
    }

    public var inputs: [Input]
    public var output: Output
    public var detector: Detector
    public var kind: EngineKind
    public var format: InputFormat
    public var tables = TableOptions()
    public var masker: Masker
    public var sketchKey: SketchKey
    /// Worker threads; 1 does all in the calling thread.
    public var jobs: Int
    public var unexamined: Unexamined
    /// What becomes of the parts of workbooks that cannot be examined.
    public var workbooks: WorkbookPolicy
    /// What is said of mails.
    public var mail: MailOptions
    /// In how many layers of other spellings text is looked for.
    public var decodeDepth: Int
    /// Report each finding to the observer.
    public var wantsFindings: Bool
    /// Bytes read at once. Tests make it small.
    public var blockSize: Int

    /// Files and directories that are named.
    var roots: Int {
        inputs.reduce(0) { count, input in
            if case .paths(let paths) = input { count + paths.count } else { count }
        }
    }

    public static let defaultBlockSize = 256 << 10

    public init(inputs: [Input], output: Output, detector: Detector, masker: Masker, sketchKey: SketchKey) {
        self.inputs = inputs
        self.output = output
        self.detector = detector
        kind = .fast
        format = .auto
        self.masker = masker
        self.sketchKey = sketchKey
        jobs = 1
        unexamined = .refuse
        workbooks = WorkbookPolicy()
        mail = MailOptions()
        decodeDepth = TextProcessor.Options.usualDecodeDepth
        wantsFindings = false
        blockSize = Self.defaultBlockSize
    }
}

/// How a run ended.
public struct RunResult: Sendable {
    /// Something was masked because it could not be examined, or an input was not taken.
    public var withheld = false
    /// An input could not be read, or an output not written.
    public var failed = false
    /// Whoever read the output went away: no failure, but nothing more was done.
    public var brokenPipe = false
    /// Rules that selected a column of some table, as indices of `Detector.rules`.
    public var selecting: Set<Int> = []

    public init() {}
}

/// Who is told what happens in a run. Calls come from one thread at a time, in the order of the inputs.
public struct RunObserver: Sendable {
    /// A line for a person: an input that could not be read, and so on.
    public var message: @Sendable (String) -> Void
    public var finding: @Sendable (FindingLine) -> Void

    public init(message: @escaping @Sendable (String) -> Void, finding: @escaping @Sendable (FindingLine) -> Void = { _ in }) {
        self.message = message
        self.finding = finding
    }
}
