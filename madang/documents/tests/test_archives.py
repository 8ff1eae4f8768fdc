"""Archives: everything inside is unpacked or refused by name, and nothing gets out of its folder."""

import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from madang.documents import filetypes
from madang.documents.archives import Limits, Refused, UnpackedFile, unpack
from madang.documents.tests.builders import make_zip


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def make_tar(path: Path, *members: tuple[tarfile.TarInfo, bytes], mode: str = "w:xz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def fates(found: list[UnpackedFile | Refused]) -> dict[str, str]:
    return {file.name: file.reason.code if isinstance(file, Refused) else file.path.read_text() for file in found}


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "w:bz2"])
def test_files_of_a_tar_archive_are_unpacked_whatever_packs_it(tmp_path: Path, into: Path, mode: str) -> None:
    path = make_tar(tmp_path / "a", (tarfile.TarInfo("폴더/문서.txt"), b"text"), mode=mode)

    assert fates(unpack(path, into)) == {"폴더/문서.txt": "text"}


def test_korean_names_of_windows_archives_are_read(tmp_path: Path, into: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"xxxxxxxx.txt": "text"})
    path.write_bytes(path.read_bytes().replace(b"xxxxxxxx", "예산문서".encode("cp949")))

    assert fates(unpack(path, into)) == {"예산문서.txt": "text"}


@pytest.mark.parametrize("name", ["../../out.txt", "/etc/out.txt", "C:/out.txt", "..\\out.txt", "a/../../out.txt"])
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, into: Path, name: str) -> None:
    found = unpack(make_zip(tmp_path / "a.zip", {name: "text", "in.txt": "text"}), into)

    assert sorted(fates(found).values()) == ["text", "unsafe-name"]
    assert {path.parent for path in tmp_path.rglob("*") if path.is_file()} == {tmp_path, into}


def test_links_and_devices_are_refused(tmp_path: Path, into: Path) -> None:
    link, device = tarfile.TarInfo("link"), tarfile.TarInfo("device")
    link.type, link.linkname, device.type = tarfile.SYMTYPE, "/etc/passwd", tarfile.CHRTYPE
    packed = zipfile.ZipInfo("link-in-zip")
    packed.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(packed, "/etc/passwd")

    assert fates(unpack(make_tar(tmp_path / "a.tar", (link, b""), (device, b"")), into)) == {
        "link": "link",
        "device": "link",
    }
    assert fates(unpack(tmp_path / "a.zip", into)) == {"link-in-zip": "link"}


def test_an_archive_inside_an_archive_is_named_and_not_opened(tmp_path: Path, into: Path) -> None:
    inner = make_zip(tmp_path / "inner.zip", {"a.txt": "text"}).read_bytes()

    assert fates(unpack(make_zip(tmp_path / "a.zip", {"inner.zip": inner}), into)) == {
        "inner.zip": "archive-in-archive"
    }


def test_a_bomb_is_stopped_and_leaves_nothing(tmp_path: Path, into: Path) -> None:
    bomb = make_zip(tmp_path / "a.zip", {"small.txt": "text", "bomb.txt": b"\0" * 50_000_000})
    endless = make_tar(tmp_path / "a.tar.xz", (tarfile.TarInfo("bomb.txt"), b"\0" * 50_000_000))

    assert fates(unpack(bomb, into)) == {"small.txt": "text", "a.zip": "unpacks-too-large"}
    assert fates(unpack(endless, into)) == {"a.tar.xz": "unpacks-too-large"}
    assert sum(path.stat().st_size for path in into.iterdir()) < 100


def test_a_tar_header_that_never_ends_is_stopped(tmp_path: Path, into: Path) -> None:
    member = tarfile.TarInfo("a.txt")
    member.pax_headers = {"comment": "x" * 40_000_000}
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(member)

    assert fates(unpack(tmp_path / "a.tar.gz", into)) == {"a.tar.gz": "unpacks-too-large"}


def test_an_archive_that_asks_for_much_memory_is_not_unpacked(tmp_path: Path, into: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 29}]
    path = tmp_path / "a.tar.xz"
    path.write_bytes(lzma.compress(b"x" * 10_000, filters=filters))

    assert fates(unpack(path, into)) == {"a.tar.xz": "damaged"}


def test_a_directory_that_would_fill_the_memory_is_not_loaded(
    tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_zip(tmp_path / "a.zip", {f"{number}.txt": "x" for number in range(100)})
    monkeypatch.setattr(filetypes, "DIRECTORY_LIMIT", 1_000)

    assert fates(unpack(path, into)) == {"a.zip": "damaged"}
    assert filetypes.detect(path) == "zip"


def test_limits_hold_for_single_files_and_for_their_number(tmp_path: Path, into: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"large.txt": "0123456789", "small.txt": "0"})

    assert fates(unpack(path, into, Limits(file_bytes=5))) == {"large.txt": "too-large", "small.txt": "0"}
    assert fates(unpack(path, into, Limits(files=1))) == {"a.zip": "too-many-files"}


def test_a_damaged_file_is_refused_and_the_others_unpacked(tmp_path: Path, into: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bad.txt", "original bytes")
        archive.writestr("good.txt", "good")
    path.write_bytes(path.read_bytes().replace(b"original", b"0riginal"))

    assert fates(unpack(path, into)) == {"bad.txt": "damaged", "good.txt": "good"}


def test_what_is_no_archive_is_damaged_in_its_own_name(tmp_path: Path, into: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 and nothing more")

    assert fates(unpack(path, into)) == {"a.zip": "damaged"}


def test_two_files_of_one_name_are_not_confused(tmp_path: Path, into: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"same.txt": "first", "also.txt": "second"})
    path.write_bytes(path.read_bytes().replace(b"also.txt", b"same.txt"))

    found = unpack(path, into)

    assert isinstance(found[0], UnpackedFile)
    assert [file.reason.code for file in found if isinstance(file, Refused)] == ["duplicate-name"]
