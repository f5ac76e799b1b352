extension FilePath: CustomStringConvertible {
    public var description: String { displayName }

    /// The path for people and reports: printable, on one line, without control of the terminal that shows it.
    ///
    /// Bytes that are not UTF-8 become `\xHH`, control and other invisible characters `\n`, `\x1b`, `\u{202e}`, a
    /// backslash `\\`. Two different paths never show as the same name.
    public var displayName: String {
        var name = ""
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var position = 0
        while true {
            switch parser.parseScalar(from: &rest) {
            case .emptyInput:
                return name
            case .valid(let encoded):
                position += encoded.count
                append(Unicode.UTF8.decode(encoded), to: &name)
            case .error(let length):
                for byte in bytes[position..<min(position + length, bytes.count)] {
                    name += "\\x" + hex(byte)
                }
                position += length
            }
        }
    }

    private func append(_ scalar: Unicode.Scalar, to name: inout String) {
        switch scalar {
        case "\\": name += "\\\\"
        case "\n": name += "\\n"
        case "\r": name += "\\r"
        case "\t": name += "\\t"
        case _ where scalar.value < 0x20 || scalar.value == 0x7f: name += "\\x" + hex(UInt8(scalar.value))
        case _ where scalar.isASCII: name.unicodeScalars.append(scalar)
        default:
            switch scalar.properties.generalCategory {
            // Invisible, or able to reorder the text around it.
            case .control, .format, .lineSeparator, .paragraphSeparator:
                name += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: name.unicodeScalars.append(scalar)
            }
        }
    }

    private func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}

extension FilePath {
    /// The path behind a command line argument that arrived as a `String`.
    ///
    /// Swift repairs arguments that are not UTF-8, and the repaired name is that of no file. If `argument` shows signs
    /// of repair, this looks for it among the `raw` arguments (the bytes of `argv`), whole or after `--option=`.
    public init(argument: String, among raw: [[UInt8]]) {
        if argument.unicodeScalars.contains("\u{fffd}") {
            for candidate in raw {
                if String(decoding: candidate, as: UTF8.self) == argument {
                    self.init(bytes: candidate)
                    return
                }
                if let equals = candidate.firstIndex(of: UInt8(ascii: "=")) {
                    let value = candidate[(equals + 1)...]
                    if String(decoding: value, as: UTF8.self) == argument {
                        self.init(bytes: Array(value))
                        return
                    }
                }
            }
        }
        self.init(argument)
    }
}
