/// The type of a part: RFC 2045, 5.1.
struct ContentType {
    /// `text/html`, in lower case. What is none is text, as RFC 2045, 5.2 has it.
    var name = "text/plain"
    /// Nothing was said, or nothing that makes sense.
    var isImplied = true
    var parameters = ParameterList()

    var family: Substring { name[..<(name.utf8.firstIndex(of: UInt8(ascii: "/")) ?? name.endIndex)] }
    var isMultipart: Bool { name.hasPrefix("multipart/") }
    var charset: String? { parameters["charset"].map { String(decoding: $0, as: UTF8.self) } }

    init() {}

    init(implied name: String) { self.name = name }

    /// - Parameter value: of the field, in `bytes`.
    init(_ bytes: [UInt8], _ value: Range<Int>) {
        parameters = ParameterList(bytes, value)
        let text = parameters.head
        let slash = UInt8(ascii: "/")
        guard text.utf8.count(where: { $0 == slash }) == 1, text.utf8.first != slash, text.utf8.last != slash else { return }
        name = text
        isImplied = false
    }
}
