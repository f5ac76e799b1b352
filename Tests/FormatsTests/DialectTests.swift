import Bytes
import Engine
import Formats
import Glibc
import Testing

/// The project's root, from where this file stands.
private let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

private func read(_ path: String) -> [UInt8]? {
    guard let stream = unsafe fopen(path, "r") else { return nil }
    defer { unsafe fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe fread(&bytes, 1, bytes.count, stream)
    return Array(bytes[..<count])
}

private func sniff(_ text: [UInt8], atEnd: Bool = true, _ change: (inout DialectHints) -> Void) -> DialectSniff.Answer {
    var hints = DialectHints()
    change(&hints)
    return unsafe text.withUnsafeBufferPointer { unsafe DialectSniff.of($0, atEnd: atEnd, hints) }
}

@Suite struct DialectTests {
    struct Sample: CustomStringConvertible {
        var label: String
        var text: [UInt8]
        var description: String { "\(label): \(String(decoding: text.prefix(60), as: UTF8.self).debugDescription)" }
    }

    /// Tests/Samples/dialects.txt
    static let samples: [Sample] = {
        var samples: [Sample] = []
        guard let bytes = read(root + "/Tests/Samples/dialects.txt") else { return [] }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("=== ") {
                samples.append(Sample(label: String(line.dropFirst(4)).replacing("\\r", with: ""), text: []))
            } else if !samples.isEmpty {
                let text = line.replacing("\\t", with: "\t").replacing("\\r", with: "\r")
                samples[samples.count - 1].text += Array((text + "\n").utf8)
            }
        }
        // The file's own line end.
        if let last = samples.last, last.text.last == 0x0A { samples[samples.count - 1].text.removeLast() }
        return samples
    }()

    static func found(_ text: [UInt8]) -> String {
        switch sniff(text, { $0.isNamed = true }) {
        case .wait: return "wait"
        case .text: return "text any no 1"
        case .table(let dialect, let start, _):
            let line = text[..<start].count { $0 == 0x0A } + 1
            let words = dialect.description.replacing(", no header", with: ", no").replacing(", header", with: ", yes")
                .replacing("quote ", with: "").replacing("no quotes", with: "none").split(separator: ", ")
            return "\(words[0]) \(words[1]) \(words[2]) \(line)"
        }
    }

    /// At least 95 of 100, and this many now.
    @Test func knowsTheLabelledSample() {
        #expect(Self.samples.count == 100)
        var wrong: [String] = []
        for sample in Self.samples {
            let expected = sample.label.split(separator: " ")
            let found = Self.found(sample.text).split(separator: " ")
            // Where no quote stands, which it would be does not matter.
            let isRight =
                expected.count == 4 && found.count == 4
                && expected.indices.allSatisfy { $0 == 1 && expected[1] == "any" || expected[$0] == found[$0] }
            if !isRight { wrong.append("\(sample) is \(found.joined(separator: " "))") }
        }
        #expect(wrong.count <= 5, "\(wrong.joined(separator: "\n"))")
        if !wrong.isEmpty { print("not as labelled:\n\(wrong.joined(separator: "\n"))") }
    }

    /// What is waited for depends on the bytes alone: any part of a text gives the same answer, or none yet.
    @Test func answersDoNotDependOnHowMuchHasCome() {
        for sample in Self.samples {
            for isForced in [true, false] {
                let whole = sniff(sample.text, { $0.isForced = isForced })
                for count in stride(from: 0, through: sample.text.count, by: 7) {
                    let part = sniff(Array(sample.text[..<count]), atEnd: false, { $0.isForced = isForced })
                    #expect(part == .wait || part == whole, "\(sample), \(count) bytes")
                }
            }
        }
    }

    /// A log is no table, however its first lines look.
    @Test(arguments: [
        "2024-01-01 10:00:00,123 INFO a\n2024-01-01 10:00:01,456 INFO b\n2024-01-01 10:00:02,789 INFO c\n",
        "Hello, world\nFoo, bar\nBaz, qux\n", "one\ntwo\nthree\n", "a,b\nc\nd,e\n", "key=a,b\nkey=c,d\nkey=e,f\n", "a,b,a\n1,2,3\n4,5,6\n",
        "{\"a\":1,\"b\":2}\n", "10.0.0.1 - - [x]\n", "| a | b |\n| - | - |\n| 1 | 2 |\n", "name,age\n", "\n\n\n", "", "a,\"b\nc,d\ne,f\n",
    ])
    func leavesLogsAlone(_ text: String) {
        #expect(sniff(Array(text.utf8), { _ in }) == .text)
    }

    @Test func knowsTablesThatNobodyAnnounced() {
        let comma = Delimiters(UInt8(ascii: ","), quote: UInt8(ascii: "\""))
        #expect(
            sniff(Array("name,email\nAnn,a@example.org\n".utf8), { _ in })
                == .table(Dialect(comma, hasHeader: true), start: 0, naming: .straight))
        #expect(
            sniff(Array("\u{FEFF}id,n\n1,2\n3,4\n".utf8), { _ in })
                == .table(Dialect(comma, hasHeader: true), start: 3, naming: .straight))
        let tab = Delimiters(0x09, quote: UInt8(ascii: "\""))
        #expect(sniff(Array("id\tn\n1\t2\n3\t4\n".utf8), { _ in }) == .table(Dialect(tab, hasHeader: true), start: 0, naming: .straight))
        // The first line may be one, and two more must come.
        #expect(sniff(Array("name,email\nAnn,a@ex".utf8), atEnd: false, { _ in }) == .wait)
        // It cannot, and so it leaves at once (law 7).
        #expect(sniff(Array("12:00 start".utf8), atEnd: false, { _ in }) == .text)
    }

    // MARK: - csv-spectrum

    private static let spectrum = root + "/.build/corpora/csv/csv-spectrum"

    /// Rows as objects under the names of the header, as csv-spectrum's JSON has them.
    @Test(
        .enabled(if: unsafe access(spectrum, R_OK) == 0, "csv-spectrum is not unpacked below .build/corpora"),
        arguments: [
            "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates", "newlines", "newlines_crlf",
            "quotes_and_newlines", "simple", "simple_crlf", "utf8",
        ])
    func readsCSVSpectrum(_ name: String) throws {
        var text = try #require(read("\(Self.spectrum)/csvs/\(name).csv"))
        var json = try #require(read("\(Self.spectrum)/json/\(name).json"))
        // Git keeps the line ends of some of these as LF.
        if name.hasSuffix("_crlf") {
            text = String(decoding: text, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\n", with: "\r\n").utf8.map { $0 }
        }
        // The suite's own JSON has another number.
        if name == "location_coordinates" {
            json = String(decoding: json, as: UTF8.self).replacing("1234567890", with: "2095257564").utf8.map { $0 }
        }
        guard case .table(let dialect, let start, _) = sniff(text, { $0.isNamed = true }) else {
            Issue.record("\(name) is taken for text")
            return
        }
        #expect(dialect == Dialect(Delimiters(UInt8(ascii: ","), quote: UInt8(ascii: "\"")), hasHeader: true) && start == 0)
        var written: [String] = []
        for row in Table.rows(of: text, dialect.delimiters).dropFirst() where row != [[]] {
            let names = Table.rows(of: text, dialect.delimiters)[0]
            let members = zip(names, row).map { "\(quoted($0)):\(quoted($1))" }
            written.append("{" + members.joined(separator: ",") + "}")
        }
        let expected = compact(json)
        // One row is an object by itself there.
        #expect(expected.hasPrefix("[") ? "[" + written.joined(separator: ",") + "]" == expected : written == [expected], "\(name)")
    }

    private func quoted(_ bytes: [UInt8]) -> String {
        var text = "\""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    /// JSON without the blanks between its tokens.
    private func compact(_ json: [UInt8]) -> String {
        var compact: [UInt8] = []
        var isString = false
        var isEscaped = false
        for byte in json {
            if !isString, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { continue }
            compact.append(byte)
            if isEscaped {
                isEscaped = false
            } else if isString, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isString.toggle()
            }
        }
        return String(decoding: compact, as: UTF8.self)
    }
}
