internal import ArgumentParser
internal import Pipeline

/// Which rules run.
struct RuleOptions: ParsableArguments {
    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp("Rules of your own: a YAML file, a folder of them, or a gitleaks.toml.", valueName: "file|dir"))
    var rules: [String] = []

    @Flag(name: .customLong("no-default-rules"), help: "Leave the built-in rules out.")
    var noDefaultRules = false

    @Option(
        help: ArgumentHelp(
            "Run only these rules: an id or glob (aws-*), category:NAME, severity:LEVEL (and above), pack:NAME. Turns on rules that are off.",
            valueName: "selector"))
    var only: [String] = []

    @Option(help: ArgumentHelp("Run these rules as well, though they are off: ip addresses, for one.", valueName: "selector"))
    var enable: [String] = []

    @Option(help: ArgumentHelp("Leave these rules out.", valueName: "selector"))
    var except: [String] = []

    @Option(
        help: ArgumentHelp(
            "Leave out rules of less confidence: low, medium or high. Default: medium for the built-in rules, low for your own.",
            valueName: "level"), completion: .list(["low", "medium", "high"]))
    var confidence: String?

    @Option(help: ArgumentHelp("Read options from a YAML file; options on the command line win.", valueName: "file"))
    var config: String?
}

/// How findings are masked.
struct MaskOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How to mask: label, fixed:TEXT, fill[:C], keep:FIRST,LAST, pseudonym, remove, null, digits; for some only with rule:ID=…, category:NAME=… or severity:LEVEL=… before it.",
            valueName: "strategy"))
    var mask: [String] = []

    @Option(
        name: .customLong("key-file"),
        help: ArgumentHelp("The key of pseudonyms and of distinct counts (or in the environment, BLOT_KEY).", valueName: "file"))
    var keyFile: String?
}

/// How a run goes.
struct RunOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What the input is: auto (text, JSON wherever it stands, tables that show themselves or are named .csv, .tsv), text (JSON and tables are text as well, rules with a path or columns do nothing), json, csv, tsv, or eml (a mail, or an mbox). Default: auto.",
            valueName: "format"), completion: .list(InputFormat.allCases.map(\.rawValue)))
    var format: String?

    @Option(
        name: [.customShort("j", allowingJoined: true), .long],
        help: ArgumentHelp("Threads that examine. Default: one a core.", valueName: "n"))
    var jobs: Int?

    @Option(help: ArgumentHelp("fast, or reference: plain PCRE2, rule by rule.", valueName: "engine"))
    var engine: String?

    @Option(help: ArgumentHelp("Write the statistics as JSON; - is standard error.", valueName: "file"))
    var stats: String?

    @Flag(help: "Print a short table of the statistics on standard error.")
    var summary = false

    @Option(
        name: .customLong("fail-on"),
        help: ArgumentHelp("Exit with 1 when something of this severity or above was found.", valueName: "severity"))
    var failOn: String?

    @Option(
        help: ArgumentHelp(
            "What to do with archives, pictures and other inputs that cannot be examined: refuse or pass.", valueName: "policy"))
    var unexamined: String = "refuse"

    @Option(
        name: .customLong("workbook-policy"),
        help: ArgumentHelp(
            "What becomes of parts of workbooks that cannot be examined: KIND=drop|keep|refuse, by commas. Kinds are macros, embedded, images, thumbnails, printer, signatures, other, all.",
            valueName: "list"))
    var workbookPolicy: String?

    @Option(
        name: .customLong("mail-policy"),
        help: ArgumentHelp(
            "What becomes of content of mails that cannot be examined: KIND=drop|keep|refuse, by commas. Kinds are encrypted, archives, charset, images, documents, signatures, tnef, uuencode, other, all.",
            valueName: "list"))
    var mailPolicy: String?

    @Option(
        name: .customLong("mail-headers"),
        help: ArgumentHelp(
            "Which header fields of mails are masked: NAME=mask|keep, by commas; routing=mask takes in those that bring a mail to its reader, which are kept otherwise.",
            valueName: "list"))
    var mailHeaders: String?

    @Option(
        name: .customLong("known-env"),
        help: ArgumentHelp(
            "Mask the values that these environment variables have, wherever and however spelled they stand: names or globs, by commas.",
            valueName: "names"))
    var knownEnv: [String] = []

    @Option(
        name: .customLong("known-file"),
        help: ArgumentHelp("Mask the values in this file, one a line, likewise.", valueName: "file"))
    var knownFile: [String] = []

    @Option(
        name: .customLong("decode-depth"),
        help: ArgumentHelp(
            "How many layers of base64, hexadecimal, percent-encoding, entities and escapes are seen through, one in another: 0 to 6. Default: 3.",
            valueName: "n"))
    var decodeDepth: Int?

    @Flag(name: .customLong("strip-signatures"), help: "Remove DKIM and ARC signatures from mails that were changed: they hold no longer.")
    var stripSignatures = false

    @Option(
        name: .customLong("max-record"), help: ArgumentHelp("Longer records are examined in windows. Default: 8MiB.", valueName: "size"))
    var maxRecord: String?

    @Option(
        name: .customLong("match-limit"),
        help: ArgumentHelp("Steps a pattern may take on a record before the record is masked whole. Default: 1000000.", valueName: "n"))
    var matchLimit: UInt32?
}
