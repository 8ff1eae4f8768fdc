"""Signed notes and checkpoints as C2SP writes them (c2sp.org/signed-note, c2sp.org/tlog-checkpoint), Ed25519."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
SIGNATURE_MARK = "— "
PRIVATE_MARK = "PRIVATE+KEY+"


class BadNote(ValueError):
    """A note, key or checkpoint that is malformed or not signed by a known key; the message says what is wrong."""


def check_name(name: str) -> None:
    """Raises `BadNote` for a key name that a signature line could not carry."""
    if not name or "+" in name or any(character.isspace() or ord(character) < 32 for character in name):
        raise BadNote(f"{name!r} is no key name: it must not be empty nor hold spaces or a plus sign")


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that name a key in a signature line."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def _decoded(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote(f"{what} is not base64") from None


@dataclass(frozen=True)
class Verifier:
    """A public key with its name. `str()` gives it as a vkey: `<name>+<key id>+<key>`."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        check_name(self.name)

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    @cached_property
    def key_id(self) -> bytes:
        return key_id(self.name, self.public)

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Raises `BadNote` unless `vkey` is an Ed25519 verifier key whose id fits."""
        name, _, rest = vkey.strip().partition("+")
        hexadecimal, _, encoded = rest.partition("+")
        key = _decoded(encoded, "the verifier key")
        if len(key) != 33 or key[:1] != ED25519:
            raise BadNote("the verifier key is not an Ed25519 key")
        verifier = cls(name, key[1:])
        if verifier.key_id.hex() != hexadecimal:
            raise BadNote("the verifier key's id does not fit its name and key")
        return verifier

    def verifies(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key with its name. `str()` gives it in the form that Go's `note` package reads; keep it secret."""

    name: str
    seed: bytes

    def __post_init__(self) -> None:
        check_name(self.name)

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"

    def __str__(self) -> str:
        encoded = base64.b64encode(ED25519 + self.seed).decode()
        return f"{PRIVATE_MARK}{self.name}+{self.verifier.key_id.hex()}+{encoded}"

    @cached_property
    def verifier(self) -> Verifier:
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return Verifier(self.name, public.public_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "Signer":
        """Raises `BadNote` unless `text` is an Ed25519 private key in the form of `str(Signer)`."""
        if not text.startswith(PRIVATE_MARK):
            raise BadNote(f"the private key does not begin with {PRIVATE_MARK}")
        name, _, rest = text.strip().removeprefix(PRIVATE_MARK).partition("+")
        hexadecimal, _, encoded = rest.partition("+")
        key = _decoded(encoded, "the private key")
        if len(key) != 33 or key[:1] != ED25519:
            raise BadNote("the private key is not an Ed25519 key")
        signer = cls(name, key[1:])
        if signer.verifier.key_id.hex() != hexadecimal:
            raise BadNote("the private key's id does not fit its name and key")
        return signer

    def sign(self, text: str) -> str:
        """The signed note over `text`. Raises `BadNote` if a note cannot carry the text."""
        if not text.endswith("\n") or any(ord(character) < 32 and character != "\n" for character in text):
            raise BadNote("a note's text ends in a newline and holds no other control characters")
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        encoded = base64.b64encode(self.verifier.key_id + signature).decode()
        return f"{text}\n{SIGNATURE_MARK}{self.name} {encoded}\n"


def open_note(note: str, verifiers: Sequence[Verifier]) -> str:
    """The text of a note that at least one of these keys has signed; signatures of unknown keys are ignored.

    Raises `BadNote` if the note is malformed, if no known key signed it, or if a known key's signature is wrong.
    """
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise BadNote("the note has no signatures")
    text += "\n"
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    is_signed = False
    for line in signatures[:-1].split("\n"):
        name, space, encoded = line.removeprefix(SIGNATURE_MARK).partition(" ")
        if not line.startswith(SIGNATURE_MARK) or not space:
            raise BadNote("the note has a malformed signature line")
        signature = _decoded(encoded, "a signature of the note")
        if verifier := known.get((name, signature[:4])):
            if not verifier.verifies(text, signature[4:]):
                raise BadNote(f"the signature of {name} does not fit the note")
            is_signed = True
    if not is_signed:
        raise BadNote("no known key has signed the note")
    return text


@dataclass(frozen=True)
class Checkpoint:
    """A tree head that a log has published: how many leaves, and the root over them."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """The note text: origin, size, root in base64, a line each."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Raises `BadNote` unless `text` is a checkpoint's text. Extension lines are ignored."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise BadNote("the checkpoint has fewer than three lines, or an empty one")
        origin, size, root = lines[:3]
        if not (size.isascii() and size.isdigit() and str(int(size)) == size):
            raise BadNote(f"the checkpoint's size {size!r} is not a number")
        hashed = _decoded(root, "the checkpoint's root")
        if len(hashed) != 32:
            raise BadNote("the checkpoint's root is not 32 bytes long")
        return cls(origin, int(size), hashed)


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint in a signed note. Raises `BadNote` unless that key signed it under its own name as origin."""
    checkpoint = Checkpoint.parse(open_note(note, [verifier]))
    if checkpoint.origin != verifier.name:
        raise BadNote(f"the checkpoint is of {checkpoint.origin}, not of {verifier.name}")
    return checkpoint
