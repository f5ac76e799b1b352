import Testing

@testable import Report

@Suite struct JSONDocumentTests {
    private let small = Fixture.run([
        Event(source: "app.log", kind: .leak(rule: 0, bytes: 20, secret: 1), path: "$.users[*].key"),
        Event(source: "app.log", kind: .withheld(.encrypted, bytes: 100)),
    ])

    /// The schema, as published: a change here is a change for everyone who reads documents.
    @Test func theDocument() {
        let hash = Hex.text(Fixture.hash(1), digits: 16)
        #expect(
            small.jsonText == """
                {
                  "schema": "blot.stats/1",
                  "tool": {
                    "name": "blot",
                    "version": "1.0.0"
                  },
                  "rules": {
                    "digest": "0a1b2c",
                    "count": 5
                  },
                  "bytes": 200,
                  "records": 2,
                  "sources": 1,
                  "seconds": 1.234000,
                  "formats": {
                    "text": 1
                  },
                  "json": {
                    "documents": 1,
                    "broken": 0
                  },
                  "leaks": {
                    "total": 1,
                    "bytes": 20,
                    "records": 1,
                    "by_rule": {
                      "cloud-key": {
                        "count": 1,
                        "bytes": 20,
                        "distinct": 1,
                        "severity": "critical",
                        "category": "credential",
                        "sketch": {
                          "key": "\(Fixture.key.id)",
                          "hashes": ["\(hash)"]
                        }
                      }
                    },
                    "by_severity": {
                      "low": {
                        "count": 0,
                        "bytes": 0
                      },
                      "medium": {
                        "count": 0,
                        "bytes": 0
                      },
                      "high": {
                        "count": 0,
                        "bytes": 0
                      },
                      "critical": {
                        "count": 1,
                        "bytes": 20
                      }
                    },
                    "by_source": {
                      "app.log": {
                        "count": 1,
                        "bytes": 20,
                        "records": 1,
                        "withheld": 1
                      }
                    },
                    "by_path": {
                      "$.users[*].key": {
                        "count": 1,
                        "bytes": 20,
                        "rules": {
                          "cloud-key": 1
                        }
                      }
                    }
                  },
                  "withheld": {
                    "total": 1,
                    "by_reason": {
                      "encrypted": {
                        "records": 1,
                        "bytes": 100
                      }
                    }
                  }
                }

                """)
    }

    @Test func readsBackWhatItWrote() throws {
        let seed: UInt64 = 0x5eed_0007
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for size in [0, 1, 2, 50, 3000] {
            let elapsed = Duration.microseconds(Int64.random(in: 0...Int64(Counter.largest), using: &random))
            let document = Fixture.run(Fixture.events(size, using: &random), elapsed: elapsed)
            #expect(try StatisticsDocument(json: document.json.span) == document)
        }
        var largest = small
        largest.microseconds = Counter.largest
        largest.bytes = Counter.largest
        #expect(try StatisticsDocument(json: largest.json.span) == largest)
    }

    static let hostileNames = [
        "", "(other sources)", "a\nb", "\u{0}\u{1}\u{1f}\u{7f}", "quote\" back\\slash /", "\u{1b}[2J\u{1b}]0;x\u{7}",
        "\u{202e}gpj.exe", "\u{2028}\u{2029}", "é 日本 😀", "\u{e0001}", "\u{fffd}", "\u{85}\u{9b}31m", "\",\"x\":1",
        "../../etc/passwd", String(decoding: [0x66, 0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80] as [UInt8], as: UTF8.self),
    ]

    @Test(arguments: hostileNames) func hostileNamesSurvive(name: String) throws {
        let document = Fixture.run([Event(source: name, kind: .leak(rule: 0, bytes: 1, secret: 1), path: name)])
        let json = document.json
        #expect(try StatisticsDocument(json: json.span) == document)
        // Nothing in it acts on a terminal.
        let text = String(decoding: json, as: UTF8.self)
        #expect(text.unicodeScalars.allSatisfy { Printable.isSafe($0) || $0 == "\n" })
    }

    /// A document cut anywhere is refused, and so is one with anything but white space after it.
    @Test func everyTruncationIsRefused() throws {
        var random = SeededGenerator(seed: 8)
        let json = Fixture.run(Fixture.events(30, using: &random)).json
        let end = json.count - 1  // The line end is the white space tail.
        for length in 0..<end {
            #expect(throws: DocumentError.self, "length \(length)") {
                try StatisticsDocument(json: json.span.extracting(0..<length))
            }
        }
        #expect(throws: Never.self) { try StatisticsDocument(json: json.span.extracting(0..<end)) }
        for tail in ["\n", " \t\r\n"] {
            let whole = json + Array(tail.utf8)
            #expect(throws: Never.self) { try StatisticsDocument(json: whole.span) }
        }
        for tail in ["x", "{}", "\u{0}", ",", "]"] {
            let whole = json + Array(tail.utf8)
            #expect(throws: DocumentError(kind: .trailingBytes, offset: json.count, path: "")) {
                try StatisticsDocument(json: whole.span)
            }
        }
    }

    /// Any bytes at all end in a value or an error.
    @Test func changedBytesNeverTrap() {
        let seed: UInt64 = 0x5eed_0009
        print("seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let json = Fixture.run(Fixture.events(20, using: &random)).json
        var refused = 0
        for _ in 0..<5000 {
            var broken = json
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                broken[Int.random(in: 0..<broken.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do {
                let read = try StatisticsDocument(json: broken.span)
                // What was accepted must be a document that can be written, read, merged and shown.
                #expect(try StatisticsDocument(json: read.json.span) == read)
                _ = try? StatisticsDocument.merge([read, read])
                _ = read.table(width: 80, color: false)
            } catch {
                refused += 1
                #expect((0...broken.count).contains(error.offset))
            }
        }
        #expect(refused > 1000)
    }

    @Test func fieldErrorsNameTheField() {
        let text = small.jsonText
        let cases: [(String, String, DocumentError.Kind, String)] = [
            ("blot.stats/1", "blot.stats/2", .unsupportedSchema, "schema"),
            ("\"schema\": \"blot.stats/1\",", "", .missingField, "schema"),
            ("\"name\": \"blot\",", "", .missingField, "tool.name"),
            ("\"version\": \"1.0.0\"", "\"version\": 1", .wrongType(expected: "a string"), "tool.version"),
            ("\"version\": \"1.0.0\"", "\"version\": \"mixed\"", .missingField, "tool.versions"),
            ("\"bytes\": 200", "\"bytes\": \"200\"", .wrongType(expected: "a whole number"), "bytes"),
            ("\"bytes\": 200", "\"bytes\": 200.0", .wrongType(expected: "a whole number"), "bytes"),
            ("\"bytes\": 200", "\"bytes\": 2e2", .wrongType(expected: "a whole number"), "bytes"),
            ("\"bytes\": 200", "\"bytes\": -1", .outOfRange, "bytes"),
            ("\"bytes\": 200", "\"bytes\": 9007199254740992", .outOfRange, "bytes"),
            ("\"bytes\": 200", "\"bytes\": 99999999999999999999999", .outOfRange, "bytes"),
            ("\"bytes\": 200", "\"bytes\": 0200", .invalidNumber, "bytes"),
            ("\"bytes\": 200", "\"bytes\": 200, \"bytes\": 200", .duplicateKey, "bytes"),
            ("\"records\": 2,", "", .missingField, "records"),
            ("1.234000", "-1.5", .outOfRange, "seconds"),
            ("1.234000", "1e300", .outOfRange, "seconds"),
            ("1.234000", "null", .wrongType(expected: "a number"), "seconds"),
            ("\"total\": 1,\n    \"bytes\"", "\"bytes\"", .missingField, "leaks.total"),
            ("\"distinct\": 1,", "", .missingField, "leaks.by_rule[\"cloud-key\"].distinct"),
            (
                "\"distinct\": 1", "\"distinct\": []", .wrongType(expected: "a whole number"),
                "leaks.by_rule[\"cloud-key\"].distinct"
            ),
            (
                "\"severity\": \"critical\"", "\"severity\": \"dire\"",
                .invalidValue(expected: "low, medium, high or critical"), "leaks.by_rule[\"cloud-key\"].severity"
            ),
            (
                "\"withheld\": 1\n", "\"withheld\": true\n", .wrongType(expected: "a whole number"),
                "leaks.by_source[\"app.log\"].withheld"
            ),
            ("\"by_reason\": {", "\"by_reason\": [], \"x\": {", .wrongType(expected: "an object"), "withheld.by_reason"),
        ]
        for (old, new, kind, path) in cases {
            let changed = text.replacingFirst(old, with: new)
            #expect(changed != text, "\(old) is in the document")
            do {
                _ = try StatisticsDocument(text: changed)
                Issue.record("accepted \(new) for \(old)")
            } catch {
                #expect(error.kind == kind && error.path == path, "\(old) → \(new): \(error)")
            }
        }
    }

    @Test func sketchesAreChecked() {
        let hash = Hex.text(Fixture.hash(1), digits: 16)
        for bad in ["[\"xyz\"]", "[\"\(hash)\", \"\(hash)\"]", "[\"ffffffffffffffff\", \"0000000000000000\"]", "[1]", "{}"] {
            let changed = small.jsonText.replacingFirst("[\"\(hash)\"]", with: bad)
            #expect(throws: DocumentError.self, "\(bad)") { try StatisticsDocument(text: changed) }
        }
        let many =
            "[" + (0...DistinctSketch.capacity).map { "\"\(Hex.text(UInt64($0), digits: 16))\"" }.joined(separator: ",") + "]"
        #expect(throws: DocumentError.self) {
            try StatisticsDocument(text: small.jsonText.replacingFirst("[\"\(hash)\"]", with: many))
        }
    }

    @Test func unknownFieldsArePassedOver() throws {
        let extra = """
            "schema": "blot.stats/1", "future": [1, -2.5e-3, "\\ud83d\\ude00", {"a": [[], {}, null, true, false]}], "notes": 7,
            """
        let changed = small.jsonText.replacingFirst("\"schema\": \"blot.stats/1\",", with: extra)
        #expect(try StatisticsDocument(text: changed) == small)
    }

    /// A document whose sketches were stripped keeps its numbers, and loses them on a merge.
    @Test func numbersWithoutSketches() throws {
        var stripped = small
        stripped.leaks.byRule["cloud-key"]?.distinct = .number(1)
        #expect(!stripped.jsonText.contains("sketch"))
        #expect(try StatisticsDocument(text: stripped.jsonText) == stripped)
        #expect(try StatisticsDocument.merge([stripped, small]).leaks.byRule["cloud-key"]?.distinctCount == nil)
    }

    /// A hostile document may hold more sources than this program writes.
    @Test func sourcesAreBoundedOnReading() throws {
        let many = (0..<SourceLedger.limit + 500)
            .map { "\"\(100_000 + $0)\": {\"count\": 1, \"bytes\": 1, \"records\": 1, \"withheld\": 0}" }.joined(separator: ",")
        let read = try StatisticsDocument(text: small.jsonText.replacingFirst("\"app.log\": {", with: many + ", \"app.log\": {"))
        #expect(read.leaks.bySource.count == SourceLedger.limit + 1)
        #expect(read.leaks.bySource[SourceLedger.othersName]?.count == 501)
    }
}

extension String {
    func replacingFirst(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return replacingCharacters(in: range, with: new)
    }

    private func firstRange(of needle: String) -> Range<Index>? {
        let text = Array(utf8)
        let wanted = Array(needle.utf8)
        guard text.count >= wanted.count else { return nil }
        for start in 0...(text.count - wanted.count) where text[start..<start + wanted.count].elementsEqual(wanted) {
            return utf8.index(startIndex, offsetBy: start)..<utf8.index(startIndex, offsetBy: start + wanted.count)
        }
        return nil
    }

    private func replacingCharacters(in range: Range<Index>, with new: String) -> String {
        self[..<range.lowerBound] + new + self[range.upperBound...]
    }
}
