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
        let alternatives = names.sorted { ($0.utf8.count, $1) > ($1.utf8.count, $0) }.map(spellings).joined(separator: "|")
        return ("(?i)" + leftBoundary + optionMark + "(?:" + alternatives + ")" + keyEnd + afterKey, Array(valueGroups))
    }

    /// How far before a name the `--` of a command line's option may stand: `--spring.datasource.admin-password x`.
    public static let longestOptionPrefix = 20

    /// Where a value's closing quote is missing (a line cut short), this much of the line is taken, in bytes.
    public static let longestOpenValue = 4096

    private static func spellings(of name: String) -> String {
        var text = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: " "): text += "[ _.-]?"
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                text.unicodeScalars.append(UnicodeScalar(byte))
            default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return text
    }
}
