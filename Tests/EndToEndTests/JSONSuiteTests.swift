import Glibc
import Testing

/// github.com/nst/JSONTestSuite through the command.
@Suite struct JSONSuiteTests {
    static let folder =
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/.build/corpora/json/JSONTestSuite/test_parsing"

    static let isPresent = unsafe access(folder, R_OK) == 0

    let work = Workspace()

    private static let paths = """
        pack: places
        version: 1.0.0
        description: Values by their place
        rules:
          - id: every-a
            description: Whatever is called a
            category: personal
            severity: low
            confidence: low
            path: '$..a'
          - id: second-element
            description: The second of a list
            category: personal
            severity: low
            confidence: low
            path: '$[1]'
          - id: last-element
            description: The last of a list, if it is an object or a text
            category: personal
            severity: low
            confidence: low
            path: '$[?length(@) > 0]'

        """

    private func suite(_ body: (_ name: String, _ bytes: Bytes) throws -> Void) throws -> Int {
        var count = 0
        guard let directory = unsafe opendir(Self.folder) else { return 0 }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            guard name.hasSuffix(".json"), let stream = unsafe fopen(Self.folder + "/" + name, "r") else { continue }
            defer { unsafe fclose(stream) }
            var bytes = Bytes(repeating: 0, count: 1 << 20)
            let size = unsafe fread(&bytes, 1, bytes.count, stream)
            try body(name, Bytes(bytes[..<size]))
            count += 1
        }
        return count
    }

    @Test(.enabled(if: isPresent, "JSONTestSuite is not unpacked below .build/corpora"))
    func withoutRulesEveryFileStaysAsItIs() throws {
        let count = try suite { name, bytes in
            for format in ["auto", "json"] {
                let outcome = try blot(["--no-default-rules", "--format", format].map { Bytes($0.utf8) }, input: bytes)
                #expect(
                    outcome.status == 0 && outcome.out == bytes || outcome.errors.contains("not taken"), "\(name), \(format): \(outcome)")
            }
        }
        #expect(count > 300)
    }

    /// All are masked in one run; what was valid still is, and what is masked again stays.
    @Test(.enabled(if: isPresent, "JSONTestSuite is not unpacked below .build/corpora"))
    func whatWasValidStaysValid() throws {
        let rules = try work.write("places.yaml", Self.paths)
        let input = work.makeFolder("in")
        let count = try suite { name, bytes in _ = try work.write("in/" + name, bytes) }
        #expect(count > 300)
        for (from, to) in [("in", "out"), ("out", "again")] {
            let outcome = try blot("--rules", rules, "--format", "json", "--unexamined", "pass", "--output-dir", work[to], work[from])
            #expect(outcome.status == 0 || outcome.status == 3, "\(outcome)")
        }
        let script = """
            import json, os, sys
            before, after = sys.argv[1:3]
            seen = changed = 0
            for name in sorted(os.listdir(before)):
                source, masked = (open(os.path.join(folder, name), "rb").read() for folder in (before, after))
                try: json.loads(source)
                except (ValueError, RecursionError): continue
                seen += 1
                changed += source != masked
                try: json.loads(masked)
                except ValueError as error: print(name, error, source[:80], masked[:120])
            print("seen" if seen > 95 and changed > 10 else f"too few: {seen}, {changed}")
            """
        let path = work["again"]
        guard let said = try tool("/usr/bin/python3", ["-c", script, input, work["out"]], input: []) else { return }
        #expect(String(decoding: said, as: UTF8.self) == "seen\n")
        for name in work.names("out") { #expect(work.read("out/" + name) == work.read("again/" + name), "\(name) in \(path)") }
    }
}
