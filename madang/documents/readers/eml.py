"""EML: one mail with its headers and bodies. Attachments are named and stay unread."""

from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from madang.documents.readers.gathering import Gathered, Unreadable
from madang.documents.readers.html import read_text
from madang.documents.readers.plain import decode

SHOWN = ("From", "To", "Cc", "Date", "Subject")
LOCKED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted")


def read(path: Path) -> Gathered:
    """Everything that a mail says. Raises `Unreadable` if it is encrypted or no mail."""
    gathered = Gathered("eml")
    try:
        message = message_from_bytes(path.read_bytes(), policy=default)
        read_headers(message, gathered)
        for part in message.walk():
            read_part(part, gathered)
    except (MessageError, LookupError, ValueError, AttributeError, IndexError):
        raise Unreadable("damaged", part="mail")
    gathered.readers["madang"] = sum(map(len, gathered.body))
    return gathered


def read_headers(message: EmailMessage, gathered: Gathered) -> None:
    for name in SHOWN:
        for value in message.get_all(name, []):
            gathered.body.append(f"{name}: {value}\n")
    gathered.body.append("\n")
    for name, value in message.items():
        if name.title() not in SHOWN:
            gathered.hide("header", f"{name}: {value}")


def read_part(part: EmailMessage, gathered: Gathered) -> None:
    """A body is read; whatever else a mail carries holds it."""
    kind = part.get_content_type()
    if kind in LOCKED:
        raise Unreadable("password")
    if part.defects:
        gathered.hold("reader-failed", error=type(part.defects[0]).__name__)
    if part.is_multipart():
        gathered.hide("comment", part.preamble or "")
        gathered.hide("comment", part.epilogue or "")
        if kind == "message/rfc822":
            gathered.hold("embedded-object", part="message")
        return
    if part.is_attachment() or part.get_filename() or kind not in ("text/plain", "text/html"):
        gathered.hold("embedded-object", part=part.get_filename() or kind)
        return
    text = decoded(part, gathered)
    if kind == "text/html":
        read_text(text, gathered)
    else:
        gathered.body.append(text + "\n")


def decoded(part: EmailMessage, gathered: Gathered) -> str:
    """A body in the encoding that it names; without a name as UTF-8 or CP949."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset()
    if charset is None or charset in ("us-ascii", "euc-kr", "ks_c_5601-1987", "utf-8"):
        return decode(data, gathered)
    try:
        return data.decode(charset)
    except UnicodeDecodeError as error:
        gathered.hold("unknown-encoding", byte=error.start)
        return ""
