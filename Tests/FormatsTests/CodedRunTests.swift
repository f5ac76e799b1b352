import Bytes
import Foundation
import TestSupport
import Testing

@testable import Formats

/// What is thrown out before it is looked at holds no text.
@Suite struct CodedRunTests {
    private func runs(_ text: [UInt8], _ next: (UnsafeBufferPointer<UInt8>, Int) -> Range<Int>?) -> [Range<Int>] {
        unsafe text.withUnsafeBufferPointer { bytes in
            var found: [Range<Int>] = []
            var at = 0
            while let run = unsafe next(bytes, at) {
                at = run.upperBound
                if unsafe !CodedDigits.all(in: run, of: bytes).isEmpty { found.append(run) }
            }
            return found
        }
    }

    @Test(arguments: UInt64(1)...200) func throwsOutNothingThatHoldsText(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces: [String] = (0..<40).map { _ in
            let plain = (0..<Int.random(in: 0..<30, using: &random) + 6).map { _ in
                "abc @é€😀\t/1Z".randomElement(using: &random).map(String.init) ?? ""
            }.joined()
            let noise = (0..<Int.random(in: 0..<30, using: &random) + 6).map { _ in UInt8.random(in: 0...255, using: &random) }
            switch Int.random(in: 0..<8, using: &random) {
            case 0: return Data(plain.utf8).base64EncodedString()
            case 1: return "word-" + Data(plain.utf8).base64EncodedString()
            case 2: return plain.utf8.map { String(format: "%02x", $0) }.joined()
            case 3: return "f" + plain.utf8.map { String(format: "%02X", $0) }.joined()
            case 4: return Data(noise).base64EncodedString()
            case 5: return noise.map { String(format: "%02x", $0) }.joined() + "/" + plain.utf8.map { String(format: "%02x", $0) }.joined()
            case 6: return "path/to/some-file_name/" + Data(plain.utf8).base64EncodedString()
            default: return UUID().uuidString
            }
        }
        let text = Array(pieces.joined(separator: " ").utf8)
        let all = unsafe runs(text) { unsafe ByteSearch.wordRun(in: $0, from: $1) }
        let kept = unsafe runs(text) { unsafe ByteSearch.codedRun(in: $0, from: $1) }
        #expect(!all.isEmpty)
        #expect(all == kept, "seed \(seed)")
    }
}
