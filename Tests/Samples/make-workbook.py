#!/usr/bin/env python3
"""Writes a small workbook with made-up secrets, to try things with.

    make-workbook.py FILE.xlsx
"""
import sys
import zipfile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HOST = "example.org"


def text(place, value):
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


rows = [
    text("A1", "name") + text("B1", "SSN") + text("C1", "card") + text("D1", "note"),
    text("A2", "Ann") + '<c r="B2"><v>519603827</v></c>' + f'<c r="C2"><v>{"41111111111" + "11110"}</v></c>' + text("D2", "asked twice"),
    text("A3", "Bo") + '<c r="B3"><v>519603828</v></c>' + text("D3", f"write to bo@{HOST}"),
]
comment = f"<text><t>ask ann@{HOST} first</t></text>"
types = [("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("comments1", "comments")]
parts = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + "".join(f'<Override PartName="/xl/{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{t}+xml"/>' for n, t in types) + "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATION}"><sheets><sheet name="Users" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f'<worksheet {MAIN}><sheetData>' + "".join(f'<row r="{i + 1}">{r}</row>' for i, r in enumerate(rows)) + "</sheetData></worksheet>",
    "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATION}/comments" Target="../comments1.xml"/></Relationships>',
    "xl/comments1.xml": f'<comments {MAIN}><authors><author>Cy</author></authors><commentList><comment ref="A2" authorId="0">{comment}</comment></commentList></comments>',
}
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    for name, content in parts.items():
        archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), '<?xml version="1.0" encoding="UTF-8"?>\n' + content, zipfile.ZIP_DEFLATED)
