import Glibc
import RuleLoading
import Testing

@Suite struct FileAccessTests {
    @Test func directoriesAreReadInOrder() throws {
        let directory = "/tmp/rule-loading-\(getpid())"
        let made = unsafe mkdir(directory, 0o700)
        try #require(made == 0)
        let loader = RulePackLoader(inspect: nil)
        defer {
            for name in ["b.yaml", "a.yml", "c.txt", ".d.yaml"] { _ = unsafe unlink(directory + "/" + name) }
            _ = unsafe rmdir(directory)
        }
        func message() -> String? {
            do throws(Problems) {
                _ = try loader.load(path: directory)
                return nil
            } catch { return error.description }
        }
        #expect(message() == "\(directory): no file in this directory ends in .yaml or .yml")
        func write(_ name: String, _ text: String) {
            guard let file = unsafe fopen(directory + "/" + name, "w") else { return }
            unsafe fputs(text, file)
            unsafe fclose(file)
        }
        write("b.yaml", "pack: b\nversion: 1\nrules: []\n")
        write("a.yml", "pack: a\nversion: 1\nrules: []\n")
        write("c.txt", "not read")
        write(".d.yaml", "not read")
        #expect(try loader.load(path: directory).map(\.name) == ["a", "b"])
        #expect(try loader.load(path: directory + "/b.yaml").map(\.name) == ["b"])
        write("a.yml", "pack: a\nversion: x\nrules: []\n")
        write("b.yaml", "pack: b\n")
        #expect(message()?.split(separator: "\n").count == 3)
        #expect(message()?.hasPrefix("\(directory)/a.yml:2: version: ") == true)
    }

    @Test func whatIsMissingIsNamed() {
        do throws(Problems) {
            _ = try RulePackLoader(inspect: nil).load(path: "/nonexistent/rules.yaml")
            Issue.record("no error")
        } catch {
            #expect(error.description == "/nonexistent/rules.yaml: No such file or directory")
        }
    }
}
