#!/usr/bin/env python3
"""Write mails that hide one made-up token in every way that mail has: transfer encodings, character sets, forms of header fields,
HTML, attachments, and structures that readers take apart in different ways.

    make-mails.py FOLDER TOKEN NUMBER

TOKEN is like tok_abc123def456. NUMBER stands in a column `ssn` of a table.
"""
import base64, gzip, io, os, quopri, sys, zipfile

out, T, N = sys.argv[1:4]
assert len(T) == 16 and T[3] == "_"
os.makedirs(out, exist_ok=True)
# The token in three pieces, and with its underline escaped.
A, B, C = T[:7], T[7:10], T[10:]
Q = T.replace("_", "=5F")
HEAD = "From: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\n"
TEXT = f"Hello, the key is {T} and more of it.\r\nSecond {T}line.\r\n".encode()


def write(name, content):
    with open(os.path.join(out, name + ".eml"), "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)


def b64(data):
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def qp(data):
    return quopri.encodestring(data).replace(b"\n", b"\r\n")


def all_qp(data):
    return b"".join(b"=%02X" % byte + (b"=\r\n" if i % 20 == 19 else b"") for i, byte in enumerate(data))


def single(name, kind, encoding, body):
    write(name, f"{HEAD}Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body)


def header(name, field):
    write("header-" + name, f"{HEAD}{field}\r\nContent-Type: text/plain\r\n\r\nbody\r\n")


def attached(name, kind, disposition, body, encoding="base64"):
    write("attached-" + name, (
        f'{HEAD}Content-Type: multipart/mixed; boundary="=_b1"\r\n\r\npreamble\r\n--=_b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n'
        f"--=_b1\r\nContent-Type: {kind}\r\nContent-Disposition: {disposition}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode() + body + b"\r\n--=_b1--\r\nepilogue\r\n")


def page(name, html):
    single("html-" + name, "text/html; charset=utf-8", "quoted-printable", qp(html.encode()))


def packed(entries):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return data.getvalue()


# Transfer encodings.
for encoding, encode in [("7bit", bytes), ("8bit", bytes), ("binary", bytes), ("base64", b64), ("quoted-printable", qp)]:
    single("encoding-" + encoding, "text/plain", encoding, encode(TEXT))
single("quoted-escaped", "text/plain", "quoted-printable", all_qp(T.encode()))
single("quoted-soft", "text/plain", "quoted-printable", f"key {A[:6]}=\r\n{A[6:]}{B}=20=\r\n  {C} {A}=  \r\n{B}{C}\r\n".encode())
flat = base64.b64encode(TEXT)
single("base64-odd", "text/plain", "base64", b"!" + b"\r\n".join(flat[i:i + 5] for i in range(0, len(flat), 5)) + b"\r\n")
single("base64-unpadded", "text/plain", "base64", flat.rstrip(b"="))

# Character sets.
SAMPLES = {
    "koi8-r": "привет", "windows-1251": "привет", "iso-2022-jp": "日本語", "shift_jis": "日本語", "euc-jp": "日本語", "gb18030": "中文", "big5": "中文",
    "euc-kr": "한국어", "utf-8": "grüße", "iso-8859-1": "grüße", "iso-8859-15": "grüße", "windows-1252": "grüße", "utf-16": "grüße",
    "utf-16le": "grüße", "utf-7": "grüße", "utf-32": "grüße",
}
for charset, sample in SAMPLES.items():
    data = f"{sample}{T}{sample}\r\n{sample} {T}\r\n".encode(charset)
    isWide = charset in ("utf-16", "utf-16le", "utf-32")
    single("charset-base64-" + charset, "text/plain; charset=" + charset, "base64", b64(data))
    single("charset-quoted-" + charset, f'text/plain; charset="{charset}"', "quoted-printable", all_qp(data) if isWide else qp(data))
    if not isWide:
        single("charset-8bit-" + charset, "text/plain; charset=" + charset, "8bit", data)

# Header fields.
header("plain", f"Subject: key {T} end")
header("folded", f"Subject: key\r\n {T}\r\n\tand more")
header("q", f"Subject: =?utf-8?Q?key=3D{Q}_=C3=A4?=")
header("b", "Subject: =?utf-8?B?" + base64.b64encode(f"ä {T} ö".encode()).decode() + "?=")
header("adjacent", f"Subject: =?utf-8?Q?a_{A.replace('_', '=5F')}?=\r\n =?iso-8859-1?B?"
       + base64.b64encode((B + C + " ä").encode("latin-1")).decode() + "?= tail")
header("three", f"Subject: =?utf-8?Q?a_{A.replace('_', '=5F')}?= =?utf-8?Q?{B}?=\r\n\t=?utf-8?Q?{C}?=")
header("stateful", "Subject: =?iso-2022-jp?B?" + base64.b64encode(f"日本{T}語".encode("iso-2022-jp")).decode() + "?=")
header("quoted", f'X-Info: "quoted {A[:3]}\\_{A[4:]}\\{B}{C}" (comment)')
header("comment", f"X-Info: value (comment {T})")
header("phrase", f"X-Who: =?utf-8?Q?{Q}?= <x@y.z>")

# Parameters and attachments.
attached("name", f'application/octet-stream; name="{T}.bin"', f'attachment; filename="{T}.bin"', b64(b"x"))
attached("name-pieces", "application/octet-stream", f'attachment;\r\n filename*0="{A}";\r\n filename*1="{B}{C}.txt"', b64(b"x"))
attached("name-extended", "application/octet-stream",
         f"attachment;\r\n filename*0*=utf-8''t%6F{A[2:]};\r\n filename*1*={B}%{ord(C[0]):02x}{C[1:3]};\r\n filename*2=\"{C[3:]}.txt\"", b64(b"x"))
attached("name-word", f'application/octet-stream; name="=?utf-8?Q?{Q}?="', "attachment", b64(b"x"))
attached("log", "application/octet-stream", "attachment; filename=app.log", b64(TEXT * 30))
attached("json", "application/json", "attachment; filename=a.json",
         b64(('{\n "a": [1, 2],\n "k": "' + A[:4] + "\\u%04x" % ord(A[4]) + A[5:] + B + C + '"\n}\n').encode()))
attached("csv", "text/csv", "attachment; filename=a.csv", b64(f'id,ssn,name\r\n1,{N},"{A} ""x"" {T}"\r\n2,{N},x\r\n'.encode()))
archive = packed([("a/app.log", TEXT * 5), ("b.json", '{"k":"%s"}' % T)])
attached("zip", "application/zip", "attachment; filename=a.zip", b64(archive))
attached("zip-zip", "application/zip", "attachment; filename=a.zip", b64(packed([("in.zip", archive), ("c.log.gz", gzip.compress(TEXT))])))
attached("gzip", "application/gzip", "attachment; filename=a.log.gz", b64(gzip.compress(TEXT * 9)))
book = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
attached("workbook", "application/octet-stream", "attachment; filename=a.xlsx", b64(packed([
    ("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
     'ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
     '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'),
    ("xl/workbook.xml", f'<workbook xmlns="{book}" xmlns:r="{relations}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'),
    ("xl/_rels/workbook.xml.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
     f'Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'),
    ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{book}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>ssn</t></is></c></row>'
     f'<row r="2"><c r="A2"><v>{N}</v></c><c r="B2" t="inlineStr"><is><t>{A}</t><t>{B}{C}</t></is></c></row></sheetData></worksheet>'),
])))
inner = (HEAD + "Subject: =?utf-8?B?" + base64.b64encode(T.encode()).decode()
         + "?=\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n").encode() \
    + b64(f"<p>{A}<i>{B}</i>{C}".encode())
attached("mail", "message/rfc822", "attachment", inner, "7bit")
attached("mail-file", "application/octet-stream", "attachment; filename=x.eml", b64(inner))
attached("mail-encoded", "message/rfc822", "attachment", b64(inner))
attached("calendar", "text/calendar", "attachment; filename=a.ics", b64(
    f"BEGIN:VCALENDAR\r\nSUMMARY:key {A}\r\n {B}{C} end\r\nDESCRIPTION:{A}{B}\r\n\t{C}\\, x\r\nEND:VCALENDAR\r\n".encode()))
attached("status", "message/delivery-status", "inline",
         f"Reporting-MTA: dns; x\r\n\r\nDiagnostic-Code: smtp; 550 {T}\r\n more\r\n".encode(), "7bit")
attached("quoting", "text/plain", "inline",
         b"The mail was:\r\n\r\n--xx\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(TEXT) + b"\r\n--xx--\r\n", "7bit")

# Mail within mail, by other names; boxes.
attached("mail-global", "message/global", "attachment", b64(inner))
attached("mail-unknown", "message/x-made-up", "attachment", b64(inner))
box = b"From a@example.org Thu Jan  1 00:00:00 1970\r\nSubject: one\r\n\r\nhi\r\n\r\nFrom b@example.org Thu Jan  1 00:00:00 1970\r\n" + inner
attached("box", "application/mbox", "attachment; filename=a.mbox", box, "7bit")
attached("box-encoded", "application/octet-stream", "attachment; filename=a.mbox", b64(box))

# What nobody sees in a text; text in other dress.
single("invisible", "text/plain; charset=utf-8", "8bit", f"key {A}\u200b{B}\u2060{C}\r\n".encode())
single("invisible-base64", "text/plain; charset=utf-8", "base64", b64(f"key {A}\u00ad{B}\0{C}\r\n".encode()))
single("unmarked-utf16", "text/plain", "base64", b64(f"the key is {T}\r\n".encode("utf-16le")))
attached("name-both", "application/octet-stream", f"attachment; filename=\"x.txt\"; filename*=utf-8''t%6F{A[2:]}{B}{C}.txt", b64(b"x"))
attached("name-both-plain", "application/octet-stream", f"attachment; filename*=utf-8''%E2%82%AC.txt; filename=\"{T}.txt\"", b64(b"x"))
header("long-word", f"Subject: =?utf-8?Q?{'word_' * 230}{Q}?=")
header("word-in-comment", f"X-Info: value (=?utf-8?Q?{Q}?=)")
attached("card", "text/vcard", "attachment; filename=a.vcf", b64(
    f"BEGIN:VCARD\r\nNOTE;ENCODING=QUOTED-PRINTABLE:a=3B{A}=\r\n{B}{C}\r\nEND:VCARD\r\n".encode()))
attached("rich-text", "application/rtf", "attachment; filename=a.rtf", b64(f"{{\\rtf1 key {A}{{\\b {B}}}{C}\\par}}".encode()))

# HTML.
page("cdata", f"<p>x {A}<![CDATA[{B}{C}]]></p>")
page("unclosed-comment", f"<p>x</p><!-- {A}<b>{B}</b>{C}")
page("tags", f'<p>x {A}<b>{B}</b>{C[:1]}<span style="x">{C[1:]}</span>')
page("references", f"<p>tok&#95;{A[4:]}&#x{ord(B[0]):x};{B[1:]}{C} tok&lowbar;{A[4:]}{B}{C}</p>")
page("comment", f"<p>{A}<!-- hidden -->{B}{C}<!-- {T} --></p>")
page("script", f"<script>var a='{T}';</script><style>/* {T} */</style>")
page("attributes", f"<a href=\"https://x.org/?k=tok%5F{A[4:]}{B}{C}&amp;z=tok&#95;{A[4:]}{B}{C}\" title='{T}'>x</a><img alt={T}>")
page("zero-width", f"<p>tok_\u200b{A[4:]}\u00ad{B}&#8203;{C[:3]}&shy;{C[3:]}</p>")
page("table", f"<P>tok_<BR CLEAR=all>x</P><TD>{A}<WBR>{B}{C}</TD>")
page("wrapped", f"<p>x {A}<a\r\n href='x>y'>{B}{C}</a>")

# What readers take apart in different ways.
plain = "Content-Type: text/plain\r\n"
coded = "Content-Transfer-Encoding: base64\r\n"
mixed = "Content-Type: multipart/mixed; boundary=zz\r\n"
write("two-types", f"{HEAD}{plain}{mixed}\r\n--zz\r\n{coded}\r\n".encode() + b64(TEXT) + b"\r\n--zz--\r\n")
write("two-encodings", f"{HEAD}{plain}Content-Transfer-Encoding: 7bit\r\n{coded}\r\n".encode() + b64(TEXT))
write("unclosed", f"{HEAD}{mixed}\r\n--zz\r\n{coded}\r\n".encode() + b64(TEXT))
write("no-boundary", f"{HEAD}Content-Type: multipart/mixed\r\n\r\n--zz\r\n{coded}\r\n".encode() + b64(TEXT) + b"\r\n--zz--\r\n")
write("wrong-boundary", f"{HEAD}Content-Type: multipart/mixed; boundary=yy\r\n\r\n--zz\r\n{coded}\r\n".encode() + b64(TEXT) + b"\r\n--zz--\r\n")
write("behind-the-end", f"{HEAD}{mixed}\r\n--zz\r\n\r\nx\r\n--zz--\r\n\r\n--zz\r\n{coded}\r\n".encode() + b64(TEXT) + b"\r\n--zz--\r\n")
write("nested", f"{HEAD}Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=ab\r\n\r\n--ab\r\n"
      f"Content-Type: text/html\r\n\r\n<p>tok_<b>{A[4:]}{B}{C}</b>\r\n--ab\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{Q}\r\n--a--\r\n{T}\r\n")
write("line-ends", f"{HEAD}Subject: {T}\r\n{plain}{coded}\r\n".replace("\r\n", "\n").encode() + base64.encodebytes(TEXT))
write("flowed", f"{HEAD}Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nkey {A} \r\n{B}{C} x\r\n")
