/// Numbers that states give to people and companies, by country and name, as rules call them (`validate: br-cpf`).
///
/// Each is described where it is tested: `NationalNumber+Americas.swift` and its siblings.
public enum NationalNumber: String, Sendable, Hashable, CaseIterable {
    // The Americas
    case usITIN = "us-itin"
    case usEIN = "us-ein"
    case usNPI = "us-npi"
    case usDEA = "us-dea"
    case usMBI = "us-mbi"
    case caSIN = "ca-sin"
    case mxCURP = "mx-curp"
    case mxRFC = "mx-rfc"
    case brCPF = "br-cpf"
    case brCNPJ = "br-cnpj"
    case brPIS = "br-pis"
    case arCUIT = "ar-cuit"
    case clRUT = "cl-rut"
    case coNIT = "co-nit"
    case peRUC = "pe-ruc"
    case uyCI = "uy-ci"
    case uyRUT = "uy-rut"
    case ecCI = "ec-ci"
    case veRIF = "ve-rif"
    case doCedula = "do-cedula"
    // Western Europe
    case ukNHS = "uk-nhs"
    case ukNINO = "uk-nino"
    case iePPS = "ie-pps"
    case deTaxID = "de-tax-id"
    case deIDCard = "de-id-card"
    case dePension = "de-pension"
    case deHealth = "de-health"
    case deVAT = "de-vat"
    case frNIR = "fr-nir"
    case frSIREN = "fr-siren"
    case esDNI = "es-dni"
    case esCIF = "es-cif"
    case ptNIF = "pt-nif"
    case itFiscalCode = "it-fiscal-code"
    case itVAT = "it-vat"
    case nlBSN = "nl-bsn"
    case beNRN = "be-nrn"
    case luID = "lu-id"
    case chAHV = "ch-ahv"
    case atSVNR = "at-svnr"
    // The north
    case sePersonnummer = "se-personnummer"
    case noFodselsnummer = "no-fodselsnummer"
    case dkCPR = "dk-cpr"
    case fiHETU = "fi-hetu"
    case isKennitala = "is-kennitala"
    case balticCode = "ee-lt-code"
    case lvCode = "lv-code"
    // Central and eastern Europe
    case plPESEL = "pl-pesel"
    case plNIP = "pl-nip"
    case plREGON = "pl-regon"
    case czBirthNumber = "cz-birth-number"
    case huTAJ = "hu-taj"
    case huTax = "hu-tax"
    case roCNP = "ro-cnp"
    case bgEGN = "bg-egn"
    case hrOIB = "hr-oib"
    case grAFM = "gr-afm"
    case grAMKA = "gr-amka"
    case jmbg
    case uaRNTRC = "ua-rntrc"
    case ruINN = "ru-inn"
    case ruSNILS = "ru-snils"
    case mdIDNP = "md-idnp"
    case kzIIN = "kz-iin"
    // The Middle East and Africa
    case trTCKN = "tr-tckn"
    case ilTeudatZehut = "il-teudat-zehut"
    case aeEmiratesID = "ae-emirates-id"
    case saID = "sa-id"
    case egID = "eg-id"
    case zaID = "za-id"
    // Asia and the Pacific
    case inAadhaar = "in-aadhaar"
    case inPAN = "in-pan"
    case inGSTIN = "in-gstin"
    case cnResident = "cn-resident"
    case hkHKID = "hk-hkid"
    case twID = "tw-id"
    case jpMyNumber = "jp-my-number"
    case krRRN = "kr-rrn"
    case krBRN = "kr-brn"
    case thPIN = "th-pin"
    case sgNRIC = "sg-nric"
    case myNRIC = "my-nric"
    case idNIK = "id-nik"
    case auTFN = "au-tfn"
    case auABN = "au-abn"
    case auACN = "au-acn"
    case auMedicare = "au-medicare"
    case nzIRD = "nz-ird"
    case nzNHI = "nz-nhi"

    /// Whether `secret` is such a number: form, parts and check digits. Separators are those of `IdentityText`.
    func accepts(_ secret: Span<UInt8>) -> Bool {
        // Where the sign between date and number says in which century.
        if self == .fiHETU { return PersonalIdentityCode.accepts(secret) }
        guard let text = IdentityText(secret) else { return false }
        return acceptsAmerican(text) ?? acceptsWestern(text) ?? acceptsNorthern(text) ?? acceptsEastern(text)
            ?? acceptsSouthern(text) ?? acceptsPacific(text) ?? false
    }
}
