import Glibc
import Testing

/// The report as a page, as a browser shows it.
@Suite struct PageTests {
    let work = Workspace()

    private static let browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"]

    /// Tells of a PNG (8 bits a sample, not interlaced) its size and, of each colour asked for, the longest row of pixels that
    /// have it, by bands of a hundred rows.
    private static let longestRuns = """
        import struct, sys, zlib
        data = open(sys.argv[1], 'rb').read()
        assert data[:8] == b'\\x89PNG\\r\\n\\x1a\\n'
        at, packed = 8, b''
        while at < len(data):
            size, kind = struct.unpack('>I4s', data[at:at + 8])
            if kind == b'IHDR': width, height, depth, colour, _, _, interlace = struct.unpack('>IIBBBBB', data[at + 8:at + 8 + size])
            if kind == b'IDAT': packed += data[at + 8:at + 8 + size]
            at += size + 12
        assert depth == 8 and colour in (2, 6) and interlace == 0
        n = 3 if colour == 2 else 4
        raw, row, rows = zlib.decompress(packed), bytearray(width * n), []
        for y in range(height):
            kind, line = raw[y * (width * n + 1)], bytearray(raw[y * (width * n + 1) + 1:(y + 1) * (width * n + 1)])
            for x in range(width * n):
                a = line[x - n] if x >= n else 0
                b, c = row[x], row[x - n] if x >= n else 0
                if kind == 1: line[x] = (line[x] + a) & 255
                elif kind == 2: line[x] = (line[x] + b) & 255
                elif kind == 3: line[x] = (line[x] + (a + b) // 2) & 255
                elif kind == 4:
                    p = a + b - c
                    d = (abs(p - a), abs(p - b), abs(p - c))
                    line[x] = (line[x] + (a if d[0] <= d[1] and d[0] <= d[2] else b if d[1] <= d[2] else c)) & 255
            row = line
            rows.append(bytes(line))
        print(width, height)
        for wanted in sys.argv[2:]:
            colour = bytes.fromhex(wanted)
            longest = 0
            for line in rows:
                run = 0
                for x in range(0, width * n, n):
                    run = run + 1 if line[x:x + 3] == colour else 0
                    longest = max(longest, run)
            print(longest)

        """

    private func findTool(_ names: [String]) -> String? { names.first { unsafe access($0, X_OK) == 0 } }

    /// Bars are as long as what they count, in the colours of the severities; nothing hides them.
    @Test func barsAreAsLongAsWhatTheyCount() throws {
        guard let browser = findTool(Self.browsers), let python = findTool(Self.python) else {
            print("skipped: a browser (chromium) and python3 are needed to look at the page")
            return
        }
        // 90 tokens, of severity high, and 30 names, of severity low.
        let tokens = (100..<190).map { "sent tok_abcdefghi\($0)\n" }
        let names = (0..<30).map { "by name_abcde\(["a", "b", "c"][$0 % 3])\n" }
        let log = try work.write("a.log", (tokens + names).joined())
        let outcome = try blot(["scan", "--report", "html"] + MadeUp.options + [log])
        #expect(outcome.status == 1 && outcome.err.isEmpty)
        let page = try work.write("page.html", outcome.text)
        let picture = work["page.png"]
        _ = try tool(
            browser,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1",
                "--window-size=1200,900",
                "--user-data-dir=\(work["profile"])", "--screenshot=\(picture)", "file://" + page,
            ], input: [])
        let script = try work.write("runs.py", Self.longestRuns)
        let said = try #require(try tool(python, [script, picture, "d1492e", "4f86b8", "4b8f7b"], input: []))
        let numbers = String(decoding: said, as: UTF8.self).split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
        #expect(numbers.count == 5 && numbers[0] == 1_200 && numbers[1] == 900, "\(numbers)")
        let (high, low, source) = (numbers[2], numbers[3], numbers[4])
        #expect(high > 150 && abs(high - 3 * low) <= 6, "\(numbers)")
        // The only source has the longest bar there is.
        #expect(abs(source - high) <= 2, "\(numbers)")
    }

    /// What is in the page was masked before it came there.
    @Test func thePageHoldsNoSecret() throws {
        let outcome = try blot(["scan", "--report", "html"] + MadeUp.options, input: String(repeating: FilterTests.mixed, count: 3))
        #expect(outcome.status == 1 && !outcome.text.contains("tok_a") && !outcome.text.contains(MadeUp.name))
        #expect(outcome.text.contains("[REDACTED:made-up-token]") && outcome.text.hasSuffix("</body></html>\n"))
    }

    @Test func aTableForSpreadsheets() throws {
        let outcome = try blot(["scan", "--report", "csv"] + MadeUp.options, input: "clean\n" + MadeUp.line)
        #expect(outcome.status == 1 && outcome.lines.count == 4, "\(outcome)")
        #expect(outcome.lines[0] == "source,line,column,offset,length,place,rule,severity,category,masked")
        #expect(outcome.lines[1].hasPrefix("standard input,2,31,36,11,,made-up-name,low,personal,"), "\(outcome)")
    }
}
