/// Numbers as JSON spells them (RFC 8259, section 6), compared by their decimal digits: exactly, without rounding, in
/// time linear in the length of the spelling, however large the exponent.
enum JSONNumber {
    static func isWellFormed(_ text: Span<UInt8>) -> Bool {
        var place = 0
        func isAt(_ character: Unicode.Scalar) -> Bool { place < text.count && text[place] == UInt8(ascii: character) }
        /// Steps over digits; whether there was one.
        func skipDigits() -> Bool {
            let start = place
            while place < text.count, Parser.isDigit(text[place]) { place &+= 1 }
            return place > start
        }
        if isAt("-") { place &+= 1 }
        if isAt("0") { place &+= 1 } else if !skipDigits() { return false }
        if isAt(".") {
            place &+= 1
            guard skipDigits() else { return false }
        }
        if isAt("e") || isAt("E") {
            place &+= 1
            if isAt("-") || isAt("+") { place &+= 1 }
            guard skipDigits() else { return false }
        }
        return place == text.count
    }

    /// The parts of a number: ±0.d₁d₂d₃… · 10^exponent, where d₁ is not zero.
    private struct Parts {
        var isNegative = false
        /// Where d₁ stands in the spelling; nil for zero.
        var first: Int?
        /// Behind the last digit of the mantissa.
        var end = 0
        var exponent = 0

        /// Exponents beyond are held to be equal: no spelling that fits a document can make up for them by its digits.
        static let largestExponent = 1 << 60

        init(_ text: Span<UInt8>) {
            var place = 0
            if place < text.count, text[place] == UInt8(ascii: "-") {
                isNegative = true
                place &+= 1
            }
            var pointSeen = false
            while place < text.count {
                let byte = text[place]
                if byte == UInt8(ascii: ".") {
                    pointSeen = true
                } else if Parser.isDigit(byte) {
                    if first == nil, byte != UInt8(ascii: "0") { first = place }
                    // Before the point each digit from the first on counts; behind it each zero before the first one.
                    if first != nil { exponent &+= pointSeen ? 0 : 1 } else if pointSeen { exponent &-= 1 }
                } else {
                    break
                }
                place &+= 1
            }
            end = place
            if place < text.count { exponent &+= Self.readExponent(text, after: place) }
        }

        private static func readExponent(_ text: Span<UInt8>, after letter: Int) -> Int {
            var place = letter + 1
            var isNegative = false
            if place < text.count, !Parser.isDigit(text[place]) {
                isNegative = text[place] == UInt8(ascii: "-")
                place &+= 1
            }
            var value = 0
            while place < text.count, Parser.isDigit(text[place]) {
                if value < largestExponent / 16 {
                    value = value &* 10 &+ Int(text[place] &- UInt8(ascii: "0"))
                } else {
                    value = largestExponent
                }
                place &+= 1
            }
            return isNegative ? -value : value
        }
    }

    enum Order: Sendable, Equatable {
        case less, equal, greater

        var reversed: Order {
            switch self {
            case .less: .greater
            case .equal: .equal
            case .greater: .less
            }
        }
    }

    /// Compares two numbers that are well-formed.
    static func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Order {
        let a = Parts(left)
        let b = Parts(right)
        guard let aFirst = a.first else {
            return b.first == nil ? .equal : b.isNegative ? .greater : .less
        }
        guard let bFirst = b.first else { return a.isNegative ? .less : .greater }
        if a.isNegative != b.isNegative { return a.isNegative ? .less : .greater }
        var order = Order.equal
        if a.exponent != b.exponent {
            order = a.exponent < b.exponent ? .less : .greater
        } else {
            var i = aFirst
            var j = bFirst
            while order == .equal, i < a.end || j < b.end {
                let x = nextDigit(in: left, &i, end: a.end)
                let y = nextDigit(in: right, &j, end: b.end)
                if x != y { order = x < y ? .less : .greater }
            }
        }
        return a.isNegative ? order.reversed : order
    }

    /// The next digit, stepping over the point; zero behind the last.
    private static func nextDigit(in text: Span<UInt8>, _ place: inout Int, end: Int) -> UInt8 {
        if place < end, text[place] == UInt8(ascii: ".") { place &+= 1 }
        guard place < end else { return UInt8(ascii: "0") }
        defer { place &+= 1 }
        return text[place]
    }
}
