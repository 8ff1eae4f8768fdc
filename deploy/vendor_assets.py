"""Make again what stands in madang/portal/static/vendor, from npm packages by name. Run after a change of versions.

    uv run --with fonttools --with brotli --no-project python deploy/vendor_assets.py

Needs npm. KRDS: only the tokens and icons that our style sheets use, never its component CSS or its CDN file,
which asks another host for icons. Fonts: KRDS's Pretendard GOV in pieces by how often a syllable occurs, so
that a page loads one or two pieces a weight; renamed, because a piece is a changed font. htmx: as it is.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "madang" / "portal" / "static"
VENDOR = STATIC / "vendor"
KRDS, HTMX = "krds-uiux@1.1.0", "htmx.org@2.0.11"
FAMILY = "Madang Sans"
WEIGHTS = {"Regular": 400, "Bold": 700}
HANGUL = range(0xAC00, 0xD7A4)
LATIN = set(range(0x20, 0x250)) | set(range(0x2000, 0x2070)) | {0x20A9, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192}
LATIN |= {0x2193, 0x2212, 0x3001, 0x3002, *range(0x3008, 0x3016), 0x318D, *range(0x2460, 0x2474), 0x25CB, 0x25CF}


def unpack(package: str, into: Path) -> Path:
    """Fetch one npm package by name and version; returns the folder of its files."""
    folder = into / re.sub(r"\W", "-", package)
    folder.mkdir()
    packed = subprocess.run(
        ["npm", "pack", package, "--silent", "--pack-destination", str(folder)], check=True, capture_output=True
    )
    shutil.unpack_archive(folder / packed.stdout.decode().split()[-1], folder)
    return folder / "package"


def used(pattern: str) -> set[str]:
    """What our own style sheets name: tokens or icons."""
    text = "".join(path.read_text() for path in (STATIC / "portal").glob("*.css"))
    return set(re.findall(pattern, text))


def write_tokens(package: Path) -> None:
    """The tokens in use, with those that they are made of."""
    source = (package / "resources/css/token/krds_tokens.css").read_text()
    known = dict(re.findall(r"(--krds-[\w-]+):\s*([^;]+);", source))
    wanted, todo = set(), used(r"var\((--krds-[\w-]+)")
    while todo:
        name = todo.pop()
        wanted.add(name)
        todo |= set(re.findall(r"var\((--krds-[\w-]+)", known[name])) - wanted
    lines = [f"  {name}: {value};" for name, value in known.items() if name in wanted]
    target = VENDOR / "krds" / "tokens.css"
    head = f"/* Tokens of KRDS ({KRDS}) that Madang uses. Made by deploy/vendor_assets.py; see NOTICE.txt. */"
    target.write_text("\n".join([head, ":root {", *lines, "}", ""]))


def copy_icons(package: Path) -> None:
    target = VENDOR / "krds" / "icons"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in sorted(used(r"krds/icons/(\w+)\.svg")):
        shutil.copy(package / "resources/img/component/icon" / f"ico_{name}.svg", target / f"{name}.svg")


def pieces(covered: set[int]) -> dict[str, set[int]]:
    """The font's characters, by the piece that carries them; each in exactly one."""
    ranked = [ord(each) for each in (ROOT / "deploy" / "syllables.txt").read_text().strip()]
    common, next_common = set(ranked[:450]), set(ranked[450:1100])
    hangul = covered & set(HANGUL)
    return {
        "ko-3": hangul - common - next_common,
        "ko-2": hangul & next_common,
        "ko-1": hangul & common,
        "latin": covered & LATIN,
        "other": covered - LATIN - hangul,
    }


def ranges(points: set[int]) -> str:
    """`U+20-7E, U+A0` for a set of code points."""
    runs: list[list[int]] = []
    for point in sorted(points):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ", ".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs)


def write_piece(source: Path, points: set[int], target: Path) -> None:
    options = Options(flavor="woff2", layout_features=["*"], name_IDs=["*"], notdef_outline=True)
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = record.toUnicode().replace("Pretendard GOV", FAMILY).replace("PretendardGOV", "MadangSans")
    font.flavor = "woff2"
    font.save(target)


def write_fonts(package: Path) -> None:
    target = VENDOR / "fonts"
    for old in target.glob("*.woff2"):
        old.unlink()
    rules = [f"/* Pieces of Pretendard GOV ({KRDS}) under OFL-1.1, see OFL.txt. Made by deploy/vendor_assets.py. */"]
    for name, weight in WEIGHTS.items():
        source = package / "resources/fonts" / f"PretendardGOV-{name}.subset.woff2"
        for piece, points in pieces(set(TTFont(source).getBestCmap())).items():
            file = f"madang-sans-{weight}-{piece}.woff2"
            write_piece(source, points, target / file)
            stated = "U+AC00-D7A3" if piece == "ko-3" else ranges(points)  # a later rule wins where two overlap
            rules.append(
                f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; font-display: swap;\n'
                f'  src: url("{file}") format("woff2"); unicode-range: {stated}; }}'
            )
    (target / "fonts.css").write_text("\n".join(rules) + "\n")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        krds, htmx = unpack(KRDS, Path(folder)), unpack(HTMX, Path(folder))
        for name in ("krds", "fonts", "htmx"):
            (VENDOR / name).mkdir(parents=True, exist_ok=True)
        write_tokens(krds)
        copy_icons(krds)
        write_fonts(krds)
        shutil.copy(htmx / "dist/htmx.min.js", VENDOR / "htmx" / "htmx.min.js")
        shutil.copy(htmx / "LICENSE", VENDOR / "htmx" / "LICENSE")


if __name__ == "__main__":
    main()
