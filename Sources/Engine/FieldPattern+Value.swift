/// The parts of the pattern behind the key: separator and value.
///
///     "password" : "x y"      = x      => 'x'      : Bearer x      \":\"x\"      >x</password>      %3Dx
extension FieldPattern {
    /// The groups are numbered in the order of the text below; 1 is `optionMark`.
    static let encodedQuoteGroup = 14
    static let lastGroup = 20

    static let afterKey =
        "(?:[ \\t]{0,\(longestGap)}+\(separator)\(value)|\(percentEncoded)|\(element))"

    /// Blanks around a separator: enough for aligned tables of settings.
    private static let longestGap = 32

    /// `=`, `=>`, `:=`, `?=`, `+=`, `:`, but no comparison (`==`, `=~`), no `::`, no `://`. Behind a separator and blanks
    /// another key may stand where the value is missing, and behind a colon a sentence may go on. `"name": "password",
    /// "value": ` and `name="password" value=` are separators too, and so are blanks behind an option.
    private static let separator =
        #"(?:(?:=>|[:?+]=|=(?!=|~[ \t])|\\++u003d)(?:[ \t]{1,\#(longestGap)}+(?![a-z_][-.\w]{0,63}+=[^=\s]))?+"#
        + #"|:(?!:|//)(?:[ \t]{1,\#(longestGap)}+(?!(?:\#(scheme)[ \t]{1,4}+)?+\#(sentence)|[a-z_]++:(?:\s|$)))?+"#
        + #"|,[ \t]{0,8}+\\*+["']value\\*+["'][ \t]{0,8}+:[ \t]{0,8}+|value[ \t]{0,2}+=[ \t]{0,2}+(?=["'])"#
        + #"|\1(?:(?<=[ \t])|,[ \t]{0,8}+(?=\\*+["']))(?!-))"#

    /// A word of mere letters that is followed by another word which is no key.
    private static let sentence =
        #"(?-i:[A-Z]?+[a-z]++(?:['-][a-z]++){0,3}+)[.,;:!?]{0,3}+[ \t]++(?:\(|[a-z'-]++(?![-.\w]*+[ \t]?+[:=]))"#

    /// The scheme of an `Authorization` header stays in the open. RFC 9110 section 11, and vendors' own.
    private static let scheme =
        "(?:bearer|basic|token|digest|api[-_]?key|negotiate|ntlm|jwt|oauth|dpop|hawk|mac|ssws|sso-key|aws4-hmac-sha256"
        + "|aws|sharedkey(?:lite)?|signature|splunk|genie-?key|bot)"

    /// Something that is neither a letter, a digit nor beyond ASCII; and something that is.
    private static let punctuation = #"^A-Za-z0-9\x80-\xff"#
    private static let telling = #"[A-Za-z0-9\x80-\xff]"#

    /// What each value begins with: a scheme perhaps, which is not all there is; and it is not mere punctuation.
    /// `ends` are the bytes, as in a class, where the search for something telling ends.
    private static func head(_ ends: String) -> String {
        #"(?:\#(scheme)[ \t]{1,4}+)?+(?!\#(scheme)(?![^\s"'\\,;<&}\])]))"#
            + #"(?=(?:[\#(punctuation)\#(ends)\\\r\n]|\\[^A-Za-z0-9\r\n])*+\\?+\#(telling))"#
    }

    private static let value =
        #"(?:[\[({]{1,2}+[ \t]?+(?=\\*+["']|\#(scheme)[ \t]))?+(?:\#(quoted)|\#(escaped)|\#(encoded)|\#(parameters)|\#(bare))"#

    /// A quote that closes what was opened before the key is followed by a comma and the next value.
    private static let notNext = #"(?!,[ \t]?+(?:\\*+["']|[0-9\[{]))"#

    /// Quoted, with a string literal's prefix perhaps; quotes inside are escaped or doubled. Groups 2…7.
    private static let quoted =
        #"(?:[bfrun@$]{1,2}+(?=["']))?+(?:"#
        + #"""\#(head("\""))([^"\s,;}\])&>][^"\r\n]*+)(?="")"#
        + #"|"\#(notNext)\#(head("\""))(?:((?:[^"\\\r\n]++|\\[^\r\n]|"")++)(?=")|([^"\r\n]{1,\#(longestOpenValue)}+))"#
        + #"|'\#(notNext)\#(head("'"))(?:((?:[^'\\\r\n]++|\\[^\r\n]|'')++)(?=')|([^'"\r\n]{1,\#(longestOpenValue)}+))"#
        + #"|`\#(head("`"))([^`\r\n]++)(?=`))"#

    /// Quoted within one, two or more strings. At depth d the quote that closes stands behind 2^d - 1 backslashes, more by
    /// a multiple of 2^(d+1) where the value ends in backslashes, and a quote of the value behind 2^(d+1) - 1. Groups 8…13.
    private static let escaped =
        escapedOnce("\"") + "|" + escapedOnce("'")
        + #"|\\{3}"\#(head("\""))((?:[^"\\\r\n]++|\\++(?!")|(?:\\{8})*+\\{7}"|(?:\\{8})++(?=\\{3}"))++)(?=\\{3}")"#
        + #"|\\{2,}+["']\#(head("\"'"))((?:[^"'\\\r\n]++|\\++(?!["']))++)"#

    private static func escapedOnce(_ quote: String) -> String {
        #"\\\#(quote)\#(head(quote))(?:((?:[^\#(quote)\\\r\n]++|\\++(?!\#(quote))|(?:\\{4})*+\\{3}\#(quote)"#
            + #"|(?:\\{4})++(?=\\\#(quote)))++)(?=\\\#(quote))|([^"'\\\r\n]{1,\#(longestOpenValue)}+))"#
    }

    /// Between quotes written as `&quot;`, `%22` or `\u0022`. Groups 14 (the quote) and 15.
    private static let encoded =
        #"(&(?:quot|apos|#34|#39);|%2[27]|\\++u002[27])\#(head("\"<>"))((?:(?!\g{14})[^<>\r\n"'`])++)"#

    /// The parameters of a scheme that has some: `Digest username="x", response="y"`. Group 16.
    private static let parameters: String = {
        let one = #"[a-z_]{2,32}+=(?:\\*+"[^"\\\r\n]*+\\*+"|[^\s,"'\\]++)"#
        return #"(?:digest|oauth|hawk|mac|signature|token|aws4-hmac-sha256)[ \t]{1,4}+(\#(one)(?:,[ \t]{0,4}+\#(one))*+)"#
    }()

    /// Up to white space, `, ; & } ) ] > < " '`, or an escape of one of them; brackets that close stay together, as in
    /// `${HOME}` or `f(x)`. Group 17.
    private static let bare: String = {
        let ends = #"\x00-\x20\x7f,;&})\]><"'`\\"#
        return head(#"\x00-\x20\x7f,;&})\]><"'`"#)
            + #"((?:[^\#(ends)\[({]++|\[[^\#(ends)\[({]*+\]|\{[^\#(ends)\[({]*+\}|\([^\#(ends)\[({]*+\)|[\[({]"#
            + #"|\\++(?![nrt"'`\\]|u00(?:2[267]|3[ce])))++)"#
    }()

    /// `password%3Dx%26`, `%22password%22%3A%22x%22`. Group 18.
    private static let percentEncoded =
        #"%3[ad](?:%20|\+)?+(?:%2[27])?+((?:[^\x00-\x20\x7f,;&})\]><"'`\\%]|%(?!2[267c]|0[ad]|[57]d))++)"#

    /// The text of an element: `<password>x</password>`, `<entry key="password">x</entry>`, `<td>Password:</td><td>x</td>`,
    /// `&lt;password&gt;x&lt;/password&gt;`. Groups 19 and 20.
    private static let element =
        #"(?:(?:[ \t][^<>\r\n]{0,128}+)?+|:?+</(?:name|key|td|th|dt|b|strong)>[ \t]{0,8}+<(?:value|string|td|dd)"#
        + #"(?:[ \t][^<>\r\n]{0,64}+)?+)>(?:<!\[cdata\[)?+[ \t]{0,8}+\#(head("<>"))([^<>\r\n\]]{1,\#(longestOpenValue)}+)(?=</|\]\]>)"#
        + #"|&gt;((?:[^&<>\r\n]++|&(?![lg]t;))++)(?=&lt;/)"#
}
