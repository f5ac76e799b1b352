internal import Glibc

/// An input as libFuzzer gives it.
public func bytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: start, count: count))
}

/// A pattern and the text it is tried on: the bytes before the first line end, and those behind it.
public func patternAndText(_ bytes: [UInt8]) -> (pattern: String, text: [UInt8])? {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let pattern = String(decoding: bytes[..<end], as: UTF8.self)
    // What is no UTF-8 was repaired; such a pattern cannot come from a rule file.
    guard Array(pattern.utf8) == Array(bytes[..<end]) else { return nil }
    return (pattern, Array(bytes[(end + 1)...]))
}

/// Ends the run where a law is broken; libFuzzer keeps the input.
public func require(_ isTrue: Bool, _ message: @autoclosure () -> String) {
    guard !isTrue else { return }
    // A release build keeps no message.
    print(message())
    unsafe fflush(nil)
    preconditionFailure(message())
}
