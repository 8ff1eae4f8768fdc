"""Canonical JSON by RFC 8785 (JCS): one value, one sequence of bytes, whoever writes it."""

import json
import math
from collections.abc import Mapping, Sequence

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
LARGEST_INTEGER = 2**53 - 1
"""Beyond it other languages read another number (RFC 7493, section 2.2); write such numbers as strings."""


class NotCanonical(ValueError):
    """The value has no canonical form; the message says where and why."""


def canonical(value: Json) -> str:
    """The canonical JSON text of `value`; encoded as UTF-8 it is what gets hashed.

    Raises `NotCanonical` for what JSON or RFC 8785 cannot say: NaN, infinities, integers beyond 2**53 - 1,
    half surrogates, keys that are no strings, and other types.
    """
    return "".join(_pieces(value, "$"))


def _pieces(value: Json, place: str) -> list[str]:
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, str):
        return [_string(value, place)]
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonical(f"{place}: the integer {value} is beyond 2**53 - 1; write it as a string")
        return [str(value)]
    if isinstance(value, float):
        return [number(value, place)]
    if isinstance(value, Mapping):
        return _object(value, place)
    if isinstance(value, list | tuple):
        return _array(value, place)
    raise NotCanonical(f"{place}: JSON has no {type(value).__name__}")


def _object(value: Mapping[str, Json], place: str) -> list[str]:
    for key in value:
        if not isinstance(key, str):
            raise NotCanonical(f"{place}: the key {key!r} is not a string")
    pieces = ["{"]
    for key in sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass")):
        if len(pieces) > 1:
            pieces.append(",")
        pieces += [_string(key, place), ":", *_pieces(value[key], f"{place}.{key}")]
    return [*pieces, "}"]


def _array(value: Sequence[Json], place: str) -> list[str]:
    pieces = ["["]
    for position, item in enumerate(value):
        if position:
            pieces.append(",")
        pieces += _pieces(item, f"{place}[{position}]")
    return [*pieces, "]"]


def _string(value: str, place: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical(f"{place}: the text holds half a surrogate pair") from None
    return json.dumps(value, ensure_ascii=False)


def number(value: float, place: str = "$") -> str:
    """A double as ECMAScript writes it (ECMA-262, Number::toString), which RFC 8785 section 3.2.2.3 asks for.

    Raises `NotCanonical` for NaN and infinities.
    """
    if not math.isfinite(value):
        raise NotCanonical(f"{place}: {value} is not a number that JSON can say")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    unpadded = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(unpadded))
    return sign + _place_point(unpadded.rstrip("0"), point)


def _place_point(digits: str, point: int) -> str:
    """digits: the shortest that name the number, no zeros around; point: 0.digits times ten to the `point`."""
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    power = point - 1
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{tail}e{'+' if power > 0 else '-'}{abs(power)}"
