import Glibc

/// Rules of the tests' own, for a start in milliseconds and findings that are easy to foretell.
enum MadeUp {
    private static let folder = Workspace()

    static let pack = """
        pack: made-up
        version: 1.0.0
        description: Rules of the tests
        rules:
          - id: made-up-token
            description: A token that no vendor has
            category: credential
            severity: high
            confidence: high
            pattern: 'tok_[a-z0-9]{12}'
            examples:
              match: ['tok_<<a-z0-9*12>>']
              no_match: ['tok_short']
          - id: made-up-name
            description: A name that nobody has
            category: personal
            severity: low
            confidence: low
            pattern: 'name_[a-z]{6}'
          - id: made-up-box
            description: A box of several lines
            category: credential
            severity: critical
            confidence: high
            multiline: true
            keywords: ['BEGIN BOX']
            pattern: 'BEGIN BOX[\\s\\S]{0,200}?END BOX'

        """

    static let slowPack = """
        pack: slow
        version: 1.0.0
        description: A rule that needs more steps than it may take
        rules:
          - id: many-steps
            description: Repeats in repeats
            category: credential
            severity: high
            confidence: high
            pattern: 'key=(?:a+)+[!?]'

        """

    /// Options that run these rules alone.
    static let options: [String] = {
        let path = try? folder.write("made-up.yaml", pack)
        return ["--no-default-rules", "--rules", path ?? ""]
    }()

    static let slowOptions: [String] = {
        let path = try? folder.write("slow.yaml", slowPack)
        return ["--no-default-rules", "--rules", path ?? "", "--match-limit", "1000"]
    }()

    static let rulesFile = options[2]

    static let token = "tok_" + "abc123def456"
    static let name = "name_" + "foobar"

    /// What no rule here may find, and what no program may change.
    static let line = "2026-01-02 03:04:05 INFO user=\(name) sent \(token), twice \(token)\r\n"
    static let masked =
        "2026-01-02 03:04:05 INFO user=[REDACTED:made-up-name] sent [REDACTED:made-up-token], twice [REDACTED:made-up-token]\r\n"
    /// A record that the slow rule gives up on.
    static let slowRecord = "key=" + String(repeating: "a", count: 400)
}
