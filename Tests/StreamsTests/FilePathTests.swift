import Testing

@testable import Streams

@Suite struct FilePathTests {
    @Test func parts() {
        let cases: [(path: String, parent: String, last: String)] = [
            ("a/b/c", "a/b", "c"), ("a/b/c//", "a/b", "c"), ("c", ".", "c"), ("./c", ".", "c"), ("/c", "/", "c"),
            ("//c", "/", "c"), ("/", "/", "/"), ("///", "/", "/"), ("", ".", ""), ("a//b", "a", "b"), ("..", ".", ".."),
        ]
        for (path, parent, last) in cases {
            #expect(FilePath(path).parent == FilePath(parent), "\(path)")
            #expect(FilePath(path).lastComponent == FilePath(last), "\(path)")
        }
    }

    @Test func joining() {
        let cases: [(String, String, String)] = [
            ("a", "b", "a/b"), ("a/", "b", "a/b"), ("/", "b", "/b"), ("", "b", "b"), ("a", "", "a"),
        ]
        for (left, right, joined) in cases { #expect(FilePath(left).appending(FilePath(right)) == FilePath(joined)) }
    }

    @Test func shownNames() {
        let cases: [([UInt8], String)] = [
            (Array("app.log".utf8), "app.log"), (Array("Grüße 日本 🦊".utf8), "Grüße 日本 🦊"),
            ([0x61, 0xff, 0x62], "a\\xffb"), ([0xc3], "\\xc3"), ([0xe2, 0x82, 0x41], "\\xe2\\x82A"),
            ([0xf0, 0x9f, 0xa6], "\\xf0\\x9f\\xa6"), ([0xc0, 0xaf], "\\xc0\\xaf"),
            (Array("a\nb\tc\rd".utf8), "a\\nb\\tc\\rd"), ([0x1b, 0x5b, 0x32, 0x4a], "\\x1b[2J"), ([0x7f], "\\x7f"),
            ([0x00], "\\x00"), (Array("\u{85}\u{202e}\u{2028}\u{200b}".utf8), "\\u{85}\\u{202e}\\u{2028}\\u{200b}"),
            (Array("a\\xff".utf8), "a\\\\xff"), ([], ""),
        ]
        for (bytes, name) in cases { #expect(FilePath(bytes: bytes).displayName == name) }
    }

    /// Two paths never share a name: the name can be undone.
    @Test func shownNamesAreDistinct() {
        var seen: [String: [UInt8]] = [:]
        let letters: [UInt8] = [0x5c, 0x78, 0x66, 0x6e, 0xff, 0x0a, 0xc3, 0xa9, 0x00, 0x75, 0x7b]
        for a in letters {
            for b in letters {
                for c in letters {
                    for d in letters {
                        let path = FilePath(bytes: [a, b, c, d])
                        #expect(seen.updateValue(path.bytes, forKey: path.displayName) == nil, "\(path)")
                    }
                }
            }
        }
    }

    @Test func argumentsThatSwiftRepaired() {
        let name: [UInt8] = [0x61, 0xff, 0x2e, 0x6c]
        let raw = [Array("blot".utf8), Array("-o".utf8), name, Array("--stats=".utf8) + [0xfe]]
        #expect(FilePath(argument: String(decoding: name, as: UTF8.self), among: raw).bytes == name)
        #expect(FilePath(argument: "\u{fffd}", among: raw).bytes == [0xfe])
        #expect(FilePath(argument: "plain", among: raw) == FilePath("plain"))
        #expect(FilePath(argument: "other\u{fffd}", among: raw) == FilePath("other\u{fffd}"))
    }
}
