/// The weights and check characters of each number. `NationalNumber` says where each is described.
extension WeightedCheck {
    // Complements: the whole sum, check digit included, is a multiple of the modulus.
    private static let ten = "0987654321"
    private static let eleven = "0-987654321"
    private static let elevenTenIsZero = "00987654321"
    // Remainders: the check digit is what is left.
    private static let remainderTenIsNone = "0123456789-"
    private static let remainderTenIsZero = "01234567890"

    /// Powers of ten modulo 23 are the weights of a whole number.
    private static let modulo23 = "TRWAGMYFPDXBNJZSQVHLCKE"

    // United Kingdom, Ireland, Iceland
    static let ukNHS = WeightedCheck([10, 9, 8, 7, 6, 5, 4, 3, 2], eleven)
    static let iePPS = WeightedCheck([8, 7, 6, 5, 4, 3, 2], "WABCDEFGHIJKLMNOPQRSTUV")
    static let isKennitala = WeightedCheck([3, 2, 7, 6, 5, 4, 3, 2], eleven)
    // Numbers of documents, Germany's among them (ICAO Doc 9303-3, section 4.9)
    static let documentNumber = WeightedCheck([7, 3, 1, 7, 3, 1, 7, 3, 1], "0123456789")
    // Spain, Portugal
    static let esDNI = WeightedCheck([14, 6, 19, 18, 11, 8, 10, 1], modulo23)
    static let esNIE = WeightedCheck([6, 19, 18, 11, 8, 10, 1], modulo23, from: 1)
    static let ptNIF = WeightedCheck([9, 8, 7, 6, 5, 4, 3, 2], elevenTenIsZero)
    // Netherlands, Denmark, Norway
    static let nlBSN = WeightedCheck([9, 8, 7, 6, 5, 4, 3, 2], remainderTenIsNone)
    static let dkCPR = WeightedCheck([4, 3, 2, 7, 6, 5, 4, 3, 2], eleven)
    static let noFirst = WeightedCheck([3, 7, 6, 1, 8, 9, 4, 5, 2], eleven)
    static let noSecond = WeightedCheck([5, 4, 3, 2, 7, 6, 5, 4, 3, 2], eleven)
    // Switzerland (EAN-13), Austria (in the midst of the number), Hungary
    static let chAHV = WeightedCheck([1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3], ten)
    static let atSVNR = WeightedCheck([3, 7, 9, 0, 5, 8, 4, 2, 1, 6], remainderTenIsNone, at: 3)
    static let huTAJ = WeightedCheck([3, 7, 3, 7, 3, 7, 3, 7], "0123456789")
    static let huTax = WeightedCheck([1, 2, 3, 4, 5, 6, 7, 8, 9], remainderTenIsNone)
    // Poland
    static let plPESEL = WeightedCheck([1, 3, 7, 9, 1, 3, 7, 9, 1, 3], ten)
    static let plNIP = WeightedCheck([6, 5, 7, 2, 3, 4, 5, 6, 7], remainderTenIsNone)
    static let plREGON = WeightedCheck([8, 9, 2, 3, 4, 5, 6, 7], remainderTenIsZero)
    static let plREGON14 = WeightedCheck([2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8], remainderTenIsZero)
    // Romania, Bulgaria, Greece, former Yugoslavia, Ukraine, Russia, Kazakhstan, Moldova
    static let roCNP = WeightedCheck([2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9], "01234567891")
    static let bgEGN = WeightedCheck([2, 4, 8, 5, 10, 9, 7, 3, 6], remainderTenIsZero)
    static let grAFM = WeightedCheck([256, 128, 64, 32, 16, 8, 4, 2], remainderTenIsZero)
    static let jmbg = WeightedCheck([7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], elevenTenIsZero)
    static let uaRNTRC = WeightedCheck([-1, 5, 7, 9, 4, 6, 10, 5, 7], remainderTenIsZero)
    static let ruINN10 = WeightedCheck([2, 4, 10, 3, 5, 9, 4, 6, 8], remainderTenIsZero)
    static let ruINN12First = WeightedCheck([7, 2, 4, 10, 3, 5, 9, 4, 6, 8], remainderTenIsZero)
    static let ruINN12Second = WeightedCheck([3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8], remainderTenIsZero)
    static let mdIDNP = WeightedCheck([7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1], "0123456789")
    // Baltic states; those of two stages come in pairs
    static let lvCode = WeightedCheck([10, 5, 8, 4, 2, 1, 6, 3, 7, 9], "12345678900")
    static let balticFirst = WeightedCheck([1, 2, 3, 4, 5, 6, 7, 8, 9, 1], remainderTenIsNone)
    static let balticSecond = WeightedCheck([3, 4, 5, 6, 7, 8, 9, 1, 2, 3], remainderTenIsZero)
    static let kzFirst = WeightedCheck([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], remainderTenIsNone)
    static let kzSecond = WeightedCheck([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2], remainderTenIsNone)
    // Brazil: a second check digit over the first
    static let brCPFFirst = WeightedCheck([10, 9, 8, 7, 6, 5, 4, 3, 2], elevenTenIsZero)
    static let brCPFSecond = WeightedCheck([11, 10, 9, 8, 7, 6, 5, 4, 3, 2], elevenTenIsZero)
    static let brPIS = WeightedCheck([3, 2, 9, 8, 7, 6, 5, 4, 3, 2], elevenTenIsZero)
    // The rest of Latin America
    static let arCUIT = WeightedCheck([5, 4, 3, 2, 7, 6, 5, 4, 3, 2], "09987654321")
    static let peRUC = WeightedCheck([5, 4, 3, 2, 7, 6, 5, 4, 3, 2], "10987654321")
    static let uyCI = WeightedCheck([2, 9, 8, 7, 6, 3, 4], ten)
    static let uyRUT = WeightedCheck([4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], eleven)
    static let clRUT = WeightedCheck([3, 2, 7, 6, 5, 4, 3, 2], "0K987654321")
    static let clRUTShort = WeightedCheck([2, 7, 6, 5, 4, 3, 2], "0K987654321")
    static let veRIF = WeightedCheck([3, 2, 7, 6, 5, 4, 3, 2], elevenTenIsZero, from: 1)
    static let coNIT = WeightedCheck([41, 37, 29, 23, 19, 17, 13, 7, 3], "01987654321")
    static let coNIT10 = WeightedCheck([43, 41, 37, 29, 23, 19, 17, 13, 7, 3], "01987654321")
    // Australia, New Zealand
    static let auTFN = WeightedCheck([1, 4, 3, 7, 5, 8, 6, 9], remainderTenIsNone)
    static let auMedicare = WeightedCheck([1, 3, 7, 9, 1, 3, 7, 9], "0123456789")
    static let auACN = WeightedCheck([8, 7, 6, 5, 4, 3, 2, 1], ten)
    static let nzIRDFirst = WeightedCheck([3, 2, 7, 6, 5, 4, 3, 2], eleven)
    static let nzIRDSecond = WeightedCheck([7, 4, 3, 2, 5, 2, 7, 6], eleven)
    // East and South-East Asia
    static let jpMyNumber = WeightedCheck([6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], elevenTenIsZero)
    static let krRRN = WeightedCheck([2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5], "10987654321")
    static let krBRN = WeightedCheck([1, 3, 7, 1, 3, 7, 1, 3, 5], ten)
    static let thPIN = WeightedCheck([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2], "10987654321")
    static let cnResident = WeightedCheck([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], "10X98765432")
    static let sgCitizen = WeightedCheck([2, 7, 6, 5, 4, 3, 2], "JZIHGFEDCBA", from: 1)
    static let sgForeigner = WeightedCheck([2, 7, 6, 5, 4, 3, 2], "XWUTRQPNMLK", from: 1)
    static let sgForeignerM = WeightedCheck([2, 7, 6, 5, 4, 3, 2], "XWUTRQPNJLK", from: 1)
}
