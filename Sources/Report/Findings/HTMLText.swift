/// Text as it stands in HTML, between tags and in quoted attributes (HTML Living Standard, 13.1.2).
enum HTMLText {
    static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in Printable.text(text).unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    static func escaped(_ bytes: [UInt8]) -> String { escaped(String(decoding: bytes, as: UTF8.self)) }
}
