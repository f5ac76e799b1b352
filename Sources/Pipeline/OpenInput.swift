internal import Formats
internal import Mail
internal import Streams
internal import Workbooks

/// An input that was opened: what the writer has to know of it.
final class OpenInput: @unchecked Sendable {
    /// For messages and statistics.
    let name: String
    /// Where it stands; nil for standard input.
    let file: FileWalk.File?
    /// Settled by the reader before the slot that announces the input is submitted, then only read.
    let compression: Compression
    /// Its bytes pass as they are, for they cannot be examined; what they are.
    let passed: OpaqueContent?

    /// It is JSON from its first byte on.
    let isJSON: Bool

    /// It is a table.
    let table: Table?

    /// It is mail.
    let mail: MailInput?

    /// It is UTF-16, read as UTF-8.
    let utf16: UTF16Order?
    /// The last byte of UTF-16, where it is half a unit. Settled before the slot is submitted that ends the input.
    var oddByte: UInt8?
    /// How many bytes UTF-16 has beyond those it is read as. Settled likewise.
    var surplus = 0

    init(
        name: String, file: FileWalk.File?, compression: Compression, passed: OpaqueContent?, isJSON: Bool = false,
        table: Table? = nil, utf16: UTF16Order? = nil, mail: MailInput? = nil
    ) {
        self.mail = mail
        self.utf16 = utf16
        self.isJSON = isJSON
        self.table = table
        self.name = name
        self.file = file
        self.compression = compression
        self.passed = passed
    }
}

/// Whether an input of mail is one message.
enum MailInput: String, Sendable {
    case message = "eml"
    case mbox
}

extension OpenInput {
    /// The same input, of which it is known now that it holds several messages.
    var asMbox: OpenInput { OpenInput(name: name, file: file, compression: compression, passed: nil, mail: .mbox) }

    /// As statistics name the format.
    var format: String { passed?.name ?? mail?.rawValue ?? (isJSON ? "json" : table?.dialect.format ?? "text") }
}

/// Content that cannot be examined.
struct OpaqueContent: Sendable {
    /// As it stands in statistics: `zip`, `utf-32`.
    let name: String
}

/// An input that gives no bytes.
enum InputFailure: Sendable {
    case error(StreamError)
    /// It cannot be examined, and the policy is to refuse it.
    case unexamined(name: String, OpaqueContent)
    /// A workbook, or what looks like one, that is not taken.
    case workbook(name: String, WorkbookError)
    /// A message that is not taken.
    case mail(name: String, MailError)
    /// An archive that is no workbook, or an entry of one.
    case archive(name: String, WorkbookError)
    /// Left out on purpose; said, but no failure.
    case skipped(FilePath, FileWalk.SkipReason)
}
