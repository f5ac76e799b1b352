import Testing

@testable import Validators

@Suite struct DocumentTests {
    /// The specimens of ICAO Doc 9303-4, -5 and -6.
    @Test(arguments: [
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10", "7408122F1204159UTO<<<<<<<<<<<6", "D231458907UTO7408122F1204159<<<<<<<6",
    ])
    func machineReadableZones(line: String) {
        #expect(Validation.mrz.accepts(line))
        let bytes = Array(line.utf8)
        let checked = bytes.count == 30 ? [0, 5, 6, 8, 13, 14] : [0, 8, 9, 13, 18, 19, 21, 26, 27]
        for place in checked {
            var changed = bytes
            changed[place] = changed[place] == 0x35 ? 0x36 : 0x35
            #expect(!Validation.mrz.accepts(changed), "\(place)")
        }
        #expect(!Validation.mrz.accepts(line + "<") && !Validation.mrz.accepts(String(line.dropLast())))
        #expect(!Validation.mrz.accepts(line.lowercased()))
    }

    /// 49 CFR 565.15's own example, and another whose check is X.
    @Test(arguments: ["1M8GDM9AXKP042788", "1HGCM82633A004352", "1m8gdm9axkp042788"])
    func vehicles(text: String) {
        #expect(Validation.vin.accepts(text))
        let bytes = Array(text.utf8)
        for place in bytes.indices where (0x30...0x38).contains(bytes[place]) {
            var changed = bytes
            changed[place] += 1
            #expect(!Validation.vin.accepts(changed), "\(place)")
        }
    }

    @Test(arguments: ["11111111111111111", "1M8GDM9AXKP04278", "1M8GDM9AXKP0427888", "IM8GDM9AXKP042788", "1M8GDM9AXKP04278O", "", "é"])
    func noVehicles(text: String) {
        #expect(!Validation.vin.accepts(text))
    }

    @Test func datesAreThoseOfTheCalendar() {
        #expect(CalendarDate.exists(year: 2000, month: 2, day: 29) && !CalendarDate.exists(year: 1900, month: 2, day: 29))
        #expect(CalendarDate.exists(year: 4, month: 2, day: 29) && !CalendarDate.exists(year: 3, month: 2, day: 29))
        for (month, day) in [(0, 1), (13, 1), (4, 31), (1, 0), (1, 32), (-1, 5)] {
            #expect(!CalendarDate.exists(year: 2001, month: month, day: day))
        }
        #expect(
            (1...12).map { month in (1...31).filter { CalendarDate.exists(year: 2001, month: month, day: $0) }.count }.reduce(0, +) == 365)
    }
}
