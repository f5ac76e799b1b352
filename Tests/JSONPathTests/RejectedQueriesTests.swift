import JSONPath
import Testing

/// Invalid queries with the place and the reason that are reported.
struct RejectedQueriesTests {
    typealias Reason = JSONPathError.Reason

    @Test(
        arguments: [
            ("", 0, .missingRoot),
            (" $", 0, .missingRoot),
            ("a", 0, .missingRoot),
            ("@.a", 0, .missingRoot),
            ("\u{FEFF}$", 0, .missingRoot),
            ("$ ", 1, .blankAtEnd),
            ("$.a\n", 3, .blankAtEnd),
            ("$a", 1, .expectedSegment),
            ("$.a b", 4, .expectedSegment),
            ("$\u{A0}.a", 1, .expectedSegment),
            ("$.", 2, .expectedName),
            ("$..", 3, .expectedName),
            ("$...a", 3, .expectedName),
            ("$. a", 2, .expectedName),
            ("$.. a", 3, .expectedName),
            ("$.1", 2, .expectedName),
            ("$.'a'", 2, .expectedName),
            ("$.a-b", 3, .expectedSegment),
            ("$.['a']", 2, .expectedName),
            ("$[", 2, .expectedSelector),
            ("$[]", 2, .expectedSelector),
            ("$[a]", 2, .expectedSelector),
            ("$[,0]", 2, .expectedSelector),
            ("$[0,]", 4, .expectedSelector),
            ("$[0 1]", 4, .expectedCommaOrBracket),
            ("$[0", 3, .expectedCommaOrBracket),
            ("$['a'", 5, .expectedCommaOrBracket),
            ("$[*1]", 3, .expectedCommaOrBracket),
            ("$[1:2:3:4]", 7, .expectedCommaOrBracket),
            ("$[:", 3, .expectedCommaOrBracket),
            ("$[@.a]", 2, .expectedSelector),
        ] as [(String, Int, Reason)])
    func segmentsAndSelectors(text: String, position: Int, reason: Reason) {
        expectRejected(text, at: position, reason)
    }

    @Test(
        arguments: [
            ("$[-0]", 2, .malformedInteger),
            ("$[01]", 2, .malformedInteger),
            ("$[-01]", 2, .malformedInteger),
            ("$[00]", 2, .malformedInteger),
            ("$[+1]", 2, .malformedInteger),
            ("$[- 1]", 2, .malformedInteger),
            ("$[-]", 2, .malformedInteger),
            ("$[1.0]", 2, .malformedInteger),
            ("$[1e2]", 2, .malformedInteger),
            ("$[0:a]", 4, .malformedInteger),
            ("$[0:1:-0]", 6, .malformedInteger),
            ("$[9007199254740992]", 2, .integerOutOfRange),
            ("$[-9007199254740992]", 2, .integerOutOfRange),
            ("$[9223372036854775808]", 2, .integerOutOfRange),
            ("$[::99999999999999999999999999999999]", 4, .integerOutOfRange),
            ("$[?@==00]", 6, .malformedNumber),
            ("$[?@==-]", 6, .malformedNumber),
            ("$[?@==-01]", 6, .malformedNumber),
            ("$[?@==1.]", 6, .malformedNumber),
            ("$[?@==1e]", 6, .malformedNumber),
            ("$[?@==1e+]", 6, .malformedNumber),
            ("$[?@==1e+-1]", 6, .malformedNumber),
            ("$[?@==.5]", 6, .expectedOperand),
            ("$[?@==+5]", 6, .expectedOperand),
            ("$[?@==1e2.3]", 9, .expectedCommaOrBracket),
        ] as [(String, Int, Reason)])
    func numbers(text: String, position: Int, reason: Reason) {
        expectRejected(text, at: position, reason)
    }

    @Test(
        arguments: [
            ("$['a", 2, .unterminatedString),
            ("$['", 2, .unterminatedString),
            (#"$['a\']"#, 2, .unterminatedString),
            ("$['a\"]", 2, .unterminatedString),
            ("$['a\nb']", 4, .controlCharacter),
            ("$['a\0b']", 4, .controlCharacter),
            (#"$['é\x41']"#, 5, .invalidEscape),
            (#"$['\"']"#, 3, .invalidEscape),
            (#"$["\'"]"#, 3, .invalidEscape),
            (#"$['\U0041']"#, 3, .invalidEscape),
            (#"$['\"#, 3, .invalidEscape),
            (#"$['\u123"#, 3, .invalidUnicodeEscape),
            (#"$['\u12']"#, 3, .invalidUnicodeEscape),
            (#"$['\u12G4']"#, 3, .invalidUnicodeEscape),
            (#"$['\u{41}']"#, 3, .invalidUnicodeEscape),
            ("$['\\u\u{FF11}\u{FF11}\u{FF11}\u{FF11}']", 3, .invalidUnicodeEscape),
            (#"$['\uD800']"#, 3, .unpairedSurrogate),
            (#"$['\uDC00']"#, 3, .unpairedSurrogate),
            (#"$['\uDC00\uD800']"#, 3, .unpairedSurrogate),
            (#"$['\uD800\uD800']"#, 3, .unpairedSurrogate),
            (#"$['\uD800\u0041']"#, 3, .unpairedSurrogate),
            (#"$['\uD800\uE000']"#, 3, .unpairedSurrogate),
            (#"$['\uD800\n']"#, 3, .unpairedSurrogate),
            (#"$['\uD800\uDC0']"#, 9, .invalidUnicodeEscape),
        ] as [(String, Int, Reason)])
    func strings(text: String, position: Int, reason: Reason) {
        expectRejected(text, at: position, reason)
    }

    @Test(
        arguments: [
            ("$[?]", 3, .expectedExpression),
            ("$[?", 3, .expectedExpression),
            ("$[?()]", 4, .expectedExpression),
            ("$[?!!@.a]", 4, .expectedExpression),
            ("$[?@.a &&]", 9, .expectedExpression),
            ("$[?&& @.a]", 3, .expectedExpression),
            ("$[?@.a || || @.b]", 10, .expectedExpression),
            ("$[?@.a & @.b]", 7, .unexpectedOperator),
            ("$[?@.a = 1]", 7, .unexpectedOperator),
            ("$[?@.a =~ 'x']", 7, .unexpectedOperator),
            ("$[?@.a == 1 == 2]", 12, .unexpectedOperator),
            ("$[?@.a ==]", 9, .expectedOperand),
            ("$[?@.a == (1)]", 10, .expectedOperand),
            ("$[?@.a == @..b]", 10, .querySelectsMany),
            ("$[?(@.a]", 7, .expectedParenthesis),
            ("$[?@.a)]", 6, .expectedCommaOrBracket),
            ("$[?(@.a) == 1]", 3, .comparedExpression),
            ("$[?!@.a == 1]", 3, .negatedComparison),
            ("$[?!1 == 1]", 3, .negatedComparison),
            ("$[?@.a ! = 1]", 7, .unexpectedOperator),
            ("$[?@.a < = 1]", 9, .expectedOperand),
            ("$[?True]", 3, .expectedExpression),
            ("$[?@ == True]", 8, .expectedOperand),
            ("$[?@ == nul]", 8, .unknownWord),
            ("$[?@ == truex]", 8, .unknownWord),
            ("$[?@ == true()]", 8, .unknownWord),
            ("$[?@. a]", 5, .expectedName),
        ] as [(String, Int, Reason)])
    func expressions(text: String, position: Int, reason: Reason) {
        expectRejected(text, at: position, reason)
    }

    @Test(
        arguments: [
            ("$[?true]", 3, .literalAsTest),
            ("$[?!'a']", 4, .literalAsTest),
            ("$[?@.a && 1]", 10, .literalAsTest),
            ("$[?length(@)]", 3, .valueAsTest(.length)),
            ("$[?count(@)]", 3, .valueAsTest(.count)),
            ("$[?!value(@)]", 4, .valueAsTest(.value)),
            ("$[?match(@, 'a') == true]", 3, .logicAsValue),
            ("$[?true == search(@, 'a')]", 11, .logicAsValue),
            ("$[?length(match(@, 'a')) == 1]", 10, .logicAsValue),
            ("$[?length(@.a == 1) == 1]", 10, .logicAsValue),
            ("$[?length((@.a)) == 1]", 10, .logicAsValue),
            ("$[?length(!@.a) == 1]", 10, .logicAsValue),
            ("$[?length(@.*) == 1]", 10, .querySelectsMany),
            ("$[?match(@.a, @..b)]", 14, .querySelectsMany),
            ("$[?@[0,1] == 1]", 3, .querySelectsMany),
            ("$[?@[0:1] == 1]", 3, .querySelectsMany),
            ("$[?@[?@.a] == 1]", 3, .querySelectsMany),
            ("$[?@.*.a == 1]", 3, .querySelectsMany),
            ("$[?1 == $..a]", 8, .querySelectsMany),
            // The grammar of singular queries has no blanks within brackets.
            ("$[?@[ 'a'] == 1]", 3, .querySelectsMany),
            ("$[?@['a' ] == 1]", 3, .querySelectsMany),
            ("$[?@.b[0\n] == 1]", 3, .querySelectsMany),
            ("$[?length(@[ 0 ]) == 1]", 10, .querySelectsMany),
            ("$[?count(1) == 1]", 9, .expectedQuery(.count)),
            ("$[?count(length(@)) == 1]", 9, .expectedQuery(.count)),
            ("$[?value(match(@, 'a')) == 1]", 9, .expectedQuery(.value)),
            ("$[?count((@.a)) == 1]", 9, .expectedQuery(.count)),
            ("$[?count(@.a && @.b) == 1]", 9, .expectedQuery(.count)),
            ("$[?count() == 1]", 9, .wrongArgumentCount(.count)),
            ("$[?length(@,@) == 1]", 11, .wrongArgumentCount(.length)),
            ("$[?match(@.a)]", 12, .wrongArgumentCount(.match)),
            ("$[?search(@,'a','b')]", 15, .wrongArgumentCount(.search)),
            ("$[?match(@,)]", 11, .wrongArgumentCount(.match)),
            ("$[?match(@ 'a')]", 11, .expectedCommaOrParenthesis),
            ("$[?count(@", 10, .expectedCommaOrParenthesis),
            ("$[?count(*)]", 9, .expectedOperand),
            ("$[?count (@) == 1]", 8, .expectedArguments),
            ("$[?count == 1]", 8, .expectedArguments),
            ("$[?size(@) == 1]", 3, .unknownWord),
            ("$[?length2(@) == 1]", 3, .unknownWord),
        ] as [(String, Int, Reason)])
    func typesAndFunctions(text: String, position: Int, reason: Reason) {
        expectRejected(text, at: position, reason)
    }

    @Test func messagesSayWhereAndWhy() {
        let error = #expect(throws: JSONPathError.self) { try JSONPathQuery(parsing: "$[?count(1) == 1]") }
        #expect(error?.description == "at byte 9: the argument of count() is a query")
        let unknown = #expect(throws: JSONPathError.self) { try JSONPathQuery(parsing: "$[?size(@) == 1]") }
        #expect(
            unknown?.description == "at byte 3: expected true, false, null or a function: length, count, match, search, value")
    }

    /// What a hostile query holds never shows in its message, however long it is.
    @Test func messagesHoldNothingOfTheQuery() {
        let marker = "zqxj"
        let long = String(repeating: marker, count: 10_000)
        for text in ["$[?\(long)]", "$['\(long)", "$.a \(long)", "$[\(long)]", "$['\\\(long)']", "$[?@ == \(long)(1)]"] {
            let error = #expect(throws: JSONPathError.self) { try JSONPathQuery(parsing: text) }
            let message = error?.description ?? marker
            #expect(!message.contains(marker))
            #expect(message.utf8.count < 160)
        }
    }

    private func expectRejected(_ text: String, at position: Int, _ reason: Reason) {
        let error = #expect(throws: JSONPathError.self) { try JSONPathQuery(parsing: text) }
        #expect(error?.position == position)
        #expect(error?.reason == reason)
    }
}
