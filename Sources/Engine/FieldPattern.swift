/// How the values of named keys are found in plain text: `db_password=x`, `"apiKey": "x"`, `Authorization: Bearer x`.
///
/// A field rule names keys in canonical spelling: lower case, words split by single spaces (`client secret`). A key
/// matches where its *last* words equal a name, in any spelling: `oauth.clientSecret`, `CLIENT_SECRET`, `client-secret`,
/// `clientsecret`; a key that merely contains the letters (`nopassword`, `passwordless`) does not.
///
///     db_password = "x y"          match: from the name's first letter to the end of the value
///        └─ name ┘ └ sep ┘└ secret
///
/// `FieldPattern` is the text side (one PCRE2 pattern), `FieldNames` the same comparison for formats that know their keys.
public enum FieldPattern {
    /// The pattern for a rule's names, for PCRE2 in byte mode, and its groups that may hold the secret.
    ///
    /// - The match begins at a name's first letter: what stands before is only looked back at, at most
    ///   `longestOptionPrefix + 2` bytes.
    /// - It takes time linear in the record: every repeat is possessive and no two repeats compete for the same bytes.
    /// - It contains every word of one of the names, ASCII case ignored.
    /// - Values have no upper length where they end by a rule of their own (a quote, white space): to stop in the middle
    ///   would leave the rest in the open. Only a quoted value that never closes stops, at `longestOpenValue`.
    ///
    /// Names hold letters, digits and single spaces; the loader checks that.
    public static func pattern(for names: [String]) -> (pattern: String, secretGroups: [Int]) {
        ("(?i)" + leftBoundary + optionMark + "(?:" + NameTree(names).pattern + ")" + keyEnd + afterKey, Array(valueGroups))
    }

    /// The names alone: the first part of `pattern`, but for what stands before. No value follows where a name goes on, be it by a joint;
    /// a blank may part a name from its value.
    static func names(_ names: [String]) -> String { "(?i)(?:" + NameTree(names).pattern + ")(?![A-Za-z0-9_.-])" }

    /// What `pattern` has behind a name, with the same groups: where the key is a command line's option, or the first of a pair, and
    /// elsewhere. The same for all rules.
    static func tail(ofOption isOption: Bool) -> String { "(?i)" + (isOption ? "()" : "(?:(?!)())?+") + keyEnd + afterKey }

    /// How far before a name the `--` of a command line's option may stand: `--spring.datasource.admin-password x`.
    public static let longestOptionPrefix = 20

    /// Where a value's closing quote is missing (a line cut short), this much of the line is taken, in bytes.
    public static let longestOpenValue = 4096
}
