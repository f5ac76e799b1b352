/// Lines such as services write, the same at every run, with a secret here and there.
enum MadeUpLog {
    /// - Parameters:
    ///   - size: bytes, to the line.
    ///   - secrets: one line in so many holds one; 0 means none.
    static func bytes(_ size: Int, oneSecretIn secrets: Int) -> [UInt8] {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func random(_ bound: UInt64) -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state % bound
        }
        func word(_ length: Int) -> String { String((0..<length).map { _ in letters[Int(random(UInt64(letters.count)))] }) }
        var text: [UInt8] = []
        text.reserveCapacity(size + 256)
        var number = 0
        while text.count < size {
            number += 1
            let time = "2026-01-\(10 + random(19))T\(10 + random(13)):\(10 + random(49)):\(10 + random(49)).\(100 + random(899))Z"
            var line = "\(time) \(levels[Int(random(4))]) [worker-\(random(16))] \(words[Int(random(12))]) \(words[Int(random(12))])"
            line += " id=\(String(random(.max), radix: 16)) from 10.\(random(256)).\(random(256)).\(random(256)):\(1024 + random(60_000))"
            if secrets > 0, number % secrets == 0 {
                switch random(3) {
                case 0: line += " password=\(word(14))"
                case 1: line += " user \(word(8))@mail.example.net"
                default: line += " token gh" + "p_\(word(36))"
                }
            }
            line += " took \(random(5_000)) ms\n"
            text += line.utf8
        }
        return text
    }

    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    private static let levels = ["INFO", "DEBUG", "WARN", "ERROR"]
    private static let words = [
        "request", "handled", "user", "session", "cache", "miss", "retry", "queue", "worker", "finished", "timeout", "upstream",
    ]
}
