internal import Glibc
internal import Report
internal import Streams
internal import Synchronization

/// Writes findings to standard output as they come.
final class FindingsWriter: Sendable {
    enum Form: String, CaseIterable {
        case table, lines, json, csv, html

        static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
    }

    private struct State {
        var form: any FindingsForm
        var buffer: [UInt8] = []
        var failure: StreamError?
        let sink = DescriptorSink.standardOutput()
    }

    private let state: Mutex<State>

    init(_ form: Form) {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let color = unsafe isTerminal && getenv("NO_COLOR") == nil
        var buffer: [UInt8] = []
        let chosen: any FindingsForm =
            switch form {
            case .table: FindingsTable(width: isTerminal ? Console.width : nil, color: color)
            case .lines: FindingsLines(color: color)
            case .json: FindingsJSON(to: &buffer)
            case .csv: FindingsCSV(to: &buffer)
            case .html: FindingsHTML(date: Self.now)
            }
        state = Mutex(State(form: chosen, buffer: buffer))
    }

    func add(_ finding: FindingLine) {
        state.withLock { state in
            state.form.add(finding, to: &state.buffer)
            Self.flush(&state)
        }
    }

    func end(_ document: StatisticsDocument, hasFailed: Bool) {
        state.withLock { state in
            state.form.end(document, hasFailed: hasFailed, to: &state.buffer)
            Self.flush(&state)
        }
    }

    /// Throws what kept the findings from being written; a reader that went away is no failure.
    func check() throws {
        if let failure = state.withLock({ $0.failure }), !failure.isBrokenPipe { throw CommandFailure(.failed, "\(failure)") }
    }

    private static func flush(_ state: inout State) {
        defer { state.buffer.removeAll(keepingCapacity: true) }
        guard state.failure == nil, !state.buffer.isEmpty else { return }
        do throws(StreamError) { try state.sink.write(state.buffer.span) } catch { state.failure = error }
    }

    /// `2026-01-31 14:05 UTC`.
    private static var now: String {
        var seconds = time(nil)
        var parts = unsafe tm()
        guard unsafe gmtime_r(&seconds, &parts) != nil else { return "" }
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = unsafe "\(1900 + Int(parts.tm_year))-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return unsafe "\(day) \(two(parts.tm_hour)):\(two(parts.tm_min)) UTC"
    }
}
