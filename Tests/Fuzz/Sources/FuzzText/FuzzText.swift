internal import Engine
internal import FuzzSupport

// Laws 1, 2, 4 and 8 with the default rules: what stands between the masks is the input's, cuts between lines do not
// show, masking again changes nothing, and the reference engine says the same.

private let rules = DefaultRules.rules.filter(\.isEnabled)
private nonisolated(unsafe) let fast = BlockRun(rules, .fast)
private nonisolated(unsafe) let plain = BlockRun(rules, .reference)

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzText(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    guard count > 0 else { return 0 }
    let input = unsafe bytes(start, count)
    // Where the first byte begins with a bit, the text is in other spellings.
    let text =
        input[0] < 0x80
        ? DefaultRules.text(from: Array(input.dropFirst())) : LayeredText.text(from: input[1...], words: DefaultRules.examples)
    guard text.count < 20_000 else { return 0 }
    let whole = fast.mask(text)
    require(whole.keepsTheRest, "law 1: bytes beside the masks changed")
    let again = fast.mask(whole.output)
    require(again.output == whole.output, "law 4: masked again, it changes")
    let ends = text.indices.filter { text[$0] == UInt8(ascii: "\n") }
    if !ends.isEmpty {
        let cut = ends[Int(input[0]) % ends.count] + 1
        require(fast.mask(text, cut: cut).output == whole.output, "law 2: a cut at \(cut) shows")
    }
    // Slower by far than all else.
    if text.count < 2000, !whole.isWithheld {
        let other = plain.mask(text)
        if !other.isWithheld { require(other.output == whole.output, "law 8: the reference engine says otherwise") }
    }
    return 0
}
