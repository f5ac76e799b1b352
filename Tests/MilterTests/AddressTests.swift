import Milter
import Testing

@Suite struct AddressTests {
    @Test(arguments: [
        ("inet:8891@127.0.0.1", "inet:8891@127.0.0.1", true), ("inet:8891", "inet:8891@127.0.0.1", true),
        ("inet6:8891", "inet6:8891@::1", true), ("inet:25@10.0.0.1", "inet:25@10.0.0.1", false),
        ("unix:/run/blot", "unix:/run/blot", true), ("local:/run/blot", "unix:/run/blot", true),
    ])
    func isRead(text: String, written: String, isLocal: Bool) {
        let address = MilterAddress(parsing: text)
        #expect(address?.description == written && address?.isLocal == isLocal)
    }

    @Test(arguments: ["", "8891", "inet:", "inet:0@h", "inet:70000@h", "inet:1@", "inet:1@a@b", "inet:x@h", "unix:", "unix:run", "tcp:1@h"])
    func orIsNone(text: String) {
        #expect(MilterAddress(parsing: text) == nil)
    }

    @Test func longPathsAreNone() {
        #expect(MilterAddress(parsing: "unix:/" + String(repeating: "x", count: 107)) == nil)
        #expect(MilterAddress(parsing: "unix:/" + String(repeating: "x", count: 106)) != nil)
    }
}
