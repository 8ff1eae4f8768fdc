"""Screening beside Presidio: `python bench/screening_beside.py STATUTES [MEGABYTES]`. Needs `make oracles`.

One run, over all the statutes or the first of them, three questions. Recall: every written form of every kind of
identifier; of Presidio any finding counts. False alarms: findings a megabyte of statutes, which hold nobody's data;
Presidio's from 0.3 on. Speed: MB of UTF-8 a second of one core. Presidio answers with its Korean recognisers enabled.
"""

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from math import inf
from pathlib import Path

from screening import texts_in

from madang.common.identifiers import identifiers_in
from madang.common.tests.test_identifiers import FOUND, WRITTEN_FORMS
from madang.documents.screening import screen

ROOT = Path(__file__).resolve().parent.parent
ORACLES = Path(os.environ.get("MADANG_ORACLES", ROOT / ".venv-oracles"))
OF_BOTH = {"rrn", "frn", "business-number", "passport", "driver-licence", "mobile-phone", "phone", "email", "card"}
"""Kinds that Presidio has recognisers for; it has none for the rest."""
PUBLIC_ANYHOW = {"corporate-number", "representative-phone"}


def forms() -> list[tuple[str, str]]:
    """Kind and text of every written form that the tests know."""
    resident = [("rrn", f"성명 홍길동 {form}입니다") for form in WRITTEN_FORMS.values()]
    return resident + [(kind, text) for text, kind in FOUND.items() if kind not in PUBLIC_ANYHOW]


def main(path: Path, megabytes: float) -> int:
    texts: list[str] = []
    size = 0
    for text in texts_in(path):
        texts.append(text)
        size += len(text.encode())
        if size >= megabytes * 1e6:
            break
    cases = forms()
    question = {"forms": [text for _kind, text in cases], "texts": texts}
    asked = subprocess.run(
        [str(ORACLES / "bin" / "python"), str(ROOT / "bench" / "presidio_side.py")],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = json.loads(asked.stdout)
    start = time.process_time()
    ours = sum(len(screen(text)) for text in texts)
    seconds = time.process_time() - start
    recall: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (kind, text), found in zip(cases, theirs["found"], strict=True):
        row = recall[kind]
        row[0] += 1
        row[1] += any(one.kind == kind for one in identifiers_in(text))
        row[2] += bool(found)
    print(f"{'kind':18} forms  Madang  Presidio")
    for kind, (total, own, other) in sorted(recall.items()):
        print(f"{kind:18} {total:5}  {own:6}  {other:8}" + ("" if kind in OF_BOTH else "  (no recogniser)"))
    sums = [sum(row[place] for row in recall.values()) for place in range(3)]
    both = [sum(row[place] for kind, row in recall.items() if kind in OF_BOTH) for place in range(3)]
    print(f"recall: Madang {sums[1]}/{sums[0]}, Presidio {sums[2]}/{sums[0]} (of its own kinds {both[2]}/{both[0]})")
    alarms, others = ours / (size / 1e6), theirs["hits"] / (size / 1e6)
    print(f"false alarms on {size / 1e6:.1f} MB of statutes: Madang {alarms:.2f} a MB, Presidio {others:.2f} a MB")
    fast, slow = size / 1e6 / seconds, size / 1e6 / theirs["seconds"]
    print(f"speed of one core: Madang {fast:.1f} MB/s, Presidio {slow:.2f} MB/s")
    return int(not (sums[1] >= sums[2] and both[1] >= both[2] and alarms <= others and fast > slow))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else inf))
