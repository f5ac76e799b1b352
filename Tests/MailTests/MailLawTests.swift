import Engine
import Formats
import Masking
import TestSupport
import Testing

@testable import Mail

/// The laws over messages that nobody would write.
@Suite struct MailLawTests {
    private static let pieces: [Bytes] = [
        "Content-Type: multipart/mixed; boundary=a\n", "Content-Type: multipart/alternative;\r\n boundary=\"ab\"\r\n",
        "Content-Type: text/html\n",
        "Content-Type: text/plain; charset=iso-2022-jp\n", "Content-Type: text/plain; charset=utf-7\n",
        "Content-Type: text/plain; charset=utf-16\n",
        "Content-Type: message/rfc822\n", "Content-Transfer-Encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n",
        "Content-Disposition: attachment; filename*0=tok_abc; filename*1=123def456\n",
        "Subject: =?utf-8?Q?tok=5Fabc?= =?utf-8?B?MTIzZGVmNDU2?=\n",
        "Subject: x\n \(token)\n", "X: \(token)\r\n", "\n", "\n", "\r\n", "--a\n", "--a--\n", "--ab\n", "--ab--\r\n", "--a \n",
        "\(token)\n", "tok=5Fabc123=\ndef456\n",
        "dG9rX2FiYzEyM2RlZjQ1Ng==\n", "dG9rX2Fi\nYzEyM2RlZjQ1Ng", "tok_<b>abc123</b>def456\n", "tok&#95;abc123def456\n",
        "password: hunter22\n", "BEGIN BOX\n",
        "END BOX\n", "\u{1B}$BF|K\\\u{1B}(B\(token)\u{1B}$B8l\u{1B}(B\n", "From x@y Thu Jan  1 00:00:00 1970\n", ".\n", " ", "\r", "\0",
        "=", "begin 644 x\n",
    ].map { Bytes($0.utf8) }

    /// Masks that say nothing, anything, or some of the secret.
    private static let strategies: [MaskStrategy] = [
        .label, .label, .label, .remove, .fixed("gone. = x"), .fill(0x2A), .keep(first: 2, last: 1),
    ]

    @Test(arguments: 0..<1_500) func holds(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var message = Bytes("From: a@b.org\n".utf8)
        for _ in 0..<Int.random(in: 1...25, using: &random) { message += Self.pieces.randomElement(using: &random)! }
        var options = MailOptions()
        options.policy = MailPolicy(parsing: "all=keep")!
        let rules = testRules.map { rule in
            var rule = rule
            rule.mask = Self.strategies.randomElement(using: &random)
            return rule
        }
        let masked = try mask(message, rules: rules, options: options)
        guard masked.refusal == nil else { return }
        let again = try mask(masked.bytes, rules: rules, options: options)
        #expect(
            again.refusal == nil && again.leaks == 0 && again.bytes == masked.bytes,
            "seed \(seed): \(message.debugText)\n→ \(masked.bytes.debugText)\n→ \(again.bytes.debugText)")
        #expect((masked.leaks > 0) == (masked.bytes != message), "seed \(seed)")
    }
}

extension Bytes {
    var debugText: String { String(decoding: self, as: UTF8.self).debugDescription }
}
