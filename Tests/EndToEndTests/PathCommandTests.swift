import Glibc
import Testing

/// `blot path`.
@Suite struct PathCommandTests {
    let work = Workspace()

    // MARK: - What is printed

    @Test func eachNodeIsALineWithItsPathAndItsOwnBytes() throws {
        let outcome = try blot("path", "$..a", input: #"{"a": [1.50,  {"a": "\ud800 é"}], "b'": {"a": 1E5}}"#)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(
            outcome.text == #"""
                {"path":"$['a']","value":[1.50,  {"a": "\ud800 é"}]}
                {"path":"$['a'][1]['a']","value":"\ud800 é"}
                {"path":"$['b\\'']['a']","value":1E5}

                """#)
    }

    @Test func aValueOverSeveralLinesIsPutOnOne() throws {
        let outcome = try blot("path", "$", input: "{ \"a b\" :\r\n [ 1 ,\n\t\"x \\\" y\" , 2.0e+1 ] }\n")
        #expect(outcome.text == "{\"path\":\"$\",\"value\":{\"a b\":[1,\"x \\\" y\",2.0e+1]}}\n")
    }

    @Test func aLineOfOutputIsOneForEveryReader() throws {
        let outcome = try blot("path", "$.*", input: "{\"x\u{2028}\": \"a\u{2029}b\u{85}c\u{20AC}\u{A0}\"}")
        #expect(outcome.text == "{\"path\":\"$['x\\u2028']\",\"value\":\"a\\u2029b\\u0085c\u{20AC}\u{A0}\"}\n")
    }

    @Test func bytesThatAreNotUTF8StayAsTheyAre() throws {
        let outcome = try blot([Bytes("path".utf8), Bytes("$.*".utf8)], input: Bytes("{\"a\":\"".utf8) + [0xFF, 0xC3] + Bytes("\"}".utf8))
        #expect(outcome.out == Bytes("{\"path\":\"$['a']\",\"value\":\"".utf8) + [0xFF, 0xC3] + Bytes("\"}\n".utf8))
    }

    @Test func regularExpressionsAreMatched() throws {
        let text = #"[{"m":"a@example.org"},{"m":"b@example.com"},{"m":"Ж"}]"#
        #expect(
            try blot("path", #"$[?match(@.m,'.*@example\\.org')].m"#, input: text).text
                == "{\"path\":\"$[0]['m']\",\"value\":\"a@example.org\"}\n")
        #expect(try blot("path", #"$[?search(@.m,'\\p{Lu}')].m"#, input: text).text == "{\"path\":\"$[2]['m']\",\"value\":\"Ж\"}\n")
    }

    // MARK: - What is read

    @Test func documentsFollowOneAnother() throws {
        let values = { (text: String) in try blot("path", "$.a", input: text).lines.count }
        #expect(try values("\u{feff}{\"a\":1}\n{\"a\":2}\r\n\n{\"b\":3}{\"a\":4}") == 3)
        #expect(try values("\u{1e}{\"a\":1}\n\u{1e}{\"a\":2}\n") == 2)
        #expect(try values("") == 0 && values(" \n") == 0 && values("\u{feff}") == 0)
        #expect(try blot("path", "$", input: "1 2\"a\"[]true").lines.count == 5)
    }

    @Test func filesAreReadPlainAndCompressed() throws {
        let text = "{\"a\":1}\n{\"a\":[\n2]}\n"
        let path = try work.write("a.json", text)
        let expected = "{\"path\":\"$['a']\",\"value\":1}\n{\"path\":\"$['a']\",\"value\":[2]}\n"
        #expect(try blot("path", "$.a", path).text == expected)
        if let packed = try tool("/bin/gzip", ["-c"], input: Bytes(text.utf8)) {
            #expect(try blot("path", "$.a", work.write("a.json.gz", packed)).text == expected)
        }
        if let packed = try tool("/usr/bin/zstd", ["-c"], input: Bytes(text.utf8)) {
            #expect(try blot("path", "$.a", work.write("a.json.zst", packed)).text == expected)
        }
    }

    @Test func documentsLongerThanAReadAreTakenWhole() throws {
        let long = "{\"a\":\"" + String(repeating: "x\\u0041", count: 200_000) + "\"}"
        let outcome = try blot("path", "$.b", input: "{\"b\":1} " + long + " {\"b\":2}" + long)
        #expect(outcome.lines.count == 2 && outcome.status == 0)
    }

    @Test func whatWasFoundLeavesBeforeTheNextRead() throws {
        let child = try Child(["path", "$.a"].map { Bytes($0.utf8) })
        for number in 0..<3 {
            let expected = "{\"path\":\"$['a']\",\"value\":\(number)}\n"
            child.send("{\"a\":\(number)}\n")
            #expect(child.read(expected.utf8.count * (number + 1)))
        }
        #expect(child.finish().lines.count == 3)
    }

    @Test func aReaderThatWentAwayIsNoFailure() throws {
        let child = try Child(["path", "$..*"].map { Bytes($0.utf8) })
        child.closeOutput()
        let outcome = child.finish(input: Bytes(String(repeating: "[1,2,3]\n", count: 50_000).utf8))
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    }

    // MARK: - What is wrong

    @Test func aBadQueryIsShownWithItsPlace() throws {
        // The input is not touched: it does not exist.
        let outcome = try blot("path", "$.a[1", work["nothing"])
        #expect(outcome.status == 2 && outcome.out.isEmpty)
        #expect(outcome.errors == "blot: no valid query: expected ',' or ']'\n  $.a[1\n       ^\n", "\(outcome)")
        let long = try blot("path", "$." + String(repeating: "é", count: 500) + "[\u{1b}]")
        let lines = long.errors.split(separator: "\n")
        #expect(long.status == 2 && lines.count == 3 && lines[1].unicodeScalars.count < 100 && !long.errors.contains("\u{1b}"), "\(long)")
        #expect(try blot("path", "").status == 2)
        #expect(try blot("path").status == 2)
    }

    @Test func brokenInputIsToldWithItsPlace() throws {
        let path = try work.write("broken.json", "\u{feff}{\"a\":1}\n{\"a\":\n  [2,]}\n")
        let outcome = try blot("path", "$.a", path)
        #expect(outcome.status == 4 && outcome.text == "{\"path\":\"$['a']\",\"value\":1}\n")
        #expect(outcome.errors == "blot: \(path): line 3, column 6 (byte 22): expected a value\n", "\(outcome)")
        #expect(
            try blot("path", "$", input: "[1").errors == "blot: standard input: line 1, column 3 (byte 2): the text ends within a value\n")
        #expect(try blot("path", "$", work["nothing"]).status == 4)
        #expect(try blot("path", "$", work.path).status == 4)
    }

    @Test func whatCouldNotBeFoundOutIsNotCalledNothing() throws {
        let deep = String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000)
        let outcome = try blot("path", "$..*..*..*..[0,0]", input: "[7]\n" + deep)
        #expect(
            outcome.status == 3 && outcome.errors.contains("line 2, column 1") && outcome.errors.contains("too many steps"), "\(outcome)")
        let nested = try blot("path", "$", input: String(repeating: "[", count: 20_000))
        #expect(nested.status == 4 && nested.errors.contains("nest more than 10000 deep"), "\(nested)")
    }
}
