"""Reads MM7 requests with the MIME and XML readers of Python's library and prints what is in them.

Input: for each request a line with its length in bytes, then the request as an entity: the header
Content-Type, an empty line, the body. Output: what each holds, one line for each thing, and a line
"end". Whatever the readers find odd ends the program with an error.
"""

import email
import email.policy
import sys
import xml.etree.ElementTree as ET

STRICT = email.policy.strict
ENVELOPE = "{http://schemas.xmlsoap.org/soap/envelope/}"


def name(tag):
    return tag.split("}")[-1]


def soap(element, above=""):
    """Each leaf with its path, attributes and text, in order."""
    path = f"{above}/{name(element.tag)}"
    if not len(element):
        attributes = "".join(f" {name(key)}={value}" for key, value in element.items())
        print(f"soap {path}{attributes} = {element.text or ''}")
    for child in element:
        soap(child, path)


def namespaces(root):
    """The namespaces of what is not the envelope's."""
    return sorted({it.tag.split("}")[0][1:] for it in root.iter() if not it.tag.startswith(ENVELOPE)})


def parameters(part):
    return " ".join(f"{key}={value}" for key, value in sorted(part["Content-Type"].params.items()))


def show(part, root):
    identity = f"id={part['Content-ID'] or '-'} location={part['Content-Location'] or '-'}"
    if part.is_multipart():
        told = {key: value for key, value in part["Content-Type"].params.items() if key != "boundary"}
        told = " ".join(f"{key}={value}" for key, value in sorted(told.items()))
        print(f"body {part.get_content_type()} [{told}] {identity}")
        for inner in part.iter_parts():
            show(inner, root)
        return
    body = part.get_payload(decode=True)
    if part is root:
        document = ET.fromstring(body)
        print(f"message {part.get_content_type()} [{parameters(part)}] {identity}")
        print(f"namespaces {namespaces(document)}")
        soap(document)
    else:
        print(f"part {part.get_content_type()} [{parameters(part)}] {identity} {body.hex()}")


def main():
    data = sys.stdin.buffer.read()
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    while data:
        length, data = data.split(b"\n", 1)
        entity, data = data[: int(length)], data[int(length) :]
        message = email.message_from_bytes(entity, policy=STRICT)
        # RFC 2387: the root is the part that start names.
        root = message
        if message.is_multipart():
            start = message["Content-Type"].params["start"]
            [root] = [part for part in message.iter_parts() if part["Content-ID"] == start]
        show(message, root)
        print("end")


main()
