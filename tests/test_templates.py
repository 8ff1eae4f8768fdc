"""What the page policy would break silently in a browser is found here in the sources."""

import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "madang").glob("*/templates/**/*.html"))
STATIC = ROOT / "madang" / "portal" / "static"
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "something of another host": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//"
    ),
    "evaluated htmx": re.compile(r"\bhx-(?:on|vals=.js:|vars)", re.IGNORECASE),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "madang")))
def test_no_template_holds_what_the_page_policy_forbids(template: Path) -> None:
    source = template.read_text()

    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source)] == []


def test_the_patterns_find_what_they_forbid() -> None:
    wrong = """<p style="color:red"><style></style><script>1</script><a onclick="x()">
        <img src="//example.org/x.png"><div hx-on:click="x()">"""

    assert [what for what, pattern in FORBIDDEN.items() if not pattern.search(wrong)] == []


def test_style_sheets_ask_no_other_host() -> None:
    asked = [
        f"{path.name}: {address}"
        for path in STATIC.rglob("*.css")
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text())
        if "//" in address
    ]

    assert asked == []


def test_every_address_in_a_style_sheet_is_a_file() -> None:
    missing = [
        f"{path.name}: {address}"
        for path in STATIC.rglob("*.css")
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text())
        if not (path.parent / address).exists()
    ]

    assert missing == []


def test_every_krds_token_in_use_is_vendored() -> None:
    used = {name for path in STATIC.rglob("*.css") for name in re.findall(r"var\((--krds-[\w-]+)", path.read_text())}
    vendored = set(re.findall(r"^\s*(--krds-[\w-]+):", (STATIC / "vendor/krds/tokens.css").read_text(), re.MULTILINE))

    assert used - vendored == set()


def themes() -> dict[str, dict[str, str]]:
    """The colours of each theme, by its selector."""
    sheet = (STATIC / "portal/theme.css").read_text()
    wishes = re.findall(r"@media \(([^)]+)\) \{\s*:root:not\(\[data-theme\]\) \{([^}]*)\}", sheet)
    chosen = re.findall(r"\[data-theme=\"([\w-]+)\"\] \{([^}]*)\}", sheet)
    return {name: dict(re.findall(r"([\w-]+):\s*([^;]+);", body)) for name, body in [*wishes, *chosen]}


def test_a_theme_by_wish_of_the_system_equals_the_chosen_one() -> None:
    found = themes()

    assert found["prefers-color-scheme: dark"] == found["dark"]
    assert found["prefers-contrast: more"] == found["high-contrast"]
    assert found["light"].keys() == found["dark"].keys() == found["high-contrast"].keys()


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2. `colour`: #rrggbb."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


TONES = ("danger", "warning", "good", "info")
PAIRS = [
    *product(
        ("ink", "ink-strong", "ink-soft", "link", "brand", "accent"), ("page", "page-soft", "surface", "brand-soft")
    ),
    *[(ink, f"{tone}-soft") for tone in TONES for ink in (tone, "ink", "link")],
    *product(("ink", "ink-soft"), ["surface-soft"]),
    *product(["danger"], ("page", "surface")),
    *product(["button-ink"], ("button", "button-hover")),
    *product(("deep-ink", "deep-soft"), ["deep"]),
    ("mark-ink", "mark"),
]


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_every_ink_stands_out_from_its_ground(theme: str) -> None:
    tokens = dict(re.findall(r"(--krds-[\w-]+):\s*(#\w+);", (STATIC / "vendor/krds/tokens.css").read_text()))
    colours = {
        name: luminance(tokens[match[1]])
        for name, value in themes()[theme].items()
        if (match := re.match(r"var\((--krds-[\w-]+)\)", value))
    }
    contrast = {
        (ink, ground): (max(colours[f"--{ink}"], colours[f"--{ground}"]) + 0.05)
        / (min(colours[f"--{ink}"], colours[f"--{ground}"]) + 0.05)
        for ink, ground in PAIRS
    }

    assert {
        pair: round(ratio, 2) for pair, ratio in contrast.items() if ratio < (7 if theme == "high-contrast" else 4.5)
    } == {}
