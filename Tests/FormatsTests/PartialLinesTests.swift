import Bytes
import Engine
import Formats
import JSONPath
import Masking
import Testing

/// Lines that Docker or a container runtime cut are examined as one.
@Suite struct PartialLinesTests {
    static func docker(_ text: String, _ stream: String = "stdout") -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\"", "\\": escaped += "\\\(character)"
            case "\u{0}"..<" ": escaped += "\\u00" + (character.value < 16 ? "0" : "") + String(character.value, radix: 16)
            default: escaped.unicodeScalars.append(character)
            }
        }
        return "{\"log\":\"\(escaped)\",\"stream\":\"\(stream)\",\"time\":\"2024-05-01T10:00:00.1Z\"}"
    }

    static func runtime(_ text: String, isPart: Bool, _ stream: String = "stdout") -> String {
        "2016-10-06T00:17:09.669794202Z \(stream) \(isPart ? "P" : "F") \(text)"
    }

    /// A line cut at some offsets, as either writes it.
    static func cut(_ line: String, at cuts: [Int], isDocker: Bool) -> [String] {
        let bytes = Array(line.utf8)
        let ends = cuts + [bytes.count]
        var start = 0
        var records: [String] = []
        for end in ends {
            let part = String(decoding: bytes[start..<end], as: UTF8.self)
            let isLast = end == bytes.count
            records.append(isDocker ? docker(isLast ? part + "\n" : part) : runtime(part, isPart: !isLast))
            start = end
        }
        return records
    }

    func lines(_ records: [String], _ ending: String = "\n") -> [UInt8] { Array((records.joined(separator: ending) + ending).utf8) }

    static let rules = [rule("tok", "(?<![a-z])tok_([a-z0-9]{8})"), fields("pw", ["password"])]

    @Test(arguments: [false, true]) func aSecretCutAnywhereIsFound(isDocker: Bool) throws {
        let line = "before tok_abcd1234 after"
        for kind in [EngineKind.fast, .reference] {
            let bench = try Bench(Self.rules, kind: kind)
            for cut in 1..<line.utf8.count {
                for ending in ["\n", "\r\n"] {
                    let between = isDocker ? Self.docker("other\n", "stderr") : Self.runtime("other", isPart: false, "stderr")
                    let parts = Self.cut(line, at: [cut], isDocker: isDocker)
                    let outcome = try bench.run(lines([parts[0], between, parts[1]], ending))
                    #expect(outcome.leaks.count == 1 && outcome.leaks.first?.bytes == 8, "cut at \(cut): \(outcome.text)")
                    let isInside = cut > 11 && cut < 19
                    #expect(outcome.leakyRecords == (isInside ? 2 : 1), "cut at \(cut)")
                    let before =
                        cut <= 11
                        ? String(line.prefix(cut)) : "before tok_[REDACTED:tok]" + (cut < 19 ? "" : line.prefix(cut).dropFirst(19))
                    let after = cut <= 11 ? line.dropFirst(cut).replacing("abcd1234", with: "[REDACTED:tok]") : line.dropFirst(max(cut, 19))
                    let expected =
                        isDocker
                        ? [Self.docker(before), between, Self.docker(after + "\n")]
                        : [Self.runtime(before, isPart: true), between, Self.runtime(String(after), isPart: false)]
                    #expect(outcome.output == lines(expected, ending), "cut at \(cut): \(outcome.text)")
                    #expect(try bench.run(outcome.output).isUnchanged, "cut at \(cut)")
                }
            }
        }
    }

    @Test(arguments: [false, true]) func aSecretOverManyRecordsIsOne(isDocker: Bool) throws {
        let bench = try Bench(Self.rules)
        let parts = Self.cut("tok_abcd1234", at: Array(1...11), isDocker: isDocker)
        let outcome = try bench.run(lines(parts))
        #expect(outcome.leaks.count == 1 && outcome.leakyRecords == 8)
        #expect(outcome.leaks.first?.hash == (try bench.run("tok_abcd1234")).leaks.first?.hash)
        #expect(outcome.output.split(separator: 0x0A).count == 12)
        #expect(try bench.run(outcome.output).isUnchanged)
    }

    @Test func streamsAreKeptApart() throws {
        let bench = try Bench(Self.rules)
        let joined = try bench.run(
            lines([
                Self.docker("x tok_ab"), Self.docker("y tok_zz", "stderr"), Self.docker("cd12"), Self.docker("yy11", "stderr"),
                Self.docker("34\n"), Self.docker("22\n", "stderr"),
            ]))
        #expect(joined.leaks.count == 2)
        #expect(joined.leaks.first?.hash == (try bench.run("tok_abcd1234")).leaks.first?.hash)
        #expect(joined.leaks.last?.hash == (try bench.run("tok_zzyy1122")).leaks.first?.hash)
        #expect(try bench.run(lines([Self.docker("x tok_ab"), Self.docker("cd1234\n", "stderr")])).isUnchanged)
    }

    /// What does not belong together is not joined.
    @Test func otherLinesEndARun() throws {
        let bench = try Bench(Self.rules)
        let first = Self.docker("x tok_ab")
        let last = Self.docker("cd1234\n")
        #expect(try !bench.run(lines([first, last])).isUnchanged)
        for other in ["", "text", "{\"a\":1}", Self.runtime("x", isPart: false), Self.docker("x").replacing("stdout", with: "other")] {
            #expect(try bench.run(lines([first, other, last])).isUnchanged, "\(other)")
        }
        #expect(try bench.run(lines([Self.docker("x tok_ab\n"), last])).isUnchanged)
        // A backslash and an n are no line end.
        #expect(try !bench.run(lines([Self.docker("\\n tok_ab"), last])).isUnchanged)
        #expect(try bench.run(lines([Self.docker("tok_ab\\n"), last])).isUnchanged)
        #expect(try bench.run(lines([Self.docker("tok_ab\\\n"), last])).isUnchanged)
        #expect(try bench.run(lines([Self.runtime("x tok_ab", isPart: false), Self.runtime("cd1234", isPart: false)])).isUnchanged)
        #expect(
            try bench.run(
                lines([Self.runtime("x tok_ab", isPart: true).replacing("00:17", with: "00-17"), Self.runtime("cd1234", isPart: false)])
            ).isUnchanged)
    }

    /// JSON that the container writes, cut anywhere: paths select in it, escapes are resolved, masks leave it JSON.
    @Test(arguments: [false, true]) func jsonInTheJoinedLine(isDocker: Bool) throws {
        let path = Rule(id: "ssn", detection: .path(try JSONPathQuery(parsing: "$.user.ssn")), place: RulePlace(file: "test.yaml", line: 1))
        let bench = try Bench(Self.rules + [path])
        let line = #"{"user":{"name":"a\u0062","ssn":123456789},"note":"{\"password\":\"hunter2x\"}","t":"tok_abcd\u0031234"}"#
        for cut in 1..<line.utf8.count {
            for second in [cut, min(cut + 3, line.utf8.count - 1)] {
                let outcome = try bench.run(lines(Self.cut(line, at: cut == second ? [cut] : [cut, second], isDocker: isDocker)))
                for secret in ["123456789", "hunter2x", "tok_abcd"] {
                    #expect(joined(outcome.output, isDocker: isDocker)?.contains(secret) == false, "cut at \(cut): \(outcome.text)")
                }
                #expect(outcome.leaks.count == 3, "cut at \(cut): \(outcome.text)")
                #expect(try bench.run(outcome.output).isUnchanged, "cut at \(cut): \(outcome.text)")
            }
        }
    }

    /// A query that needs all of a document is asked about all of it, and about no part.
    @Test(arguments: [false, true]) func filtersSeeTheWhole(isDocker: Bool) throws {
        let query = try JSONPathQuery(parsing: "$.users[?@.role == 'admin'].name")
        let bench = try Bench([Rule(id: "admin", detection: .path(query), place: RulePlace(file: "test.yaml", line: 1))])
        let line = #"{"users":[{"name":"Ann","role":"admin"},{"name":"Bo","role":"guest"}],"t":1}"#
        for cut in 1..<line.utf8.count {
            let outcome = try bench.run(lines(Self.cut(line, at: [cut], isDocker: isDocker)))
            #expect(outcome.leaks.count == 1 && outcome.withheld.isEmpty, "cut at \(cut): \(outcome.text)")
            #expect(joined(outcome.output, isDocker: isDocker)?.contains("Ann") == false, "cut at \(cut): \(outcome.text)")
            #expect(joined(outcome.output, isDocker: isDocker)?.contains("Bo") == true, "cut at \(cut): \(outcome.text)")
            #expect(try bench.run(outcome.output).isUnchanged, "cut at \(cut): \(outcome.text)")
        }
    }

    /// What the records hold, joined; nil where a record is none any more.
    private func joined(_ output: [UInt8], isDocker: Bool) -> String? {
        var text = ""
        for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
            if isDocker {
                guard line.hasPrefix("{\"log\":\""),
                    let end = line.firstRange(of: "\",\"stream\":\"stdout\",\"time\":\"2024-05-01T10:00:00.1Z\"}")
                else { return nil }
                text += line[line.index(line.startIndex, offsetBy: 8)..<end.lowerBound]
            } else {
                guard line.hasPrefix("2016-10-06T00:17:09.669794202Z stdout ") else { return nil }
                text += line.dropFirst(40)
            }
        }
        return text
    }

    /// A line that loses its end would go on in the next one.
    @Test(arguments: [MaskStrategy.label, .pseudonym, .fill(0x2A), .keep(first: 0, last: 1), .null, .remove])
    func masksLeaveLineEnds(mask: MaskStrategy) throws {
        let path = Rule(id: "log", detection: .path(try JSONPathQuery(parsing: "$.log")), place: RulePlace(file: "test.yaml", line: 1))
        let greedy = rule("greedy", "pw=(.*)", mask: mask) { $0.isMultiline = false }
        let over = rule("over", "(?s)pw=(.+)", mask: mask) {
            $0.isMultiline = true
            $0.keywords = ["pw="]
        }
        for rules in [[greedy], [over], [fields("log", ["log"], mask: mask)], [path]] {
            let bench = try Bench(rules, strategy: mask)
            let text = lines([Self.docker("x pw=abcdef\n"), Self.docker("ab pw=12345"), Self.docker("6789\n"), Self.docker("end\n")])
            let outcome = try bench.run(text)
            #expect(!outcome.isUnchanged)
            #expect(try bench.run(outcome.output).isUnchanged, "\(rules[0].id): \(outcome.text)")
            if rules[0].id == "log", mask == .null || mask == .remove { continue }
            let ends = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map { $0.contains("\\n\",\"stream\"") }
            #expect(ends == [true, false, true, true], "\(rules[0].id): \(outcome.text)")
        }
    }

    @Test func chainsThatDoNotEndWaitAndAreBounded() throws {
        let bench = try Bench(Self.rules)
        let part = Self.docker("tok_")
        let whole = Self.docker("x\n")
        #expect(try bench.run(lines([whole, part, part]), isFinal: false).decided == lines([whole]).count)
        #expect(try bench.run(lines([whole, part, part]), isFinal: true).decided == lines([whole, part, part]).count)
        #expect(try bench.run(lines([whole, part, Self.docker("x\n", "stderr")]), isFinal: false).decided == lines([whole]).count)
        #expect(try bench.run(lines([part, "text"]), isFinal: false).decided == lines([part, "text"]).count)
        let most = [String](repeating: part, count: 64)
        #expect(try bench.run(lines([whole] + most), isFinal: false).decided == lines([whole]).count)
        #expect(try bench.run(lines([whole] + most + [part]), isFinal: false).decided == lines([whole] + most).count)
        // It is waited for what goes on behind a full run as long as a run is.
        let others = [String](repeating: Self.docker("x\n", "stderr"), count: 64)
        #expect(try bench.run(lines(most + others.dropLast()), isFinal: false).decided == 0)
        #expect(try bench.run(lines(most + others), isFinal: false).decided == lines(most + others).count)
        // A longer line is none of a log driver's.
        let long = Self.docker(String(repeating: "x", count: 128 << 10))
        #expect(try bench.run(lines([long]), isFinal: false).decided == lines([long]).count)
    }

    /// A run has an end, but no secret is cut by it.
    @Test(arguments: [false, true]) func aSecretOverTheEndOfARun(isDocker: Bool) throws {
        let bench = try Bench(Self.rules)
        for before in 58...70 {
            // Each letter of the secret is a record.
            let parts = Self.cut(String(repeating: "-", count: before) + "tok_abcd1234!", at: Array(1..<before + 13), isDocker: isDocker)
            let outcome = try bench.run(lines(parts))
            #expect(try bench.run(outcome.output).isUnchanged, "\(before)")
            // A seam joins two records, and no more.
            #expect(outcome.leaks.count == (before >= 64 ? 1 : 0), "\(before)")
        }
        for cut in 1..<12 {
            let secret = Self.cut("tok_abcd1234", at: [cut], isDocker: isDocker)
            let parts = [String](repeating: isDocker ? Self.docker("x ") : Self.runtime("x ", isPart: true), count: 63)
            let other = isDocker ? Self.docker("tok_abcd5678\n", "stderr") : Self.runtime("tok_abcd5678", isPart: false, "stderr")
            let records = parts + [secret[0], other, secret[1]]
            let outcome = try bench.run(lines(records))
            #expect(outcome.leaks.count == 2, "cut at \(cut): \(outcome.text.suffix(300))")
            #expect(try bench.run(outcome.output).isUnchanged, "cut at \(cut)")
            // Without the run before it, the second part is a line like others.
            #expect(try bench.run(lines([other, secret[1]])).leaks.count == 1)
        }
    }

    /// What one block has of JSON is none of the next one's, where that is a part of a long record.
    @Test func nothingStaysForALongRecord() throws {
        let bench = try Bench(Self.rules)
        let text = lines([Self.docker("-----------------------tok_ab"), Self.docker("cd1234\n")])
        let record = Array("x 0123456789 y 0123456789".utf8)
        #expect(try bench.run(text).leaks.count == 1)
        let alone = try Bench(Self.rules).window(record, context: 4, end: nil)
        #expect(alone.isUnchanged && alone.output == Array(record.dropFirst(4)))
        #expect(try bench.run(text).leaks.count == 1)
        #expect(try bench.window(record, context: 4, end: nil).output == alone.output)
        #expect(try bench.run(text).leaks.count == 1)
        #expect(try bench.window(record, context: 0, end: 10).isUnchanged)
    }

    /// Longer than what is decoded at once: texts overlap.
    @Test func longLines() throws {
        let bench = try Bench(Self.rules)
        let size = 16 << 10
        var text = ""
        while text.utf8.count < size * 50 {
            text += "some \"words\" "
            if (text.utf8.count + 6) % size < 11 { text += " tok_abcd1234 " }
        }
        text += "tok_abcd1234"
        let cuts = Array(stride(from: size, to: text.utf8.count, by: size))
        let outcome = try bench.run(lines(Self.cut(text, at: cuts, isDocker: true)))
        #expect(outcome.leaks.count == text.ranges(of: "tok_").count && outcome.leaks.count > 1)
        #expect(try bench.run(outcome.output).isUnchanged)
    }

    /// Masks of one record can bring together what another look sees.
    @Test func theSecondLookSeesTheWhole() throws {
        let bench = try Bench([rule("gone", "<([a-z]+)>", mask: .remove), rule("tok", "tok_([a-z0-9]{8})")])
        let outcome = try bench.run(lines([Self.docker("x tok_ab<secret>"), Self.docker("<other>cd1234\n")]))
        #expect(outcome.text.contains("tok_") && !outcome.text.contains("1234\\n"), "\(outcome.text)")
        #expect(try bench.run(outcome.output).isUnchanged, "\(outcome.text)")
    }

    @Test func coloursInARuntimesLines() throws {
        let bench = try Bench(Self.rules)
        let outcome = try bench.run(lines(Self.cut("x \u{1B}[31mtok_ab\u{1B}[0mcd\u{1B}[1m1234 y", at: [12], isDocker: false)))
        #expect(outcome.leaks.count == 1 && outcome.leaks.first?.bytes == 8, "\(outcome.text)")
        #expect(try bench.run(outcome.output).isUnchanged)
    }
}
