internal import Bytes
internal import Engine

/// Whether a row names columns: it holds no values, what stands below it does, or its words are those that headers have.
@safe struct HeaderCheck {
    private let reading: DialectFinder.Reading
    private let sample: UnsafeBufferPointer<UInt8>
    private let first: Int

    init(_ reading: DialectFinder.Reading, _ sample: UnsafeBufferPointer<UInt8>, first: Int) {
        self.reading = reading
        unsafe self.sample = sample
        self.first = first
    }

    /// A row of the table that is looked at.
    private static let mostRows = 60
    /// Longer ones are sentences.
    static let longestName = 64
    private static let mostWords = 6

    /// A name: short, beginning with a letter, and no sentence.
    static func isName(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = unsafe cell.first, cell.count <= longestName else { return false }
        guard
            (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first) || first >= 0x80 || first == UInt8(ascii: "_")
                || first == UInt8(ascii: "#")
        else { return false }
        let words = unsafe cell.split(separator: UInt8(ascii: " "))
        guard words.count <= mostWords else { return false }
        // A sentence ends like one.
        guard let last = unsafe cell.last, last != UInt8(ascii: "."), last != UInt8(ascii: "!") else { return false }
        return unsafe last != UInt8(ascii: " ") && !cell.contains { $0 < 0x20 }
    }

    var isHeader: Bool {
        let header = reading.rows[first]
        let rows = reading.rows[(first + 1)..<min(reading.rows.count, first + 1 + Self.mostRows)]
        if namesSecrets(header, rows) { return true }
        var names = 0
        var years = 0
        var empty = 0
        var seen: Set<[UInt8]> = []
        for index in header.cells.indices {
            let cell = unsafe sample.part(header.cells[index])
            switch header.types[index] {
            case .empty: empty += 1
            case .text:
                if unsafe Self.mayName(cell) { names += 1 }
                // Twice the same name is more often twice the same value.
                if unsafe !seen.insert(cell.map { $0 }).inserted { return false }
            case .integer where unsafe Self.isYear(cell): years += 1
            case .code where unsafe Self.isName(cell) && !rows.contains(where: { index < $0.types.count && $0.types[index] == .code }):
                names += 1
            case .flag where !rows.contains(where: { index < $0.types.count && $0.types[index] == .flag }): names += 1
            case .integer, .decimal, .date, .email, .flag, .code, .mask: return false
            }
        }
        guard names > 0, names + years + empty == header.cells.count, empty * 2 <= header.cells.count else { return false }
        return score(header, rows) > 0
    }

    /// Whether a name is one that columns of row numbers have.
    static func countsRows(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe name.isEmpty || words(of: name).contains { counting.contains($0) }
    }

    private static let counting = list(
        "id ids no nr num number count counter index idx row rowid line seq sequence key pk rank pos position nummer lfd")

    /// Whether a row has names of what must not leak, which make it a header whatever else stands in it: numbers, dates, masks.
    ///
    /// What the other cells hold does not count, since masks may take their place (law 4). Names that are values as well, such as
    /// `email`, want another one beside them; one that stands again in a row below is a value.
    private func namesSecrets(_ header: DialectFinder.Row, _ rows: ArraySlice<DialectFinder.Row>) -> Bool {
        var telling = 0
        var personal = 0
        var known = 0
        for index in header.cells.indices where header.types[index] == .text {
            let cell = unsafe sample.part(header.cells[index])
            guard unsafe Self.isName(cell) else { continue }
            let words = unsafe Self.words(of: cell)
            guard words.count <= Self.mostSecretWords, let last = words.last, Self.known.contains(last) || Self.secret.contains(last)
            else { continue }
            let stands = rows.contains { row in
                guard index < row.cells.count else { return false }
                return unsafe sample.part(row.cells[index]).elementsEqual(cell)
            }
            if stands { continue }
            known += 1
            if Self.secret.contains(last) { telling += 1 }
            if Self.personal.contains(last) { personal += 1 }
        }
        return telling > 0 || personal > 0 && known > 1
    }

    private static let mostSecretWords = 3

    /// Nothing but names.
    private static let secret = list("password passwort passwd pwd passphrase kennwort ssn iban cvv cvc contraseña")
    /// Names, and kinds of things as well.
    private static let personal = list(
        """
        email emails mail phone tel telephone mobile fax address addr street firstname lastname surname fullname dob birthday birth token
        secret card bic sin vorname nachname strasse straße prenom prénom adresse apellido direccion achternaam imie nazwisko
        """)

    private static func list(_ words: String) -> Set<[UInt8]> {
        Set(words.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { Array($0.utf8) })
    }

    private static func isYear(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe cell.count == 4
            && (cell[0] == UInt8(ascii: "1") && cell[1] == UInt8(ascii: "9")
                || cell[0] == UInt8(ascii: "2") && cell[1] == UInt8(ascii: "0"))
    }

    /// Names may be longer and odder than `isName` has it, where values below tell them.
    private static func mayName(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe cell.count <= 2 * longestName && !cell.contains(UInt8(ascii: "\n"))
    }

    /// What speaks for names, less what speaks for values.
    private func score(_ header: DialectFinder.Row, _ rows: ArraySlice<DialectFinder.Row>) -> Double {
        var score = 0.0
        for index in header.cells.indices where [.text, .code, .flag].contains(header.types[index]) {
            let cell = unsafe sample.part(header.cells[index])
            if unsafe Self.isKnown(cell) { score += 1 }
            if unsafe Self.isIdentifier(cell) { score += 0.4 }
            var values = 0
            var texts = 0
            var same = 0
            var isLike = 0
            for row in rows where index < row.cells.count {
                let type = row.types[index]
                if type.isValue { values += 1 }
                if type == .text { texts += 1 }
                let below = unsafe sample.part(row.cells[index])
                if unsafe below.elementsEqual(cell) { same += 1 }
                if unsafe Self.shape(below) == Self.shape(cell) { isLike += 1 }
            }
            if values > texts { score += 1 }
            if same > 0 { score -= 1 }
            // Values of one shape, and so is what stands above them: it is one of them.
            if texts > 1, isLike == values + texts { score -= 0.3 } else if texts > 1, isLike == 0 { score += 0.2 }
        }
        return score
    }

    /// What kinds of letters a text has, and in which order: `Aa Aa`, `aa_aa`.
    private static func shape(_ cell: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var shape: [UInt8] = []
        for byte in unsafe cell.prefix(longestName) {
            let kind: UInt8
            switch byte {
            case 0x30...0x39: kind = UInt8(ascii: "0")
            case 0x41...0x5A: kind = UInt8(ascii: "A")
            case 0x61...0x7A, 0x80...: kind = UInt8(ascii: "a")
            default: kind = byte
            }
            if shape.last != kind { shape.append(kind) }
        }
        return shape
    }

    /// `user_id`, `userId`, `user.name`: nobody writes values so.
    private static func isIdentifier(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        var joints = 0
        var steps = 0
        var before: UInt8 = 0
        for byte in unsafe cell {
            switch byte {
            case UInt8(ascii: "_"): joints += 1
            case 0x41...0x5A: if (0x61...0x7A).contains(before) { steps += 1 }
            case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "."): break
            default: return false
            }
            before = byte
        }
        return joints + steps > 0
    }

    private static func isKnown(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        let words = unsafe words(of: cell)
        return words.count <= mostWords && words.contains { known.contains($0) }
    }

    /// The words of a name, in lower case.
    private static func words(of cell: UnsafeBufferPointer<UInt8>) -> [[UInt8]] {
        let name = ColumnName(unsafe cell.span)
        // Between the colon and the blank that end the name's context.
        return name.context.dropFirst(name.text.count + 2).split(separator: UInt8(ascii: " "))
            .map { $0.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 } }
    }

    /// Words of headers, in some of the languages that exports are written in.
    private static let known = list(
        """
        id ids uuid guid key code name names firstname lastname surname fullname username login user users account accounts email emails mail
        phone phones tel telephone mobile fax address addr street city town zip postcode postal state country region county province lat lon
        latitude longitude date dates time timestamp datetime created updated modified started ended start end year month day week hour birth
        birthday dob age sex gender title type kind category class group level status description desc comment comments note notes message text
        subject body url uri link website domain host hostname ip port path file filename size length width height depth weight count total
        amount price cost value values qty quantity rate percent currency balance tax discount sum avg mean min max score rank number no num
        nr ssn sin iban bic card cvv password token secret order orders item items product products sku customer customers client vendor
        supplier company organization organisation department team manager owner author role job salary language locale version model brand
        color colour source target event action method result error reason severity priority tags label labels active enabled flag index
        first last middle invoice payment transaction payee debit credit branch vorname nachname anrede strasse straße ort plz land datum
        betrag preis menge kunde nummer konto bezeichnung nom prenom prénom adresse ville pays montant nombre apellido nombre direccion ciudad
        fecha importe cantidad voornaam achternaam naam straat plaats bedrag imie nazwisko
        """)
}
