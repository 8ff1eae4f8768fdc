from hypothesis import given
from hypothesis import strategies as st

from madang.documents.textblocks import Block, blocks, marked


def test_lines_with_tabs_become_one_table_of_even_rows() -> None:
    assert list(blocks("제목\n\n가\t나\t다\n라\t마\n끝")) == [
        Block(lines=("제목",)),
        Block(rows=(("가", "나", "다"), ("라", "마", ""))),
        Block(lines=("끝",)),
    ]


@given(st.text(alphabet="가a \t\n", max_size=60))
def test_no_character_of_the_text_is_lost_in_blocks(text: str) -> None:
    kept = "".join("".join(block.lines) + "".join("".join(row) for row in block.rows) for block in blocks(text))

    assert "".join(kept.split()) == "".join(text.split())


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_marking_changes_no_character_of_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    inside = [(start, min(end, len(text)), "rrn") for start, end in spans if start < len(text)]

    assert "".join(piece.text for piece in marked(text, inside)) == text
