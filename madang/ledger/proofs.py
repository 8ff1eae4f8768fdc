"""Proofs that stand on their own: an entry's place under a signed checkpoint (c2sp.org/tlog-proof)."""

import base64
import binascii
from dataclasses import dataclass

from madang.ledger.merkle import verify_inclusion
from madang.ledger.notes import BadNote, Verifier, open_checkpoint

FORMAT = "c2sp.org/tlog-proof@v1"
FILE_ENDING = ".tlog-proof"


@dataclass(frozen=True)
class Proof:
    """index: the entry's number. hashes: from the leaf's sibling up to below the root. note: the signed checkpoint."""

    index: int
    hashes: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        """The proof as a text file."""
        lines = [FORMAT, f"index {self.index}", *self.hash_lines, "", self.note]
        return "\n".join(lines)

    @property
    def hash_lines(self) -> list[str]:
        return [base64.b64encode(hashed).decode() for hashed in self.hashes]

    @classmethod
    def parse(cls, text: str) -> "Proof":
        """Raises `BadNote` unless `text` is a proof of this format."""
        head, separator, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        if lines and lines[0].startswith("extra "):
            lines.pop(0)
        if first != FORMAT or not separator or not lines:
            raise BadNote("this is no proof of the format " + FORMAT)
        word, _, number = lines[0].partition(" ")
        if word != "index" or not (number.isascii() and number.isdigit() and str(int(number)) == number):
            raise BadNote("the proof does not say the entry's number")
        try:
            hashes = tuple(base64.b64decode(line, validate=True) for line in lines[1:])
        except (binascii.Error, ValueError):
            raise BadNote("a hash of the proof is not base64")
        return cls(int(number), hashes, note)

    def shows(self, leaf: bytes, verifier: Verifier) -> bool:
        """Whether a checkpoint signed with that key has the entry of this leaf hash. Raises `BadNote` if it is not."""
        checkpoint = open_checkpoint(self.note, verifier)
        return verify_inclusion(leaf, self.index, checkpoint.size, self.hashes, checkpoint.root)
