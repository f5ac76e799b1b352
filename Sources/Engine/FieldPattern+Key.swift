/// The parts of the pattern up to the end of the key. All are caseless unless they say otherwise.
extension FieldPattern {
    /// A name begins where no letter or digit stands before it, at a camel-case step (`dbPassword`, `DBPassword`), or
    /// behind an escape that ends in a letter or digit: `\n`, `%26`, `\u0022`.
    static let leftBoundary =
        #"(?:(?<![A-Za-z0-9])|(?-i:(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]))"#
        + #"|(?<=\\[nrt])|(?<=%[0-9a-f]{2})|(?<=\\u00[0-9a-f]{2}))"#

    /// Takes part (as the empty group 1) where the key is a command line's option, `--db-password`, ` -AdminPassword`, or
    /// the first of a pair, `('X-Api-Key'`: there a blank or a comma is separator enough.
    static let optionMark: String = {
        // PCRE2 before 10.43 looks back over fixed lengths only, but over any number of alternatives.
        let option = (0...longestOptionPrefix).map { #"[- \t"'\[,=]-"# + ($0 == 0 ? "" : "[-.\\w]{\($0)}") }
        // Of header names the prefix is `X-`, if any.
        let pair = [#"\(["']"#, #"\(["']x-"#]
        return #"(?:(?<=[-.\w"'])(?<="# + (option + pair).joined(separator: "|") + #")())?+"#
    }()

    /// No letter or digit follows (so `passwordless` and `tokenType` are other keys), but perhaps the quote or bracket
    /// that closes the key, escaped for JSON, HTML or a URL.
    static let keyEnd =
        #"(?![A-Za-z0-9])(?:\\*+["'`]{1,2}+|&(?:quot|apos|#34|#39);|%2[27]|\\++u002[27])?+\]?+"#
}
