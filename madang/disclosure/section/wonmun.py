"""Metadata of the existing portal for original documents, as its programs and its collectors write them. Pure.

Fields by the portal's own names (`INFO_SJ`, ...) or by their Korean labels. Names of officials are passed over.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

NAMES = {
    "id": ("PRDCTN_INSTT_REGIST_NO", "prdctnInsttRegistNo", "원문등록번호", "생산기관등록번호"),
    "title": ("INFO_SJ", "infoSj", "제목"),
    "number": ("DOC_NO", "docNo", "문서번호"),
    "agency": ("PROC_INSTT_CD", "procInsttCd", "기관코드"),
    "agency_name": ("PROC_INSTT_NM", "procInsttNm", "기관명"),
    "department": ("NFLST_CHRG_DEPT_NM", "CHRG_DEPT_NM", "chrgDeptNm", "담당부서"),
    "task": ("UNIT_JOB_NM", "unitJobNm", "단위업무"),
    "produced": ("PRDCTN_DT", "prdctnDt", "생산일자"),
    "classification": ("OTHBC_SE_CD", "oppSeCd", "othbcSeCd", "공개여부"),
    "retention": ("prsrvPdCd", "PRSRV_PD_CD", "보존기간"),
    "restricted_until": ("dtaRedgLmttEndYmd", "열람제한종료일"),
    "subject_class": ("NFLST_CL_NM", "분류체계"),
    "files": ("fileList", "파일"),
}
CLASSES = {
    "1": "open",
    "공개": "open",
    "2": "partly",
    "부분공개": "partly",
    "3": "closed",
    "비공개": "closed",
    "5": "closed",
    "열람제한": "closed",
    "view-restricted": "closed",
}
NEVER = "9999"
_DIGITS = re.compile(r"\d+")


class UnreadableMetadata(ValueError):
    """The file as a whole cannot be read. code: `not-json` or `no-records`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Listed:
    """One record. produced_on, restricted_until: None where not stated (or never)."""

    id: str
    title: str
    number: str
    agency: str
    agency_name: str
    department: str
    task: str
    produced_on: date | None
    classification: str
    retention: str
    restricted_until: date | None
    subject_class: str
    files: int


@dataclass(frozen=True)
class Faulty:
    """A record that cannot be used. code: `no-object`, `no-id`, `no-title`, `no-date` or `unknown-class`."""

    row: int
    code: str
    found: str = ""


def read_metadata(content: bytes) -> list[object]:
    """The records of a JSON document (a list, or an object with `records` or `list`) or of JSON Lines.

    Raises `UnreadableMetadata`.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableMetadata("not-json") from error
    try:
        whole = json.loads(text)
    except ValueError:
        try:
            whole = [json.loads(line) for line in text.splitlines() if line.strip()]
        except ValueError as error:
            raise UnreadableMetadata("not-json") from error
    if isinstance(whole, dict):
        inside = (whole[key] for key in ("records", "list", "rtnList") if isinstance(whole.get(key), list))
        whole = next(inside, [whole])
    if not isinstance(whole, list) or not whole:
        raise UnreadableMetadata("no-records")
    return whole


def listings(records: list[object]) -> Iterator[Listed | Faulty]:
    """Each record, or what is wrong with it. Rows are counted from 1."""
    for row, record in enumerate(records, start=1):
        yield listing(row, record) if isinstance(record, Mapping) else Faulty(row, "no-object")


def listing(row: int, record: Mapping[str, object]) -> Listed | Faulty:
    said = {field: value_of(record, names) for field, names in NAMES.items() if field != "files"}
    for field in ("id", "title"):
        if not said[field]:
            return Faulty(row, f"no-{field}")
    produced = day(said["produced"])
    if said["produced"] and produced is None:
        return Faulty(row, "no-date", said["produced"][:40])
    classification = CLASSES.get(said["classification"], "" if not said["classification"] else None)
    if classification is None:
        return Faulty(row, "unknown-class", said["classification"][:40])
    files = next((record[name] for name in NAMES["files"] if isinstance(record.get(name), list)), [])
    until = said["restricted_until"]
    return Listed(
        id=said["id"][:60],
        title=said["title"][:300],
        number=said["number"][:100],
        agency=said["agency"][:20],
        agency_name=said["agency_name"][:200],
        department=said["department"][:100],
        task=said["task"][:200],
        produced_on=produced,
        classification=classification,
        retention=said["retention"][:30],
        restricted_until=None if until.startswith(NEVER) else day(until),
        subject_class=said["subject_class"][:100],
        files=len(files) if isinstance(files, list) else 0,
    )


def value_of(record: Mapping[str, object], names: tuple[str, ...]) -> str:
    """The first of these fields that says anything, on one line."""
    values = (record.get(name) for name in names)
    return next((" ".join(str(value).split()) for value in values if isinstance(value, str | int) and value != ""), "")


def day(text: str) -> date | None:
    """`20260403101500`, `2026.04.03` or `2026-04-03` as a day; None for anything else."""
    digits = "".join(_DIGITS.findall(text))
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
