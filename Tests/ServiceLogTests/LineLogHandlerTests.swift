import Logging
import Synchronization
import Testing

@testable import ServiceLog

@Suite struct LineLogHandlerTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private static func logger(_ form: LineLogHandler.Form, _ level: Logger.Level = .info) -> (Logger, Lines) {
        let lines = Lines()
        let logger = Logger(label: "gateway") {
            LineLogHandler(label: $0, form: form, level: level) { line in
                lines.all.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
            }
        }
        return (logger, lines)
    }

    @Test(arguments: [
        (LineLogHandler.Form.logfmt, " level=info service=gateway msg=\"it began\" address=[::1]:80 empty=\"\" rules=230\n"),
        (
            .json,
            #","level":"info","service":"gateway","msg":"it began","address":"[::1]:80","empty":"","rules":"230"}"# + "\n"
        ),
    ])
    func writesALine(form: LineLogHandler.Form, ending: String) throws {
        let (logger, lines) = Self.logger(form)
        logger.info("it began", metadata: ["rules": "\(230)", "address": "[::1]:80", "empty": ""])
        let line = try #require(lines.all.withLock { $0.first })
        #expect(line.hasSuffix(ending))
        #expect(line.hasPrefix(form == .logfmt ? "time=20" : "{\"time\":\"20"))
    }

    @Test(arguments: LineLogHandler.Form.allCases)
    func onePeerCannotFakeASecondLine(form: LineLogHandler.Form) throws {
        let (logger, lines) = Self.logger(form)
        let hostile = "a\r\nlevel=critical \u{1b}[2J \u{202e} \u{85} \u{2028} \"x\" \\ \0"
        logger.warning("bad \(hostile)", metadata: ["peer": "\(hostile)", "a b=c\n\"": "x"])
        let line = try #require(lines.all.withLock { $0.first })
        #expect(lines.all.withLock { $0.count } == 1)
        #expect(line.unicodeScalars.filter { $0.value < 0x20 || $0.value == 0x85 || $0 == "\u{202e}" || $0 == "\u{2028}" } == ["\n"])
        if form == .logfmt { #expect(line.contains(" a_b_c__=x")) }
    }

    @Test func levelsAndBounds() throws {
        let (logger, lines) = Self.logger(.logfmt, .warning)
        logger.info("not wanted")
        logger.error("wanted", metadata: ["long": "\(String(repeating: "x", count: 5000))"])
        let all = lines.all.withLock { $0 }
        #expect(all.count == 1)
        #expect(try #require(all.first).utf8.count < LineLogHandler.longestValue + 200)
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z"), (951_782_399, 7, "2000-02-28T23:59:59.007Z"), (951_782_400, 0, "2000-02-29T00:00:00.000Z"),
        (1_709_164_800, 999, "2024-02-29T00:00:00.999Z"), (4_107_542_399, 0, "2100-02-28T23:59:59.000Z"),
        (4_107_542_400, 0, "2100-03-01T00:00:00.000Z"),
    ])
    func timesOfDay(seconds: Int, milliseconds: Int, text: String) {
        #expect(Timestamp.text(seconds: seconds, milliseconds: milliseconds) == text)
    }
}
