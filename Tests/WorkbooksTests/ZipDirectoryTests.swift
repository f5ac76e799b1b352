import TestSupport
import Testing

@testable import Workbooks

/// Archives that lie, overlap, or blow up.
@Suite struct ZipDirectoryTests {
    private static func sound() -> ZipMaker { ZipMaker([("a.xml", "<a>text</a>"), ("b/c.xml", "<c/>")]) }

    private func kind(_ bytes: [UInt8]) throws -> WorkbookError.Kind? {
        do throws(WorkbookError) {
            let archive = try file(bytes)
            let directory = try ZipDirectory(archive)
            _ = try ZipEntries(archive, directory)
            return nil
        } catch {
            return error.kind
        }
    }

    @Test func soundOnesAreRead() throws {
        #expect(try kind(Self.sound().bytes()) == nil)
        var maker = Self.sound()
        maker.entries[0].hasDescriptor = true
        #expect(try kind(maker.bytes()) == nil, "descriptors are common")
        #expect(try kind(ZipMaker().bytes()) == nil, "an archive of nothing is one")
    }

    private static var lies: [(String, (inout ZipMaker) -> Void)] {
        [
            ("two names", { (maker: inout ZipMaker) in maker.entries[0].localName = "b.xml" }),
            ("data over the end", { $0.entries[1].compressedSize = 4_000_000 }),
            ("one entry twice", { $0.entries[1].offset = 0 }),
            ("one name twice", { $0.entries[1].name = "A.XML" }),
            ("a name that leads elsewhere", { $0.entries[1].name = "b/../../c.xml" }),
            ("a name from the root", { $0.entries[1].name = "/c.xml" }),
            ("an offset that is none", { $0.entries[1].offset = 0xFFFF_FF00 }),
            ("a control character", { $0.entries[1].name = "b\u{1}.xml" }),
        ]
    }

    @Test func liesAreRefused() throws {
        for (what, change) in Self.lies {
            var maker = Self.sound()
            change(&maker)
            #expect(try kind(maker.bytes()) == .damaged, "\(what)")
        }
    }

    /// What both headers say, and what is not true, shows when the entry is read.
    @Test func sizesThatAreNoneAreRefused() throws {
        var maker = Self.sound()
        maker.entries[0].size = 12
        let archive = try file(maker.bytes())
        let directory = try ZipDirectory(archive)
        let entries = try ZipEntries(archive, directory)
        #expect(throws: WorkbookError.self) { try entries.all(0, directory.entries[0], most: 100) }
    }

    @Test func everyCutIsRefused() throws {
        let bytes = Self.sound().bytes()
        for count in 0..<bytes.count { #expect(try kind(Array(bytes[..<count])) == .damaged, "cut to \(count)") }
    }

    /// Whatever byte is another: no crash, and what is read is what was checked.
    @Test func everyFlippedByteIsSurvived() throws {
        let bytes = Self.sound().bytes()
        for index in bytes.indices {
            for bit in [UInt8(1), 0x80] {
                var changed = bytes
                changed[index] ^= bit
                _ = try kind(changed)
            }
        }
    }

    @Test func overlapsAreRefused() throws {
        // Two entries of the directory share one local header; then one lies within another's data.
        var inner = ZipMaker([("b.xml", "<b/>")])
        let hidden = inner.bytes()
        inner = ZipMaker()
        inner.entries = [.init("a.bin", hidden), .init("b.xml", Array("<b/>".utf8))]
        inner.entries[1].offset = 35
        #expect(try kind(inner.bytes()) == .damaged)
    }

    @Test func bombsAreRefused() throws {
        var maker = Self.sound()
        maker.entries[0].size = 0x7FFF_FFFF
        #expect(try kind(maker.bytes()) == .tooLarge, "one part of two gigabytes")
        maker = ZipMaker((0..<4).map { ("p\($0).xml", "x") })
        for index in maker.entries.indices { maker.entries[index].size = 0x3FFF_FFFF }
        #expect(try kind(maker.bytes()) == .tooLarge, "four of one")
        // Under the limits of size, and over that of ratio.
        maker = ZipMaker((0..<2).map { ("p\($0).xml", String(repeating: "x", count: 1_000)) })
        for index in maker.entries.indices {
            maker.entries[index].size = 100 << 20
            maker.entries[index].method = 8
        }
        #expect(try kind(maker.bytes()) == .tooLarge, "200 MB in two kilobytes")
    }

    /// What lies between entries, or behind the directory, belongs to nothing: no copy has it.
    @Test func gapsAreLeftOut() throws {
        var maker = ZipMaker(
            PlantedWorkbook.office().parts.filter { $0.0.hasPrefix("_rels") || $0.0.hasPrefix("[") || $0.0.hasSuffix("workbook.xml") })
        maker.gap = Array("hidden.secret".utf8)
        let masked = try mask(maker.bytes(), rules: [])
        #expect(masked.isChanged)
        #expect(!String(decoding: masked.bytes, as: UTF8.self).contains("hidden.secret"))
    }

    @Test func secretsInCommentsAreLeftOut() throws {
        var maker = ZipMaker(PlantedWorkbook.office().parts)
        maker.comment = Array("for ann@example.org".utf8)
        maker.entries[0].comment = Array("by bob@example.org".utf8)
        let masked = try mask(maker.bytes())
        #expect(!String(decoding: masked.bytes, as: UTF8.self).contains("@example.org"))
        #expect(masked.places.contains { $0.place == "comment of the archive" })
    }

    @Test func secretsInNamesAreRefused() throws {
        let bytes = workbook(rows: "", more: [("xl/ann@example.org.xml", "<a/>")])
        #expect(throws: WorkbookError(.unmaskable, "a rule finds something in the names of its parts")) { try mask(bytes) }
    }
}
