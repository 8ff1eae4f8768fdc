import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.ledger.canonical import NotCanonical, canonical, number

APPENDIX_B = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]
"""RFC 8785, appendix B: the bits of a double, and how it is written."""


def double(bits: str) -> float:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    return float(value)


@pytest.mark.parametrize(("bits", "written"), APPENDIX_B)
def test_numbers_are_written_as_in_appendix_b_of_the_rfc(bits: str, written: str) -> None:
    assert number(double(bits)) == written


@pytest.mark.parametrize("bits", ["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"])
def test_what_is_no_number_is_refused(bits: str) -> None:
    with pytest.raises(NotCanonical, match=r"\$\.share"):
        canonical({"share": double(bits)})


def test_the_example_of_the_rfc_gives_its_bytes() -> None:
    source = (
        r'{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
        r' "string": "\u20ac$\u000F\u000aA' + "'" + r'\u0042\u0022\u005c\\\"\/",'
        r' "literals": [null, true, false]}'
    )

    assert canonical(json.loads(source)) == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        r'"string":"€$\u000f\nA' + "'" + r'B\"\\\\\"/"}'
    )


def test_keys_are_sorted_by_utf_16_units_as_in_the_rfc() -> None:
    keys = ["€", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "ö"]

    written = list(json.loads(canonical(dict.fromkeys(keys))))

    assert written == ["\r", "1", "\u0080", "ö", "€", "\U0001f600", "\ufb33"]


@pytest.mark.parametrize("value", [2**53, -(2**53), {"a": [1, 2**64]}])
def test_integers_that_others_would_misread_are_refused(value: object) -> None:
    with pytest.raises(NotCanonical, match="write it as a string"):
        canonical(value)  # type: ignore[arg-type]


def test_the_largest_safe_integer_is_written_whole() -> None:
    assert canonical(2**53 - 1) == "9007199254740991"


@pytest.mark.parametrize(
    ("value", "fault"),
    [("\ud800", "surrogate"), ({"\udfff": 1}, "surrogate"), ({1: 1}, "not a string"), (b"x", "bytes"), ({2}, "set")],
)
def test_what_json_cannot_say_is_refused_with_its_place(value: object, fault: str) -> None:
    with pytest.raises(NotCanonical, match=rf"\$.*{fault}"):
        canonical(value)  # type: ignore[arg-type]


def test_control_characters_are_written_short_where_json_has_a_short_form() -> None:
    assert canonical("\b\t\n\f\r\x00\x1f\x7f") == r'"\b\t\n\f\r\u0000\u001f' + '\x7f"'


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(json_values)
def test_reading_and_writing_again_changes_nothing(value: object) -> None:
    once = canonical(value)  # type: ignore[arg-type]
    read = json.loads(once, parse_int=float)  # as a language does that knows only doubles

    assert canonical(read) == once
    assert read == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_survives_being_written(value: float) -> None:
    assert float(number(value)) == value
