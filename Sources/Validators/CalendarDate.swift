/// Days that there are, for numbers that begin with a date of birth.
enum CalendarDate {
    private static let days: InlineArray<12, UInt8> = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    /// Whether the day is one of the Gregorian calendar. Of a `year` below 100 the century is not known, and any will do.
    static func exists(year: Int, month: Int, day: Int) -> Bool {
        guard (1...12).contains(month), day >= 1, day <= Int(days[month - 1]) else { return false }
        guard month == 2, day == 29 else { return true }
        return year.isMultiple(of: 4) && (year < 100 || !year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }
}

extension IdentityText {
    /// The order in which a date of birth stands, two digits each.
    enum DateOrder { case yearFirst, dayFirst }

    /// Whether six digits from `start` on are a date, century unknown. `month` and `day` undo what a country adds to them:
    /// 50 to the month of women, 40 to the day of those who are not resident.
    func hasDate(
        at start: Int = 0, _ order: DateOrder = .yearFirst, century: Int = 0, month: (Int) -> Int = { $0 }, day: (Int) -> Int = { $0 }
    ) -> Bool {
        guard start + 6 <= count else { return false }
        let first = number(start, 2)
        let last = number(start + 4, 2)
        let year = order == .yearFirst ? first : last
        return CalendarDate.exists(
            year: century + year, month: month(number(start + 2, 2)), day: day(order == .yearFirst ? last : first))
    }

    /// Whether eight digits from `start` on are a day of 1850 to 2099, the year first.
    func hasLongDate(at start: Int) -> Bool {
        guard start + 8 <= count else { return false }
        let year = number(start, 4)
        return (1850...2099).contains(year) && CalendarDate.exists(year: year, month: number(start + 4, 2), day: number(start + 6, 2))
    }
}
