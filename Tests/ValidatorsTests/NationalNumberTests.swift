import Testing

@testable import Validators

@Suite struct NationalNumberTests {
    struct Vector: Sendable {
        var number: NationalNumber
        var text: String
        /// The place of the check character, from the end; nil where the number has none.
        var check: Int? = 0
        /// How many characters are right there.
        var right = 1
    }

    /// Made up, but for specimens that authorities print (their cards, forms and specifications).
    static let vectors: [Vector] = [
        Vector(number: .usITIN, text: "952601815", check: nil), Vector(number: .usEIN, text: "14-7433750", check: nil),
        Vector(number: .usNPI, text: "1234567893"), Vector(number: .usNPI, text: "1297933917"),
        Vector(number: .usDEA, text: "FD2088638"), Vector(number: .usDEA, text: "F91234563"),
        Vector(number: .usMBI, text: "1EG4-TE5-MK73", check: nil), Vector(number: .caSIN, text: "642-481-659"),
        Vector(number: .mxCURP, text: "NWOW091010MNLCCXC4"), Vector(number: .mxRFC, text: "ASVM 410523 W33"),
        Vector(number: .mxRFC, text: "MAB-930714-8T4"), Vector(number: .brCPF, text: "529.982.247-25"),
        Vector(number: .brCPF, text: "529.982.247-25", check: 1), Vector(number: .brCNPJ, text: "11.222.333/0001-81"),
        Vector(number: .brCNPJ, text: "12.ABC.345/01DE-35"), Vector(number: .brCNPJ, text: "12.ABC.345/01DE-35", check: 1),
        Vector(number: .brPIS, text: "120.57035.13-3"), Vector(number: .arCUIT, text: "27-60839056-7"),
        Vector(number: .clRUT, text: "12.345.678-5"), Vector(number: .clRUT, text: "10.000.013-K"),
        Vector(number: .clRUT, text: "1.009-k", check: nil, right: 0), Vector(number: .coNIT, text: "382.291.283-1"),
        Vector(number: .peRUC, text: "10211270506"), Vector(number: .uyCI, text: "1.234.567-2"),
        Vector(number: .uyRUT, text: "218271520014"), Vector(number: .ecCI, text: "2220453266"),
        Vector(number: .veRIF, text: "J-08986551-3"), Vector(number: .doCedula, text: "365-6754857-7"),
        Vector(number: .ukNHS, text: "943 476 5919"), Vector(number: .ukNINO, text: "AB 37 91 42 C", check: nil),
        Vector(number: .iePPS, text: "1234567T"), Vector(number: .iePPS, text: "1234567FA", check: 1),
        Vector(number: .deTaxID, text: "86 095 742 719"), Vector(number: .deIDCard, text: "T220001293"),
        Vector(number: .deIDCard, text: "L01X00T471"), Vector(number: .dePension, text: "15 070649 C 103"),
        Vector(number: .deHealth, text: "A123456780"), Vector(number: .deVAT, text: "DE136695976"),
        Vector(number: .frNIR, text: "2 55 08 14 168 025 38"), Vector(number: .frNIR, text: "1 85 05 2A 123 456 33"),
        Vector(number: .frSIREN, text: "732 829 320"), Vector(number: .frSIREN, text: "732 829 320 00074"),
        Vector(number: .frSIREN, text: "356 000 000 00048", check: nil), Vector(number: .esDNI, text: "12345678-Z"),
        Vector(number: .esDNI, text: "X1234567L"), Vector(number: .esDNI, text: "Y6516950Y"),
        Vector(number: .esCIF, text: "B4077502E", right: 2), Vector(number: .ptNIF, text: "123456789"),
        Vector(number: .itFiscalCode, text: "RSSMRA85T10A562S"), Vector(number: .itFiscalCode, text: "KCPEYC74C55H507O"),
        Vector(number: .itFiscalCode, text: "RSSMRA85T10A56NH"), Vector(number: .itVAT, text: "00743110157"),
        Vector(number: .nlBSN, text: "1112.22.333"), Vector(number: .beNRN, text: "85.07.30-033 28"),
        Vector(number: .beNRN, text: "17.07.30-033 84"), Vector(number: .luID, text: "1893120105732"),
        Vector(number: .chAHV, text: "756.9217.0769.85"), Vector(number: .atSVNR, text: "1237 010180", check: 6),
        Vector(number: .sePersonnummer, text: "811218-9876"), Vector(number: .sePersonnummer, text: "19811218-9876"),
        Vector(number: .sePersonnummer, text: "701063-2391"), Vector(number: .noFodselsnummer, text: "291244 83229"),
        Vector(number: .dkCPR, text: "060173-9933"), Vector(number: .fiHETU, text: "131052-308T"),
        Vector(number: .fiHETU, text: "070292F827J"), Vector(number: .isKennitala, text: "120174-3399", check: 1),
        Vector(number: .balticCode, text: "37605030299"), Vector(number: .balticCode, text: "39812183874"),
        Vector(number: .lvCode, text: "130164-21460"), Vector(number: .plPESEL, text: "44051401359"),
        Vector(number: .plNIP, text: "758-164-16-77"), Vector(number: .plREGON, text: "869370238"),
        Vector(number: .plREGON, text: "12345678512347"), Vector(number: .czBirthNumber, text: "710319/2745"),
        Vector(number: .czBirthNumber, text: "420216/3570"), Vector(number: .huTAJ, text: "735 413 865"),
        Vector(number: .huTax, text: "8346597266"), Vector(number: .roCNP, text: "2960704204038"),
        Vector(number: .bgEGN, text: "7523169263"), Vector(number: .hrOIB, text: "33392005961"),
        Vector(number: .grAFM, text: "266603300"), Vector(number: .grAMKA, text: "07055647791"),
        Vector(number: .jmbg, text: "0101006500006"), Vector(number: .uaRNTRC, text: "9820201014"),
        Vector(number: .ruINN, text: "7827004526"), Vector(number: .ruINN, text: "605155722477"),
        Vector(number: .ruSNILS, text: "112-233-445 95"), Vector(number: .mdIDNP, text: "2297072969201"),
        Vector(number: .kzIIN, text: "250308338489"), Vector(number: .trTCKN, text: "17291716060"),
        Vector(number: .ilTeudatZehut, text: "03933742-3"), Vector(number: .ilTeudatZehut, text: "534370515"),
        Vector(number: .aeEmiratesID, text: "784-1984-7285109-0"), Vector(number: .saID, text: "1628439950"),
        Vector(number: .egID, text: "26511230129973", check: nil), Vector(number: .zaID, text: "340911 6747 07 2"),
        Vector(number: .inAadhaar, text: "2341 2341 2346"), Vector(number: .inPAN, text: "VSUPM8190X", check: nil),
        Vector(number: .inGSTIN, text: "27AAPFU0939F1ZV"), Vector(number: .cnResident, text: "11010519491231002X"),
        Vector(number: .hkHKID, text: "A123456(3)"), Vector(number: .hkHKID, text: "G123456(A)"),
        Vector(number: .hkHKID, text: "AB987654(3)"), Vector(number: .twID, text: "A123456789"),
        Vector(number: .jpMyNumber, text: "1234 5678 9018"), Vector(number: .krRRN, text: "440708-2874235"),
        Vector(number: .krBRN, text: "201-78-82531"), Vector(number: .thPIN, text: "2-9318-96047-56-2"),
        Vector(number: .sgNRIC, text: "S1234567D"), Vector(number: .sgNRIC, text: "F1234567N"),
        Vector(number: .sgNRIC, text: "T0000001E"), Vector(number: .sgNRIC, text: "M1234567K"),
        Vector(number: .myNRIC, text: "230325-55-9199", check: nil), Vector(number: .idNIK, text: "3173932201122644", check: nil),
        Vector(number: .auTFN, text: "123 456 782"), Vector(number: .auABN, text: "51 824 753 556"),
        Vector(number: .auACN, text: "004 085 616"), Vector(number: .auMedicare, text: "2123 45670 1", check: 1),
        Vector(number: .nzIRD, text: "49-091-850"), Vector(number: .nzIRD, text: "136-410-132"),
        Vector(number: .nzNHI, text: "ZZZ0016"), Vector(number: .nzNHI, text: "ZZZ00AX"), Vector(number: .nzNHI, text: "ALU18KZ"),
    ]

    @Test(arguments: vectors)
    func acceptsTheRightCheckCharacterOnly(_ vector: Vector) {
        let validation = Validation.national(vector.number)
        let bytes = Array(vector.text.utf8)
        guard vector.right > 0 else {
            #expect(!validation.accepts(bytes), "\(vector)")
            return
        }
        #expect(validation.accepts(bytes), "\(vector)")
        #expect(validation.accepts(vector.text.lowercased()), "\(vector)")
        for wrong in [bytes + bytes, Array(bytes.prefix(4)), bytes + [0x5F], [0x20, 0x20] + bytes, bytes + [0xC3, 0xA9]] {
            #expect(!validation.accepts(wrong), "\(vector) \(wrong.count)")
        }
        guard let check = vector.check else { return }
        let places = bytes.indices.filter { alphanumericValue(bytes[$0]) != nil }
        let place = places[places.count - 1 - check]
        let accepted = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8.filter { character in
            var changed = bytes
            changed[place] = character
            return validation.accepts(changed)
        }
        #expect(accepted.count == vector.right, "\(vector) \(String(decoding: accepted, as: UTF8.self))")
    }

    @Test func everyNumberHasAVector() {
        #expect(Set(Self.vectors.map(\.number)) == Set(NationalNumber.allCases))
        #expect(Set(Self.vectors.compactMap { $0.text.isEmpty ? nil : $0.number.rawValue.prefix(2) }).count >= 45)
    }

    @Test(arguments: [
        (NationalNumber.usITIN, "912-49-1234"), (.usITIN, "812-70-1234"), (.usEIN, "00-1234567"), (.usNPI, "3234567899"),
        (.caSIN, "046-454-286"), (.brCPF, "111.111.111-11"), (.brCNPJ, "00.000.000/0000-00"), (.ukNINO, "GB123456A"),
        (.ukNINO, "AB123456E"), (.ukNINO, "DA123456A"), (.deTaxID, "14359286660"), (.deTaxID, "12345678903"),
        (.deIDCard, "LABX00T471"), (.frNIR, "255991416802538"), (.esDNI, "00000000T"), (.nlBSN, "000000012"),
        (.sePersonnummer, "811318-9876"), (.fiHETU, "310252-308T"), (.fiHETU, "131052*308T"), (.fiHETU, ""), (.plPESEL, "44053201359"),
        (.czBirthNumber, "710319/274"), (.bgEGN, "7533169263"), (.trTCKN, "07291716060"), (.inAadhaar, "123412341234"),
        (.cnResident, "11010519491331002X"), (.krRRN, "441308-2874235"), (.zaID, "340911 6747 37 2"), (.idNIK, "3173933201122644"),
        (.egID, "26511239929973"), (.myNRIC, "230325-00-9199"), (.nzIRD, "9-125-568"), (.nzNHI, "IZZ0016"),
        (.aeEmiratesID, "785198472851090"),
    ])
    func refuses(number: NationalNumber, text: String) {
        #expect(!Validation.national(number).accepts(text))
    }

    /// A check digit is there to find one wrong digit: most numbers find every one, and all find most.
    @Test func findsWrongDigits() {
        var wrong = 0
        var found = 0
        for vector in Self.vectors where vector.check != nil {
            let bytes = Array(vector.text.utf8)
            for place in bytes.indices where (0x30...0x39).contains(bytes[place]) {
                for digit in UInt8(0x30)...0x39 where digit != bytes[place] {
                    var changed = bytes
                    changed[place] = digit
                    wrong += 1
                    found += Validation.national(vector.number).accepts(changed) ? 0 : 1
                }
            }
        }
        #expect(Double(found) / Double(wrong) > 0.985, "\(found) of \(wrong)")
    }

    /// No bytes at all make a validation trap.
    @Test func anyBytesAreAnswered() {
        var random = Generator(seed: 29, for: "anyBytesAreAnswered")
        let alphabets = [Array(UInt8(0)...255), Array("0123456789".utf8), Array("ABCXYZ0123456789 -./()".utf8), Array("0".utf8)]
        for _ in 0..<3_000 {
            let alphabet = alphabets.randomElement(using: &random) ?? []
            let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            for number in NationalNumber.allCases where number.accepts(bytes.span) {
                // One in several thousand at the most passes by chance, and is no longer than such numbers are.
                #expect(bytes.count <= 30)
            }
        }
    }

    @Test func verhoeffFindsSwapsAndISO7064Too() {
        for (number, text) in [(NationalNumber.inAadhaar, "234123412346"), (.hrOIB, "33392005961")] {
            let bytes = Array(text.utf8)
            for place in 0..<bytes.count - 1 where bytes[place] != bytes[place + 1] {
                var swapped = bytes
                swapped.swapAt(place, place + 1)
                #expect(!Validation.national(number).accepts(swapped), "\(text) \(place)")
            }
        }
    }
}
