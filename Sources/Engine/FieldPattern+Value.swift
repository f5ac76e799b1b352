/// The parts of the pattern behind the key: separator and value.
///
///     "password" : "x y"      = x      => 'x'      : Bearer x      \":\"x\"      >x</password>      %3Dx
///
/// Groups are used as marks: an empty group takes part where something stood, and a reference to it matches (nothing)
/// only there. So what all values have in common is written, and compiled, once.
extension FieldPattern {
    /// The groups that hold the secret, in the order of the text below. Marks: 1 is `optionMark`, 2 a colon and blanks,
    /// 3…12 the quotes that open a value (but 11, which holds such a quote's text), 13 a scheme with parameters.
    static let valueGroups = 14...27

    static let afterKey =
        "(?:[ \\t]{0,\(longestGap)}+\(separator)\(opening)\(scheme)(?:\(values.joined(separator: "|")))|\(percentEncoded)|\(element))"

    /// Blanks around a separator: enough for aligned tables of settings.
    private static let longestGap = 32

    /// `=`, `=>`, `:=`, `::=`, `?=`, `+=`, `:`, a type before them (`token string = "x"`), but no comparison (`==`, `=~`), no `::`, no `://`. Behind a separator and blanks
    /// another key may stand where the value is missing. `"name": "password", "value": ` and `name="password" value=` are
    /// separators too, and so are blanks, or a comma and a quote, behind an option.
    private static let separator =
        #"(?:(?:string[ \t]{1,4}+(?==[ \t]))?+(?:=>|:{1,2}+=|[?+]=|=(?!=|~[ \t])|\\++u003d)(?:[ \t]{1,\#(longestGap)}+(?![a-z_][-.\w]{0,63}+=[^=\s]))?+"#
        + #"|:(?!:|//)(?:[ \t]{1,\#(longestGap)}+(?![a-z_]++:(?:\s|$))())?+"#
        + #"|,[ \t]{0,8}+\\*+["']value\\*+["'][ \t]{0,8}+:[ \t]{0,8}+|value[ \t]{0,2}+=[ \t]{0,2}+(?=["'])"#
        + #"|\1(?:(?<=[ \t])(?!\#(attribute))|,[ \t]{0,8}+(?=\\*+["'])(?!\#(member)))(?!-))"#

    /// Behind the value `"-password"` of an attribute or a member stands the name of the next: `foo="x"`, `"foo": "x"`.
    private static let attribute: String = {
        // PCRE2 before 10.43 looks back over fixed lengths only. A value without quotes around its option may end in `=` before one.
        let behindQuote = (1...8).map { #"(?<=["';][ \t]{\#($0)})"# }.joined(separator: "|")
        return "(?:\(behindQuote))" + #"[^\s"'`=<>&,;]{1,64}+[ \t]{0,8}+=[ \t]{0,8}+(?:\\*+["']|&(?:quot|apos|#34|#39);)"#
    }()
    private static let member = #"\\*+["'][^"'\\\r\n]{0,128}+\\*+["'][ \t]{0,8}+:"#

    /// A bracket of a list perhaps, the prefix of a string literal perhaps, and a quote: doubled, plain, escaped for one,
    /// two or more strings around, or written as `&quot;`, `%22` or `\u0022`. Or nothing. A quote that is followed by a
    /// comma and the next value closes what was opened before the key. Sets one of 3…12.
    private static let opening =
        #"(?:[\[(]{1,2}+[ \t]?+(?=\\*+["']|[a-z][-\w]{1,20}+[ \t]))?+(?:[bfrun@$]{1,2}+(?=["']))?+"#
        + #"(?:""()|"(?!\#(next))()|'(?!\#(next))()|`()|\\"()|\\'()|\\{3}"()|\\{2,}+["']()"#
        + #"|(&(?:quot|apos|#34|#39);|%2[27]|\\++u002[27])()|)"#
    private static let next = #",[ \t]?+(?:\\*+["']|[0-9\[{])"#

    /// The scheme of an `Authorization` header stays in the open (RFC 9110 section 11, and vendors' own); one that is all
    /// there is leaves no value. Sets 13 where the scheme may have parameters.
    private static let scheme =
        "(?:(?:bearer|basic|api[-_]?key|negotiate|ntlm|jwt|dpop|ssws|sso-key|aws|sharedkey(?:lite)?|splunk|genie-?key|bot"
        + "|(?:token|digest|oauth|hawk|mac|signature|aws4-hmac-sha256)())"
        + #"(?:[ \t]{1,4}+|(?![^\s"'\\,;<&}\])])))?+"#

    /// Ahead of what ends the value (`ends`, as in a class) stands a letter, a digit or something beyond ASCII.
    private static func telling(_ ends: String) -> String {
        #"(?=(?:[^A-Za-z0-9\x80-\xff\#(ends)\\\r\n]|\\[^A-Za-z0-9\r\n])*+\\?+[A-Za-z0-9\x80-\xff])"#
    }

    /// Each begins with a reference to its quote and holds one group, in the order of `valueGroups`.
    private static let values = [
        // Doubled quotes, as in CSV.
        #"\3([^"\s,;}\])&>][^"\r\n]*+)(?="")"#,
        plain(4, "\"", "\""), plain(5, "'", "'\""),
        #"\6\#(telling("`"))([^`\r\n]++)(?=`)"#,
        escapedOnce(7, "\""), escapedOnce(8, "'"),
        // Two strings around.
        #"\9\#(telling("\""))((?:[^"\\\r\n]++|\\++(?!")|(?:\\{8})*+\\{7}"|(?:\\{8})++(?=\\{3}"))++)(?=\\{3}")"#,
        #"\g{10}\#(telling("\"'"))((?:[^"'\\\r\n]++|\\++(?!["']))++)"#,
        #"\g{12}((?:(?!\g{11})[^<>\r\n"'`])++)"#,
        // digest username="x", response="y"
        #"\g{13}(\#(parameter)(?:,[ \t]{0,4}+\#(parameter))*+)"#,
        bare,
    ]

    /// Quotes inside are escaped or doubled. Where none closes, to the end of the line.
    private static func plain(_ mark: Int, _ quote: String, _ ends: String) -> String {
        #"\\#(mark)\#(telling(quote))((?:[^\#(quote)\\\r\n]++|\\[^\r\n]|\#(quote)\#(quote))++(?=\#(quote))|[^\#(ends)\r\n]{1,\#(longestOpenValue)}+)"#
    }

    /// At depth d (1 here) the quote that closes stands behind 2^d - 1 backslashes, more by a multiple of 2^(d+1) where
    /// the value ends in backslashes, and a quote of the value behind 2^(d+1) - 1.
    private static func escapedOnce(_ mark: Int, _ quote: String) -> String {
        #"\\#(mark)\#(telling(quote))((?:[^\#(quote)\\\r\n]++|\\++(?!\#(quote))|(?:\\{4})*+\\{3}\#(quote)"#
            + #"|(?:\\{4})++(?=\\\#(quote)))++(?=\\\#(quote))|[^"'\\\r\n]{1,\#(longestOpenValue)}+)"#
    }

    private static let parameter = #"[a-z_]{2,32}+=(?:\\*+"[^"\\\r\n]*+\\*+"|[^\s,"'\\]++)"#

    /// Up to white space, `, ; & } ) ] > < " '`, or an escape of one of them; brackets that close stay together, as in
    /// `${HOME}` or `f(x)`. Behind a colon no sentence: a word of mere letters, and another that is no key.
    private static let bare: String = {
        let ends = #"\x00-\x20\x7f,;&})\]><"'`"#
        return #"(?!\2(?-i:[A-Z]?+[a-z]++(?:['-][a-z]++){0,3}+)[.,;:!?]{0,3}+[ \t]++(?:\(|[a-z'-]++(?![-.\w]*+[ \t]?+[:=])))"#
            + telling(ends)
            + #"((?:[^\#(ends)\\\[({]++|\[[^\#(ends)\\\[({]*+\]|\{[^\#(ends)\\\[({]*+\}|\([^\#(ends)\\\[({]*+\)|[\[({]"#
            + #"|\\++(?![nrt"'`\\]|u00(?:2[267]|3[ce])))++)"#
    }()

    /// `password%3Dx%26`, `%22password%22%3A%22x%22`.
    private static let percentEncoded =
        #"%3[ad](?:%20|\+)?+(?:%2[27])?+((?:[^\x00-\x20\x7f,;&})\]><"'`\\%]|%(?!2[267c]|0[ad]|[57]d))++)"#

    /// The text of an element: `<password>x</password>`, `<entry key="password">x</entry>`, `<td>Password:</td><td>x</td>`,
    /// `&lt;password&gt;x&lt;/password&gt;`.
    private static let element =
        #"(?:(?:[ \t][^<>\r\n]{0,128}+)?+|:?+</(?:name|key|td|th|dt|b|strong)>[ \t]{0,8}+<(?:value|string|td|dd)"#
        + #"(?:[ \t][^<>\r\n]{0,64}+)?+)>(?:<!\[cdata\[)?+[ \t]{0,8}+\#(telling("<>"))([^<>\r\n\]]++)(?=</|\]\]>)"#
        + #"|&gt;((?:[^&<>\r\n]++|&(?![lg]t;))++)(?=&lt;/)"#
}
