"""Writes MM7 requests of an MMSC with the MIME and XML writers of Python's library.

Output, for each request: the name of its form, its Content-Type, the length of the body in bytes,
each on a line, then the body.
"""

import email.policy
import sys
import xml.etree.ElementTree as ET
from email import charset
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
MM7 = "http://www.3gpp.org/ftp/Specs/archive/23_series/23.140/schema/REL-5-MM7-1-2"
PICTURE = b"GIF89a" + bytes(range(256)) * 20 + b"\r\n--x\r\n"


def tree(parent, path, text=None, **attributes):
    for step in path.split("/"):
        found = parent.find(f"{{{MM7}}}{step}")
        parent = ET.SubElement(parent, f"{{{MM7}}}{step}") if found is None else found
    parent.text = text
    parent.attrib.update(attributes)


def envelope(message, fields):
    root = ET.Element(f"{{{ENVELOPE}}}Envelope")
    header = ET.SubElement(root, f"{{{ENVELOPE}}}Header")
    tree(header, "TransactionID", "py-1")
    header[0].set(f"{{{ENVELOPE}}}mustUnderstand", "1")
    body = ET.SubElement(ET.SubElement(root, f"{{{ENVELOPE}}}Body"), f"{{{MM7}}}{message}")
    tree(body, "MM7Version", "5.5.0")
    for path, text, attributes in fields:
        tree(body, path, text, **attributes)
    return ET.tostring(root, encoding="unicode")


def report():
    fields = [
        ("MessageID", "m-<1>", {}),
        ("Recipient/Number", "+12025550100", {}),
        ("Sender/ShortCode", "60856", {}),
        ("Date", "2026-01-31T12:00:00Z", {}),
        ("MMStatus", "Retrieved", {}),
        ("StatusText", "Zugestellt & geöffnet", {}),
        ("UACapabilities", None, {"UAProf": "http://uaprof.example/1.xml"}),
    ]
    return envelope("DeliveryReportReq", fields)


def deliver():
    fields = [
        ("Sender/Number", "+12025550100", {}),
        ("Recipients/To/ShortCode", "60856", {}),
        ("Subject", "Grüße 👋", {}),
        ("Content", None, {"href": "cid:content@mmsc.example"}),
    ]
    return envelope("DeliverReq", fields)


def text(body, subtype, encoding):
    how = charset.Charset("utf-8")
    how.body_encoding = encoding
    return MIMEText(body, subtype, how)


def attached(part, identity):
    part["Content-ID"] = f"<{identity}>"
    part["Content-Location"] = identity
    return part


def message(encoding, related):
    outer = MIMEMultipart("related", type="text/xml", start="<soap@mmsc.example>")
    inner = MIMEMultipart("related", type="application/smil", start="<s.smil>") if related else MIMEMultipart("mixed")
    if related:
        inner.attach(attached(MIMEApplication(b"<smil/>", "smil"), "s.smil"))
    inner.attach(attached(text("Grüße =20 € und eine Zeile, die länger ist als achtundsiebzig Zeichen 👋\n" * 2, "plain", encoding), "t.txt"))
    inner.attach(attached(MIMEImage(PICTURE, "gif"), "a.gif"))
    inner["Content-ID"] = "<content@mmsc.example>"
    soap = text(deliver(), "xml", encoding)
    soap["Content-ID"] = "<soap@mmsc.example>"
    # The message comes last, so that only start tells which part it is.
    outer.attach(inner)
    outer.attach(soap)
    return outer


def put(form, content_type, body):
    sys.stdout.buffer.write(f"{form}\n{content_type}\n{len(body)}\n".encode() + body)


def main():
    for prefix in ("mm7", "ns0x"):
        ET.register_namespace(prefix, MM7)
        put(f"report {prefix}", "text/xml; charset=utf-8", report().encode())
        for ends, policy in (("crlf", email.policy.HTTP), ("lf", email.policy.default)):
            for word, encoding in (("base64", charset.BASE64), ("quoted", charset.QP)):
                for related in (True, False):
                    entity = message(encoding, related).as_bytes(policy=policy)
                    head, body = entity.replace(b"\r\n\r\n", b"\n\n", 1).split(b"\n\n", 1)
                    head = b" ".join(line.strip() for line in head.splitlines()).decode()
                    content_type = head.split("Content-Type:", 1)[1].split("MIME-Version:")[0].strip()
                    put(f"deliver {prefix} {ends} {word} {related}", content_type, body)


main()
