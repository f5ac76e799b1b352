/// Workbooks with a secret in every place that holds text: each place has its own, so that what is left tells where.
public struct PlantedWorkbook {
    /// The secrets, as a reader sees them, by place.
    public private(set) var secrets: [(place: String, text: String)] = []
    public private(set) var parts: [(String, String)] = []

    /// Made up, and built here, so that none stands in a file.
    private mutating func plant(_ place: String) -> String {
        let text = "k\(secrets.count + 1).\(place)" + "@" + "leaky.example.org"
        secrets.append((place, text))
        return text
    }

    /// In the form that a function gives it.
    private mutating func plant(_ place: String, _ form: (String) -> String) -> String { form(plant(place)) }

    /// A card number that rounding to 15 digits has left without its check digit.
    public static let roundedCard = "411111111111" + "1110"
    public static let shortCard = "4.11111111111" + "111E15"
    /// In columns that say what they hold.
    public static let numbers = ["5196" + "03827", "5196" + "03828", "5196" + "03829"]

    private static let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
    private static let r = "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
    private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

    private mutating func add(_ name: String, _ text: String) { parts.append((name, Self.head + text)) }

    private mutating func add(relationships name: String, _ items: [(id: String, type: String, target: String, isExternal: Bool)]) {
        let list = items.map {
            "<Relationship Id=\"\($0.id)\" Type=\"\(Self.relation)\($0.type)\" Target=\"\($0.target)\"\($0.isExternal ? " TargetMode=\"External\"" : "")/>"
        }
        add(name, "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\(list.joined())</Relationships>")
    }

    // MARK: - Office

    public static func office() -> PlantedWorkbook {
        var book = PlantedWorkbook()
        book.addPackage()
        book.addSheets()
        book.addBesideSheets()
        book.addData()
        return book
    }

    private mutating func addPackage() {
        let spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml."
        let types: [(String, String)] = [
            ("xl/workbook.xml", spreadsheet + "sheet.main+xml"), ("xl/worksheets/sheet1.xml", spreadsheet + "worksheet+xml"),
            ("xl/worksheets/sheet2.xml", spreadsheet + "worksheet+xml"), ("xl/worksheets/sheet3.xml", spreadsheet + "worksheet+xml"),
            ("xl/sharedStrings.xml", spreadsheet + "sharedStrings+xml"), ("xl/comments1.xml", spreadsheet + "comments+xml"),
            ("xl/tables/table1.xml", spreadsheet + "table+xml"),
            ("xl/threadedComments/threadedComment1.xml", "application/vnd.ms-excel.threadedcomments+xml"),
            ("xl/persons/person.xml", "application/vnd.ms-excel.person+xml"),
            ("xl/drawings/drawing1.xml", "application/vnd.openxmlformats-officedocument.drawing+xml"),
            ("xl/charts/chart1.xml", "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"),
            ("xl/pivotCache/pivotCacheDefinition1.xml", spreadsheet + "pivotCacheDefinition+xml"),
            ("xl/pivotCache/pivotCacheRecords1.xml", spreadsheet + "pivotCacheRecords+xml"),
            ("xl/externalLinks/externalLink1.xml", spreadsheet + "externalLink+xml"),
            ("xl/queryTables/queryTable1.xml", spreadsheet + "queryTable+xml"), ("xl/connections.xml", spreadsheet + "connections+xml"),
            ("xl/revisions/revisionLog1.xml", spreadsheet + "revisionLog+xml"),
            ("xl/revisions/userNames.xml", spreadsheet + "userNames+xml"),
            ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
            ("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
            ("docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml"),
        ]
        add(
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + "<Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>"
                + types.map { "<Override PartName=\"/\($0.0)\" ContentType=\"\($0.1)\"/>" }.joined() + "</Types>")
        add(
            relationships: "_rels/.rels",
            [
                ("rId1", "officeDocument", "xl/workbook.xml", false), ("rId2", "extended-properties", "docProps/app.xml", false),
                ("rId3", "custom-properties", "docProps/custom.xml", false),
                ("rId4", "metadata/core-properties", "docProps/core.xml", false),
            ])
        add(
            "docProps/core.xml",
            "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:creator>\(plant("core-creator"))</dc:creator><cp:keywords>\(plant("core-keywords"))</cp:keywords></cp:coreProperties>"
        )
        let name = plant("sheet-name")
        sheetName = name
        add(
            "docProps/app.xml",
            "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\" xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\"><Company>\(plant("app-company"))</Company><TitlesOfParts><vt:vector size=\"1\" baseType=\"lpstr\"><vt:lpstr>\(name)</vt:lpstr></vt:vector></TitlesOfParts></Properties>"
        )
        add(
            "docProps/custom.xml",
            "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\"><property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"2\" name=\"\(plant("custom-name"))\"><vt:lpwstr>\(plant("custom-value"))</vt:lpwstr></property></Properties>"
        )
    }

    private var sheetName = ""

    private mutating func addSheets() {
        add(
            "xl/workbook.xml",
            "<workbook \(Self.main) \(Self.r)><fileSharing userName=\"\(plant("file-sharing"))\"/><sheets><sheet name=\"Users\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"\(sheetName)\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/><sheet name=\"Deep\" sheetId=\"3\" state=\"veryHidden\" r:id=\"rId3\"/></sheets><externalReferences><externalReference r:id=\"rId5\"/></externalReferences><definedNames><definedName name=\"owner\" comment=\"\(plant("name-comment"))\">\"\(plant("defined-name"))\"</definedName><definedName name=\"there\">'\(sheetName)'!$A$1</definedName></definedNames><pivotCaches><pivotCache cacheId=\"1\" r:id=\"rId6\"/></pivotCaches></workbook>"
        )
        add(
            relationships: "xl/_rels/workbook.xml.rels",
            [
                ("rId1", "worksheet", "worksheets/sheet1.xml", false), ("rId2", "worksheet", "worksheets/sheet2.xml", false),
                ("rId3", "worksheet", "worksheets/sheet3.xml", false), ("rId4", "sharedStrings", "sharedStrings.xml", false),
                ("rId5", "externalLink", "externalLinks/externalLink1.xml", false),
                ("rId6", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml", false),
                ("rId7", "connections", "connections.xml", false), ("rId8", "customXml", "../customXml/item1.xml", false),
            ])
        let rich = plant("rich-text")
        let half = rich.index(rich.startIndex, offsetBy: rich.count / 2)
        let escaped = plant("office-escape") { $0.replacing("@", with: "_x0040_") }
        let entity = plant("entity") { $0.replacing("@", with: "&#64;").replacing("leaky", with: "le&#x61;ky") }
        let header = plant("table-header")
        tableHeader = header
        let strings = [
            "<t>id</t>", "<t>Customer SSN</t>", "<t>note</t>", "<t>\(header)</t>", "<t>\(plant("shared-string"))</t>",
            "<r><rPr><b/></rPr><t>\(rich[..<half])</t></r><r><t>\(rich[half...])</t></r>",
            "<t>base</t><rPh sb=\"0\" eb=\"1\"><t>\(plant("phonetic"))</t></rPh>", "<t>\(escaped)</t>", "<t>\(entity)</t>",
            "<t>\(Self.numbers[0])</t>", "<t><![CDATA[\(plant("cdata"))]]></t>",
        ]
        add(
            "xl/sharedStrings.xml",
            "<sst \(Self.main) count=\"12\" uniqueCount=\"\(strings.count)\">\(strings.map { "<si>\($0)</si>" }.joined())</sst>")
        let cells = [
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c></row>",
            "<row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"B2\" s=\"0\"><v>\(Self.numbers[1])</v></c><c r=\"C2\" t=\"s\"><v>9</v></c><c r=\"D2\" t=\"s\"><v>4</v></c></row>",
            "<row r=\"3\"><c r=\"A3\"><v>8</v></c><c r=\"B3\" t=\"s\"><v>9</v></c><c r=\"C3\" t=\"s\"><v>5</v></c><c r=\"D3\" t=\"s\"><v>6</v></c></row>",
            "<row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>\(plant("inline"))</t></is></c><c r=\"B4\" t=\"inlineStr\"><is><t>\(Self.numbers[2])</t></is></c><c r=\"C4\"><v>\(Self.roundedCard)</v></c><c r=\"D4\" t=\"n\"><v>\(Self.shortCard)</v></c></row>",
            "<row r=\"5\"><c r=\"A5\" t=\"str\"><f>\"\(plant("formula-literal"))\"&amp;\"\"</f><v>\(secrets.last?.text ?? "")</v></c><c r=\"C5\" t=\"str\"><f>CONCATENATE(C1,C1)</f><v>\(plant("cached-value"))</v></c><c r=\"D5\" t=\"s\"><v>7</v></c></row>",
            "<row r=\"6\"><c r=\"A6\" t=\"str\"><f t=\"shared\" ref=\"A6:A7\" si=\"0\">'\(sheetName)'!A1</f><v>\(plant("shared-formula"))</v></c><c r=\"C6\" t=\"s\"><v>8</v></c><c r=\"D6\" t=\"s\"><v>10</v></c></row>",
            "<row r=\"7\"><c r=\"A7\" t=\"str\"><f t=\"shared\" si=\"0\"/><v>\(plant("shared-formula-2"))</v></c></row>",
        ]
        let tail = [
            "<autoFilter ref=\"A1:D7\"><filterColumn colId=\"3\"><filters><filter val=\"\(plant("filter"))\"/><filter val=\"\(Self.numbers[1])\"/></filters></filterColumn></autoFilter>",
            "<conditionalFormatting sqref=\"A1\"><cfRule type=\"containsText\" priority=\"1\" operator=\"containsText\" text=\"\(plant("condition-text"))\"><formula>NOT(ISERROR(SEARCH(\"\(plant("condition-formula"))\",A1)))</formula></cfRule></conditionalFormatting>",
            "<dataValidations count=\"1\"><dataValidation type=\"list\" sqref=\"C9\" promptTitle=\"pick\" prompt=\"\(plant("validation-prompt"))\" error=\"\(plant("validation-error"))\"><formula1>\"one,\(plant("validation-list"))\"</formula1></dataValidation></dataValidations>",
            "<hyperlinks><hyperlink ref=\"A4\" r:id=\"rId1\" tooltip=\"\(plant("link-tooltip"))\" display=\"\(plant("link-display"))\"/><hyperlink ref=\"A5\" location=\"'\(sheetName)'!A1\"/></hyperlinks>",
            "<headerFooter><oddHeader>&amp;L&amp;\"Arial,Bold\"\(plant("header"))&amp;C&amp;P</oddHeader><oddFooter>&amp;R&amp;8\(plant("footer"))</oddFooter></headerFooter>",
            "<drawing r:id=\"rId3\"/><legacyDrawing r:id=\"rId4\"/><tableParts count=\"1\"><tablePart r:id=\"rId5\"/></tableParts>",
        ]
        add(
            "xl/worksheets/sheet1.xml",
            "<worksheet \(Self.main) \(Self.r)><sheetData>\(cells.joined())</sheetData>\(tail.joined())</worksheet>")
        let percent = plant("link-target") { $0.replacing("@", with: "%40") }
        add(
            relationships: "xl/worksheets/_rels/sheet1.xml.rels",
            [
                ("rId1", "hyperlink", "mailto:\(percent)?subject=x", true), ("rId2", "comments", "../comments1.xml", false),
                ("rId3", "drawing", "../drawings/drawing1.xml", false), ("rId4", "vmlDrawing", "../drawings/vmlDrawing1.vml", false),
                ("rId5", "table", "../tables/table1.xml", false),
                ("rId6", "queryTable", "../queryTables/queryTable1.xml", false),
            ])
        for (number, place) in [(2, "hidden-sheet"), (3, "very-hidden-sheet")] {
            add(
                "xl/worksheets/sheet\(number).xml",
                "<worksheet \(Self.main)><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>\(plant(place))</t></is></c></row></sheetData></worksheet>"
            )
        }
    }

    private var tableHeader = ""

    private mutating func addBesideSheets() {
        let threaded = plant("threaded-comment")
        add(
            "xl/comments1.xml",
            "<comments \(Self.main)><authors><author>\(plant("comment-author"))</author></authors><commentList><comment ref=\"A2\" authorId=\"0\"><text><r><t>\(plant("comment")), number \(Self.numbers[1]).</t></r></text></comment><comment ref=\"A3\" authorId=\"0\"><text><t>[Threaded comment] \(threaded)</t></text></comment></commentList></comments>"
        )
        add(
            "xl/threadedComments/threadedComment1.xml",
            "<ThreadedComments xmlns=\"http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments\"><threadedComment ref=\"A3\" dT=\"2024-01-01T00:00:00.00\" personId=\"{00000000-0000-0000-0000-000000000001}\" id=\"{00000000-0000-0000-0000-000000000002}\"><text>\(threaded)</text></threadedComment></ThreadedComments>"
        )
        add(
            "xl/persons/person.xml",
            "<personList xmlns=\"http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments\"><person displayName=\"Ann\" id=\"{00000000-0000-0000-0000-000000000001}\" userId=\"\(plant("person"))\" providerId=\"AD\"/></personList>"
        )
        add(
            "xl/tables/table1.xml",
            "<table \(Self.main) id=\"1\" name=\"Table1\" displayName=\"Table1\" ref=\"A1:D7\" comment=\"\(plant("table-comment"))\"><autoFilter ref=\"A1:D7\"/><tableColumns count=\"4\"><tableColumn id=\"1\" name=\"id\"/><tableColumn id=\"2\" name=\"Customer SSN\"/><tableColumn id=\"3\" name=\"note\"/><tableColumn id=\"4\" name=\"\(tableHeader)\"/></tableColumns></table>"
        )
        let a = "http://schemas.openxmlformats.org/drawingml/2006/main"
        let split = plant("text-box")
        let half = split.index(split.startIndex, offsetBy: 6)
        add(
            "xl/drawings/drawing1.xml",
            "<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" xmlns:a=\"\(a)\"><xdr:absoluteAnchor><xdr:pos x=\"0\" y=\"0\"/><xdr:ext cx=\"5000000\" cy=\"2000000\"/><xdr:sp macro=\"\" textlink=\"\"><xdr:nvSpPr><xdr:cNvPr id=\"2\" name=\"box\" descr=\"\(plant("alternative-text"))\"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>\(split[..<half])</a:t></a:r><a:r><a:rPr b=\"1\"/><a:t>\(split[half...])</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:absoluteAnchor></xdr:wsDr>"
        )
        add(relationships: "xl/drawings/_rels/drawing1.xml.rels", [("rId1", "chart", "../charts/chart1.xml", false)])
        add(
            "xl/drawings/vmlDrawing1.vml",
            "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><v:shape id=\"s1\" alt=\"\(plant("vml-alt"))\" type=\"#t\"><v:textbox><div style=\"text-align:left\"><font>\(plant("vml-text"))</font></div></v:textbox><x:ClientData ObjectType=\"Note\"/></v:shape></xml>"
        )
        let c = "http://schemas.openxmlformats.org/drawingml/2006/chart"
        add(
            "xl/charts/chart1.xml",
            "<c:chartSpace xmlns:c=\"\(c)\" xmlns:a=\"\(a)\"><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>\(plant("chart-title"))</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:barDir val=\"col\"/><c:ser><c:idx val=\"0\"/><c:order val=\"0\"/><c:cat><c:strRef><c:f>'\(sheetName)'!$A$1</c:f><c:strCache><c:ptCount val=\"1\"/><c:pt idx=\"0\"><c:v>\(plant("chart-cache"))</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Users!$C$4</c:f><c:numCache><c:ptCount val=\"2\"/><c:pt idx=\"0\"><c:v>\(Self.roundedCard)</c:v></c:pt><c:pt idx=\"1\"><c:v>\(Self.numbers[1])</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser><c:axId val=\"411111111\"/><c:axId val=\"411111112\"/></c:barChart></c:plotArea></c:chart></c:chartSpace>"
        )
    }

    private mutating func addData() {
        add(
            "xl/pivotCache/pivotCacheDefinition1.xml",
            "<pivotCacheDefinition \(Self.main) \(Self.r) r:id=\"rId1\" refreshedBy=\"\(plant("pivot-refreshed-by"))\" recordCount=\"1\"><cacheSource type=\"worksheet\"><worksheetSource ref=\"A1:D7\" sheet=\"\(sheetName)\"/></cacheSource><cacheFields count=\"2\"><cacheField name=\"card\"><sharedItems containsSemiMixedTypes=\"0\" containsString=\"0\" containsNumber=\"1\" minValue=\"\(Self.roundedCard)\" maxValue=\"\(Self.roundedCard)\"/></cacheField><cacheField name=\"\(tableHeader)\"><sharedItems count=\"1\"><s v=\"\(plant("pivot-item"))\"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>"
        )
        add(
            relationships: "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels",
            [("rId1", "pivotCacheRecords", "pivotCacheRecords1.xml", false)])
        add(
            "xl/pivotCache/pivotCacheRecords1.xml",
            "<pivotCacheRecords \(Self.main) count=\"3\"><r><n v=\"\(Self.roundedCard)\"/><x v=\"0\"/></r><r><n v=\"\(Self.numbers[2])\"/><x v=\"0\"/></r><r><n v=\"\(Self.shortCard)\"></n><s v=\"\(plant("pivot-record"))\"/></r></pivotCacheRecords>"
        )
        add(
            "xl/externalLinks/externalLink1.xml",
            "<externalLink \(Self.main) \(Self.r)><externalBook r:id=\"rId1\"><sheetNames><sheetName val=\"\(plant("external-sheet"))\"/></sheetNames><sheetDataSet><sheetData sheetId=\"0\"><row r=\"1\"><cell r=\"A1\" t=\"str\"><v>\(plant("external-cell"))</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>"
        )
        add(
            relationships: "xl/externalLinks/_rels/externalLink1.xml.rels",
            [
                ("rId1", "externalLinkPath", "file:///home/\(plant("external-path"))/book.xlsx", true)
            ])
        add(
            "xl/queryTables/queryTable1.xml",
            "<queryTable \(Self.main) name=\"\(plant("query-table"))\" connectionId=\"1\"><queryTableRefresh><queryTableFields count=\"1\"><queryTableField id=\"1\" name=\"\(plant("query-field"))\"/></queryTableFields></queryTableRefresh></queryTable>"
        )
        add(
            "xl/connections.xml",
            "<connections \(Self.main)><connection id=\"1\" name=\"c\" type=\"1\" refreshedVersion=\"6\"><dbPr connection=\"Provider=x;User=\(plant("connection"))\" command=\"select '\(plant("connection-command"))'\"/></connection></connections>"
        )
        add(
            "customXml/item1.xml",
            "<data owner=\"\(plant("custom-xml-attribute"))\"><!-- \(plant("custom-xml-comment")) --><who>\(plant("custom-xml"))</who><password>Gf8k2LmQx7\("Vr")</password></data>"
        )
        secrets.append(("custom-xml-field", "Gf8k2LmQx7" + "Vr"))
        add(
            "xl/revisions/revisionLog1.xml",
            "<revisions \(Self.main)><rcc rId=\"1\" sId=\"1\"><oc r=\"A1\" t=\"inlineStr\"><is><t>\(plant("revision-old"))</t></is></oc><nc r=\"A1\" t=\"inlineStr\"><is><t>\(plant("revision-new"))</t></is></nc></rcc></revisions>"
        )
        add(
            "xl/revisions/userNames.xml",
            "<users \(Self.main) count=\"1\"><userInfo guid=\"{00000000-0000-0000-0000-000000000003}\" name=\"\(plant("revision-user"))\" id=\"-1\" dateTime=\"2024-01-01T00:00:00\"/></users>"
        )
    }

    // MARK: - OpenDocument

    public static func openDocument() -> PlantedWorkbook {
        var book = PlantedWorkbook()
        book.addOpenDocument()
        return book
    }

    private mutating func addOpenDocument() {
        parts.append(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"))
        let o = "urn:oasis:names:tc:opendocument:xmlns:"
        let names =
            "xmlns:office=\"\(o)office:1.0\" xmlns:table=\"\(o)table:1.0\" xmlns:text=\"\(o)text:1.0\" xmlns:style=\"\(o)style:1.0\" xmlns:meta=\"\(o)meta:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" office:version=\"1.3\""
        let split = plant("ods-span")
        let half = split.index(split.startIndex, offsetBy: 6)
        let link = plant("ods-link") { $0.replacing("@", with: "%40") }
        let rows = [
            "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>id</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>Customer SSN</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>note</text:p></table:table-cell></table:table-row>",
            "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"\(Self.numbers[0])\"><text:p>519,603,827</text:p></table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"\(Self.roundedCard)\"><text:p>4.11E+15</text:p></table:table-cell></table:table-row>",
            "<table:table-row><table:table-cell office:value-type=\"string\"><office:annotation><dc:creator>\(plant("ods-annotation-author"))</dc:creator><text:p>\(plant("ods-annotation"))</text:p></office:annotation><text:p>\(plant("ods-cell"))</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>\(Self.numbers[1])</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p><text:span>\(split[..<half])</text:span>\(split[half...])</text:p></table:table-cell></table:table-row>",
            "<table:table-row><table:table-cell table:formula=\"of:=&quot;\(plant("ods-formula"))&quot;\" office:value-type=\"string\" office:string-value=\"\(secrets.last?.text ?? "")\"><text:p>\(secrets.last?.text ?? "")</text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type=\"string\"><text:p><text:a xlink:href=\"mailto:\(link)\">\(plant("ods-link-text"))</text:a></text:p></table:table-cell></table:table-row>",
        ]
        add(
            "content.xml",
            "<office:document-content \(names)><office:body><office:spreadsheet><table:tracked-changes><table:cell-content-change table:id=\"ct1\"><office:change-info><dc:creator>\(plant("ods-change-author"))</dc:creator></office:change-info><table:previous><table:change-track-table-cell office:value-type=\"string\"><text:p>\(plant("ods-change"))</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes><table:content-validations><table:content-validation table:name=\"val1\" table:condition=\"of:cell-content-is-in-list(&quot;\(plant("ods-validation"))&quot;)\"><table:help-message><text:p>\(plant("ods-help"))</text:p></table:help-message></table:content-validation></table:content-validations><table:table table:name=\"Users\">\(rows.joined())</table:table><table:table table:name=\"\(plant("ods-table-name"))\"><table:table-row><table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row></table:table><table:named-expressions><table:named-expression table:name=\"n\" table:expression=\"&quot;\(plant("ods-name"))&quot;\"/></table:named-expressions></office:spreadsheet></office:body></office:document-content>"
        )
        add(
            "styles.xml",
            "<office:document-styles \(names)><office:master-styles><style:master-page style:name=\"Default\"><style:header><text:p>\(plant("ods-header"))</text:p></style:header></style:master-page></office:master-styles></office:document-styles>"
        )
        add(
            "meta.xml",
            "<office:document-meta \(names)><office:meta><meta:initial-creator>\(plant("ods-creator"))</meta:initial-creator><meta:user-defined meta:name=\"who\">\(plant("ods-user-defined"))</meta:user-defined></office:meta></office:document-meta>"
        )
        add(
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/><manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/><manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
        )
    }
}
