internal import ArgumentParser
internal import Report
internal import Streams

struct StatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Work with statistics documents.", subcommands: [Merge.self])

    struct Merge: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add statistics documents up.",
            discussion: "EXAMPLE:\n  blot stats merge monday.json tuesday.json > both.json")

        @Argument(help: ArgumentHelp("Documents that --stats wrote.", valueName: "file"), completion: .file())
        var files: [String]

        @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file.", valueName: "file"))
        var output: String?

        @Flag(help: "Print a short table on standard error as well.")
        var summary = false

        func run() throws {
            var documents: [StatisticsDocument] = []
            for name in files {
                do {
                    let bytes = try FileBytes.read(FilePath(argument: name, among: RawArguments.all), limit: FileBytes.statisticsLimit)
                    documents.append(try StatisticsDocument(json: bytes.span))
                } catch let error as StreamError {
                    throw CommandFailure(.failed, "\(error)")
                } catch {
                    throw CommandFailure(.failed, "\(name): \(error)")
                }
            }
            let merged: StatisticsDocument
            do { merged = try StatisticsDocument.merge(documents) } catch { throw CommandFailure(.failed, "\(error)") }
            if summary { Console.write(Array(merged.table(width: Console.width, color: Console.wantsColour).utf8)) }
            do throws(StreamError) {
                let sink: any ByteSink
                if let output {
                    sink = try Output.open(FilePath(argument: output, among: RawArguments.all))
                } else {
                    sink = DescriptorSink.standardOutput()
                }
                let json = merged.json
                try sink.write(json.span)
                try sink.finish()
            } catch {
                if error.isBrokenPipe { return }
                throw CommandFailure(.failed, "\(error)")
            }
        }
    }
}

/// Small files, read whole.
enum FileBytes {
    /// A document with 10,000 sources and full sketches is a tenth of it.
    static let statisticsLimit = 256 << 20
    static let keyLimit = 64 << 10

    static func read(_ path: FilePath, limit: Int) throws(StreamError) -> [UInt8] {
        let source = try FileSource(opening: path)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = try unsafe piece.withUnsafeMutableBytes { (room) -> Result<Int, StreamError> in
                do throws(StreamError) { return .success(try unsafe source.read(into: room)) } catch { return .failure(error) }
            }.get()
            if count == 0 { return bytes }
            bytes.append(contentsOf: piece[..<count])
            if bytes.count > limit { throw StreamError(.read, source.name, .unsuitable("larger than \(limit) bytes")) }
        }
    }
}
