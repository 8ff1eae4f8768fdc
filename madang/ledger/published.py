"""The log as files in a folder: what `/ledger/` serves, and what anybody may copy."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from madang.common.durable import make_folder, write_whole
from madang.ledger.notes import Checkpoint, Signer, Verifier, open_checkpoint
from madang.ledger.tiles import HASH_SIZE, WIDTH, Tile, join_entries, split_entries


@dataclass(frozen=True)
class Published:
    """The files of a log below `folder`."""

    folder: Path

    @property
    def checkpoint_path(self) -> Path:
        return self.folder / "checkpoint"

    @property
    def key_path(self) -> Path:
        return self.folder / "key"

    @property
    def hold_path(self) -> Path:
        """While this file exists, nothing is numbered or signed; it says why."""
        return self.folder / "hold"

    def verifier(self) -> Verifier:
        """The log's public key. Raises `FileNotFoundError` before the first start, `BadNote` if it is damaged."""
        return Verifier.parse(self.key_path.read_text())

    def note(self) -> str:
        """The signed checkpoint as it stands. Raises `FileNotFoundError` if nothing is published."""
        return self.checkpoint_path.read_bytes().decode()

    def checkpoint(self, verifier: Verifier) -> Checkpoint | None:
        """What was published last, or None. Raises `BadNote` if it is not signed with that key."""
        try:
            return open_checkpoint(self.note(), verifier)
        except FileNotFoundError:
            return None

    def publish(self, checkpoint: Checkpoint, signer: Signer) -> None:
        """Sign and publish a checkpoint, unless a larger one is published already."""
        with self._publishing():
            last = self.checkpoint(signer.verifier)
            if last is None or last.size < checkpoint.size:
                if last is None:
                    write_whole(self.key_path, f"{signer.verifier}\n".encode())
                write_whole(self.checkpoint_path, signer.sign(str(checkpoint)).encode())

    @contextmanager
    def _publishing(self) -> Iterator[None]:
        make_folder(self.folder)
        with (self.folder / ".publishing").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def write(self, tile: Tile, content: bytes) -> None:
        """Put a tile in its place; a full one takes the place of its partial ones."""
        path = self.folder / tile.path
        write_whole(path, content)
        if tile.width == WIDTH:
            shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)

    def read(self, tile: Tile) -> bytes:
        """A tile's content, where needed cut from a wider one. Raises `FileNotFoundError`, or `BadTile` if damaged."""
        with suppress(FileNotFoundError):
            return (self.folder / tile.path).read_bytes()
        whole = self.folder / Tile(tile.level, tile.number).path
        wider = [path for path in whole.with_name(f"{whole.name}.p").glob("[0-9]*") if int(path.name) > tile.width]
        source = min(wider, key=lambda path: int(path.name), default=whole)
        width = WIDTH if source == whole else int(source.name)
        content = source.read_bytes()
        if tile.level is None:
            return join_entries(split_entries(content, width)[: tile.width])
        return content[: tile.width * HASH_SIZE]
