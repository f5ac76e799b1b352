internal import Engine
internal import FuzzSupport
internal import JSONPath
internal import Masking

// Laws 1, 2, 4, 5 and 8 for text in other spellings, one in another: few rules, so that most of an execution is decoding.

private func rule(_ id: String, _ detection: Detection, _ mask: MaskStrategy = .label, _ change: (inout Rule) -> Void = { _ in }) -> Rule {
    var rule = Rule(id: id, detection: detection, place: RulePlace(file: "fuzz.yaml", line: 1))
    rule.mask = mask
    change(&rule)
    return rule
}

private func rules(_ masks: [MaskStrategy]) -> [Rule] {
    [
        rule("token", .pattern("tok_[a-z0-9]{2,6}"), masks[0]), rule("field", .fields(["password", "key"]), masks[1]),
        rule("near", .pattern("(?<![0-9])[0-9]{4}(?![0-9])"), masks[2]) { $0.near = ContextWords(words: ["ssn"], within: 20) },
        rule("block", .pattern("BEGIN(?s:.*?)END"), masks[0]) {
            $0.isMultiline = true
            $0.keywords = ["BEGIN"]
        }, rule("mail", .pattern("\\b[a-z]+@[a-z]+\\.com\\b"), masks[2]),
    ]
}

private struct Bench {
    let fast, reference: BlockRun

    init(_ rules: [Rule], decodeDepth: Int) {
        fast = BlockRun(rules, .fast, decodeDepth: decodeDepth)
        reference = BlockRun(rules, .reference, decodeDepth: decodeDepth)
    }
}

private nonisolated(unsafe) let benches = [
    Bench(rules([.label, .label, .label]), decodeDepth: 3),
    Bench(rules([.keep(first: 1, last: 2), .fill(UInt8(ascii: "*")), .pseudonym]), decodeDepth: 6),
    Bench(rules([.fixed("x"), .remove, .fixed("a\"b\\c")]), decodeDepth: 2),
]

/// What finds nothing, wherever it looks.
private nonisolated(unsafe) let nothing = BlockRun([rule("never", .pattern("\\x01\\x02never"))], .fast, decodeDepth: 6)

private let words: [[UInt8]] =
    [
        "tok_ab12", "password", "password=", "password: ", "\"password\":\"", "hunter22", "key", "ssn 1234", "ann@acme.com", "BEGIN", "END",
        "\n",
        "\r\n", " ", "\"", "{\"a\":", "}", ",", "INSERT INTO `t` (`id`, `password`) VALUES (", "'hunter22'", ")",
        "{\"name\":\"password\",\"value\":\"",
        "é", "😀", "\0", "\\", "%", "&", "=", "[REDACTED:token]", "[WITHHELD:unstable]", "\u{1B}[31m", "\u{1B}[0m", "tok_", "\\u", "%u",
        "\\n", "\\\"",
        "/", "VALUES", "<Buffer ", "[1 2 3 ", "==",
    ].map { Array($0.utf8) } + [[0xFF, 0xFE], [0xC3], [0xED, 0xA0, 0x80]]

/// For messages.
private func shown(_ text: [UInt8]) -> String { String(decoding: text, as: UTF8.self).debugDescription }

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLayers(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard count > 1 else { return 0 }
    let input = unsafe bytes(start, count)
    let text = LayeredText.text(from: input[1...], words: words)
    guard text.count < 8_000 else { return 0 }
    require(nothing.mask(text).output == text, "law 1: nothing is found, and bytes change: \(shown(text))")
    let bench = benches[Int(input[0] & 15) % benches.count]
    let whole = bench.fast.mask(text)
    require(whole.keepsTheRest, "law 1: bytes beside the masks changed: \(shown(text)) → \(shown(whole.output))")
    let again = bench.fast.mask(whole.output).output
    require(again == whole.output, "law 4: masked again, it changes: \(shown(text)) → \(shown(whole.output)) → \(shown(again))")
    let ends = text.indices.filter { text[$0] == UInt8(ascii: "\n") }
    if !ends.isEmpty {
        let cut = ends[Int(input[0] >> 4) % ends.count] + 1
        let parts = bench.fast.mask(text, cut: cut).output
        require(parts == whole.output, "law 2: a cut at \(cut) shows: \(shown(text)) → \(shown(whole.output)), \(shown(parts))")
    }
    if text.count < 2000 {
        let plain = bench.reference.mask(text).output
        require(plain == whole.output, "law 8: the engines differ: \(shown(text)) → \(shown(whole.output)), \(shown(plain))")
    }
    if !text.contains(0x0A), let tree = try? JSONTree(parsing: text.span), tree.isContainer(tree.root) {
        require((try? JSONTree(parsing: whole.output.span)) != nil, "law 5: it is JSON no more: \(shown(text)) → \(shown(whole.output))")
    }
    return 0
}
