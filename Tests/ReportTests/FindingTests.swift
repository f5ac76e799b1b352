import Testing

@testable import Report

@Suite struct FindingTests {
    private func finding(source: String = "app.log", path: String? = nil, preview: String = "AKIA****") -> FindingLine {
        FindingLine(
            source: Array(source.utf8), line: 12, column: 5, offset: 345, length: 20, rule: "cloud-key", severity: .critical,
            category: "credential", path: path.map { Array($0.utf8) }, maskedPreview: Array(preview.utf8))
    }

    private func text(_ finding: FindingLine, color: Bool = false) -> String {
        var output: [UInt8] = []
        finding.appendText(to: &output, color: color)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func line() {
        #expect(text(finding()) == "app.log:12:5: cloud-key critical AKIA****\n")
        #expect(text(finding(path: "$.user.key")) == "app.log:12:5 $.user.key: cloud-key critical AKIA****\n")
        var binary = finding(path: "Sheet1!B7")
        binary.line = nil
        #expect(text(binary) == "app.log Sheet1!B7: cloud-key critical AKIA****\n", "the path says where")
        binary.path = nil
        #expect(text(binary) == "app.log:@345: cloud-key critical AKIA****\n")
        #expect(
            text(finding(), color: true) == "app.log:12:5: \u{1b}[1mcloud-key\u{1b}[0m \u{1b}[1;31mcritical\u{1b}[0m AKIA****\n")
    }

    @Test(arguments: JSONDocumentTests.hostileNames) func hostileText(name: String) throws {
        let shown = text(finding(source: name, path: name, preview: name))
        #expect(shown.utf8.filter { $0 == 0x0a }.count == 1)
        #expect(shown.dropLast().unicodeScalars.allSatisfy(Printable.isSafe))

        var json: [UInt8] = []
        finding(source: name, path: name, preview: name).appendJSON(to: &json)
        #expect(!json.contains(0x0a))
        #expect(try fields(json)["source"] == name)
        #expect(try fields(json)["path"] == name)
        #expect(try fields(json)["preview"] == name)
    }

    @Test func invalidBytes() throws {
        var broken = finding()
        broken.source = [0x61, 0xff, 0xe2, 0x82, 0x62]
        #expect(text(broken).hasPrefix("a\u{fffd}\u{fffd}b:12:5: "))
        var json: [UInt8] = []
        broken.appendJSON(to: &json)
        #expect(try fields(json)["source"] == "a\u{fffd}\u{fffd}b")
    }

    @Test func jsonObject() {
        var output: [UInt8] = []
        finding(path: "$.a").appendJSON(to: &output)
        #expect(
            String(decoding: output, as: UTF8.self)
                == #"{"source":"app.log","line":12,"column":5,"offset":345,"length":20,"rule":"cloud-key","severity":"critical","#
                + #""category":"credential","path":"$.a","preview":"AKIA****"}"#)
    }

    /// The report is JSON when it has ended, at no place before, and holds every finding and the statistics.
    @Test(arguments: [0, 1, 3]) func report(count: Int) throws {
        let statistics = Fixture.run([Event(source: "app.log", kind: .leak(rule: 0, bytes: 20, secret: 1))])
        var whole: [UInt8] = []
        var buffer: [UInt8] = []
        func flush() {
            whole += buffer
            buffer.removeAll(keepingCapacity: true)
            #expect(throws: DocumentError.self) { try check(whole) }
        }
        var report = FindingsJSON(to: &buffer)
        flush()
        for _ in 0..<count {
            report.add(finding(), to: &buffer)
            flush()
        }
        report.end(statistics, hasFailed: false, to: &buffer)
        whole += buffer

        var reader = try JSONReader(whole.span)
        try reader.beginObject()
        #expect(try reader.nextKey() == "schema")
        #expect(try reader.string() == "blot.findings/1")
        #expect(try reader.nextKey() == "findings")
        try reader.beginArray()
        var found = 0
        while try reader.nextElement() {
            try reader.skip()
            found += 1
        }
        #expect(found == count)
        #expect(try reader.nextKey() == "statistics")
        let start = reader.offset + 0
        try reader.skip()
        let read = try StatisticsDocument(json: whole.span.extracting(start..<reader.offset))
        #expect(read == statistics)
        #expect(try reader.nextKey() == nil)
        try reader.finish()
    }

    private func check(_ json: [UInt8]) throws(DocumentError) {
        var reader = try JSONReader(json.span)
        try reader.skip()
        try reader.finish()
    }

    /// The string fields of an object.
    private func fields(_ json: [UInt8]) throws(DocumentError) -> [String: String] {
        var fields: [String: String] = [:]
        var reader = try JSONReader(json.span)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if try reader.peek() == UInt8(ascii: "\"") { fields[key] = try reader.string() } else { try reader.skip() }
        }
        try reader.finish()
        return fields
    }
}
