internal import ArgumentParser
internal import Pipeline

/// What is said of tables.
struct TableArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Mask columns of tables as wholes: names, globs, letters or numbers, each with a mask if you like: 'ssn=last4,email=hash,#7'.",
            valueName: "columns"))
    var columns: [String] = []

    @Flag(
        name: .customLong("whole-columns"),
        help: "Mask all of a column of which most cells match a rule, as the first 64 KiB tell; in workbooks the first 500 rows.")
    var wholeColumns = false

    @Option(
        help: ArgumentHelp(
            "What stands between cells: comma, semicolon, tab or bar, or the byte. Default: found out.", valueName: "delimiter"))
    var delimiter: String?

    @Option(help: ArgumentHelp("What stands around cells: double, single or none. Default: found out.", valueName: "quote"))
    var quote: String?

    @Flag(inversion: .prefixedNo, help: "Whether the first row of a table names its columns. Default: found out.")
    var header: Bool?

    var options: TableOptions {
        get throws {
            var options = TableOptions()
            options.delimiter = try delimiter.map(Self.delimiter)
            options.hasHeader = header
            options.wholeColumns = wholeColumns
            switch quote {
            case nil: break
            case "double", "\"": options.quote = .byte(UInt8(ascii: "\""))
            case "single", "'": options.quote = .byte(UInt8(ascii: "'"))
            case "none": options.quote = .none
            case let other?: throw CommandFailure(.usage, "--quote: '\(other)' is not one of double, single, none")
            }
            return options
        }
    }

    private static func delimiter(_ text: String) throws -> UInt8 {
        switch text {
        case "comma": return UInt8(ascii: ",")
        case "semicolon": return UInt8(ascii: ";")
        case "tab", "\\t": return UInt8(ascii: "\t")
        case "bar", "pipe": return UInt8(ascii: "|")
        default:
            guard let byte = text.utf8.first, text.utf8.count == 1, TableOptions.mayDelimit(byte) else {
                throw CommandFailure(
                    .usage, "--delimiter: '\(text)' is not one of comma, semicolon, tab, bar, or the bytes 01, 1E and 1F")
            }
            return byte
        }
    }
}
