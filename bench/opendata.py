"""From a file to answers: `python bench/opendata.py [--rows 5000000] [--beside datasette,ckan] [--postgres URL]`.

Generates `bench/airdata.py`'s table, publishes it in a temporary site of its own, serves that with two workers,
and asks over HTTP, one client at a time: medians of several warm runs, each with another value so that nothing
is answered from memory. Beside it, on the same table: Datasette with five indexes (from `.venv-oracles`, limits
lifted), and the layout that CKAN's DataStore has in PostgreSQL (`_id`, and `_full_text` with its GIN index),
asked in SQL as CKAN asks. Peak memory is that of the reading child, and of one web worker after the questions.
"""

import argparse
import csv
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
SITE = Path(tempfile.mkdtemp(prefix="madang-bench-"))
os.environ["MADANG_DATA"] = str(SITE / "site")
os.environ |= {"MADANG_DATA_A_MINUTE": "1000000", "MADANG_DATA_A_DAY": "1000000"}  # one client asks more than is fair
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from bench.airdata import PROVINCES, generate  # noqa: E402
from madang.accounts.models import Organisation  # noqa: E402
from madang.documents.stores import private_files  # noqa: E402
from madang.opendata import actions, tasks  # noqa: E402

RUNS = 17
STATIONS, GRADES, FACETS = 600, ["좋음", "보통", "나쁨", "매우나쁨"], ["시도", "측정망", "등급", "비고"]
WORDS = ["장비교정", "통신장애", "자료확인"]
Result = dict[str, float | int | str]


def publish(path: Path) -> Result:
    """Hand the file in, read it, publish it."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    agency = Organisation.objects.create(
        code="BENCH1", kind="ministry", name_ko="시험", name_en="Bench", established_on="2000-01-01"
    )
    dataset = actions.create_dataset(
        organisation=agency, slug="air", title_ko="대기질", description_ko="시험", by=None, at=now()
    )
    table = actions.add_distribution(dataset=dataset, key="data", by=None, at=now())
    started = time.perf_counter()
    sha256 = private_files().put(path)
    kept = time.perf_counter() - started
    version = actions.receive_file(
        distribution=table, name="air.csv", sha256=sha256, size=path.stat().st_size, by=None, at=now()
    )
    started = time.perf_counter()
    version = tasks.read_version(version)
    took = time.perf_counter() - started
    actions.publish_version(version=version, by=None, at=now())
    seconds = version.reading["seconds"]
    return {
        "kept under its hash s": round(kept, 1),
        "queryable s": round(seconds["load"] + seconds["store"], 1),
        "profiled s": round(seconds["load"] + seconds["store"] + seconds["profile"], 1),
        "all s": round(took, 1),
        "table MB": round(version.table_size / 1e6, 1),
        "parquet MB": round(version.parquet_size / 1e6, 1),
        "reader's memory MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
        "rows": version.rows or 0,
    }


@contextmanager
def served(command: list[str], port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server, until it answers; ended at the end."""
    log = (SITE / f"{port}.log").open("wb")
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=log)
    try:
        for _attempt in range(300):
            try:
                HTTPConnection("127.0.0.1", port, timeout=1).connect()
                break
            except OSError:
                time.sleep(0.2)
        yield server
    finally:
        server.terminate()
        server.wait()


def ask(connection: HTTPConnection, address: str) -> bytes:
    connection.request("GET", quote(address, safe="/?&=%+"))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {address}: {body[:200]!r}")
    return body


def medians(port: int, questions: dict[str, Callable[[int], str]], runs: int = RUNS) -> Result:
    """Milliseconds of each question, the median of its runs."""
    found: Result = {}
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    for name, address in questions.items():
        for warm in range(2):
            ask(connection, address(1000 + warm))
        took = []
        for run in range(runs):
            started = time.perf_counter()
            ask(connection, address(run))
            took.append(1000 * (time.perf_counter() - started))
        found[f"{name} ms"] = round(median(took), 1)
    return found


def requests_a_second(port: int, address: str, *, clients: int = 8, seconds: float = 5) -> float:
    counts = [0] * clients
    end = time.perf_counter() + seconds

    def work(at: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < end:
            ask(connection, address)
            counts[at] += 1

    threads = [Thread(target=work, args=(at,)) for at in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(sum(counts) / seconds)


def station(run: int) -> str:
    return f"측정소 {run * 31 % STATIONS}"


def madang_questions(rows: int) -> dict[str, Callable[[int], str]]:
    base = "/api/v1/data/air/data/latest"
    deep = max(1, min(40_001, rows // 100 - 40))
    return {
        "page 1 + total": lambda run: f"{base}/rows?size={100 + run % 2}",
        "filter + sort + total": lambda run: (
            f"{base}/rows?size=100&page=11&sort=-미세먼지&시도={PROVINCES[run % 17]}&미세먼지__gte={20 + run % 10}"
        ),
        "page 40,001": lambda run: f"{base}/rows?size=100&page={deep - run % 30}",
        "four facets": lambda run: f"{base}/facets?facet={','.join(FACETS)}&초미세먼지__gte={5 + run % 40}",
        "four facets, whole table": lambda run: f"{base}/facets?facet={','.join(FACETS)}&limit={50 + run}",
        "search + total": lambda run: (
            f"{base}/rows?size=100&q={['장비교정', '통신장애', '자료확인'][run % 3]}&미세먼지__gte={run}"
        ),
        "groups": lambda run: f"{base}/groups?group=시도&measure=avg&of=미세먼지&초미세먼지__gte={run}",
    }


def memory_of(server: subprocess.Popen[bytes]) -> int:
    """The most megabytes of one of the server's children."""
    children = subprocess.run(
        ["pgrep", "-P", str(server.pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    sizes = []
    for child in children:
        status = Path(f"/proc/{child}/status").read_text()
        sizes.append(int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024)
    return max(sizes, default=0)


def measure_madang(path: Path, rows: int) -> Result:
    found = publish(path)
    port = 8171
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        "-w",
        "2",
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    with served(command, port) as server:
        requests_a_second(port, "/api/v1/data/air/data/latest/rows?size=10")  # until both workers have started
        found |= medians(port, madang_questions(rows))
        found["requests a second"] = requests_a_second(port, "/api/v1/data/air/data/latest/rows?size=100")
        found["web worker MB"] = memory_of(server)
    return found


NUMBERS = {"미세먼지": "INTEGER", "초미세먼지": "INTEGER", "오존": "REAL", "이산화질소": "REAL", "일산화탄소": "REAL"}


def load_sqlite(path: Path, database: Path) -> None:
    """SQLite as Datasette's users load it, with indexes on what is asked."""
    connection = sqlite3.connect(database)
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        names = next(reader)
        columns = ", ".join(f"[{name}] {NUMBERS.get(name, 'TEXT')}" for name in names)
        connection.execute(f"CREATE TABLE air ({columns})")
        connection.executemany(f"INSERT INTO air VALUES ({', '.join('?' * len(names))})", reader)
    for name in [*FACETS, "미세먼지"]:
        connection.execute(f"CREATE INDEX [i_{name}] ON air ([{name}])")
    connection.commit()
    connection.close()


def measure_datasette(path: Path) -> Result:
    database = SITE / "air.db"
    started = time.perf_counter()
    load_sqlite(path, database)
    found: Result = {
        "queryable s": round(time.perf_counter() - started, 1),
        "table MB": round(database.stat().st_size / 1e6, 1),
    }
    port = 8172
    command = [str(ROOT / ".venv-oracles/bin/datasette"), str(database), "-p", str(port)]
    for setting in ("sql_time_limit_ms", "facet_time_limit_ms", "facet_suggest_time_limit_ms"):
        command += ["--setting", setting, "600000"]
    command += ["--setting", "suggest_facets", "off"]
    facets = "&".join(f"_facet={name}" for name in FACETS)
    questions: dict[str, Callable[[int], str]] = {
        "page 1 + total": lambda run: f"/air/air.json?_size=100&_extra=count&_={run}",
        "filter + sort + total": lambda run: (
            f"/air/air.json?_size=100&_sort_desc=미세먼지&_extra=count"
            f"&시도={PROVINCES[run % 17]}&미세먼지__gte={20 + run % 10}"
        ),
        "four facets": lambda run: f"/air/air.json?_size=0&{facets}&초미세먼지__gte={5 + run % 40}",
    }
    with served(command, port):
        found |= medians(port, questions, runs=3)
    return found


def load_postgres(connection: Any, path: Path, names: list[str]) -> None:
    """The DataStore's table, loaded by COPY, with its full-text column and index."""
    columns = ", ".join(f'"{name}" {"numeric" if name in NUMBERS else "text"}' for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    connection.execute("DROP TABLE IF EXISTS air")
    connection.execute(f"CREATE TABLE air (_id serial PRIMARY KEY, _full_text tsvector, {columns})")
    with path.open("rb") as file, connection.cursor().copy(f"COPY air ({quoted}) FROM STDIN CSV HEADER") as copy:
        while chunk := file.read(1 << 20):
            copy.write(chunk)
    text = " || ' ' || ".join(f"coalesce(\"{name}\"::text, '')" for name in names)
    connection.execute(f"UPDATE air SET _full_text = to_tsvector('english', {text})")
    connection.execute("CREATE INDEX ON air USING gin (_full_text)")
    connection.execute("ANALYZE air")


def ckan_questions(names: list[str], rows: int, run: int) -> dict[str, list[tuple[str, tuple[object, ...]]]]:
    """What CKAN asks of PostgreSQL for each question."""
    quoted = ", ".join(f'"{name}"' for name in names)
    deep = 100 * max(0, min(40_000, rows // 100 - 40))
    kept, values = 'FROM air WHERE "시도" = %s AND "미세먼지" >= %s', (PROVINCES[run % 17], 20 + run % 10)
    facet = 'SELECT "{}", count(*) FROM air WHERE "초미세먼지" >= %s GROUP BY 1 ORDER BY 2 DESC LIMIT 50'
    return {
        "page 1 + total": [
            (f"SELECT {quoted} FROM air ORDER BY _id LIMIT 100", ()),
            ("SELECT count(*) FROM air", ()),
        ],
        "filter + sort + total": [
            (f'SELECT {quoted} {kept} ORDER BY "미세먼지" DESC LIMIT 100 OFFSET 1000', values),
            (f"SELECT count(*) {kept}", values),
        ],
        "page 40,001": [(f"SELECT {quoted} FROM air ORDER BY _id LIMIT 100 OFFSET {deep}", ())],
        "four facets": [(facet.format(name), (5 + run,)) for name in FACETS],
    }


def measure_ckan(path: Path, url: str, rows: int) -> Result:
    import psycopg

    names = path.open(encoding="utf-8").readline().strip().split(",")
    with psycopg.connect(url, autocommit=True) as connection:
        started = time.perf_counter()
        load_postgres(connection, path, names)
        found: Result = {"queryable s": round(time.perf_counter() - started, 1)}
        size = connection.execute("SELECT pg_total_relation_size('air')").fetchone()
        found["table MB"] = round(size[0] / 1e6, 1) if size else 0
        took: dict[str, list[float]] = {}
        for run in range(5):
            for name, questions in ckan_questions(names, rows, run).items():
                started = time.perf_counter()
                for sql, values in questions:
                    connection.execute(sql, values).fetchall()
                took.setdefault(name, []).append(1000 * (time.perf_counter() - started))
        connection.execute("DROP TABLE air")
    return found | {f"{name} ms": round(median(times[1:]), 1) for name, times in took.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--beside", default="", help="datasette, ckan")
    parser.add_argument("--postgres", default="", help="a database for the layout of CKAN; its table `air` is replaced")
    given = parser.parse_args()
    path = SITE / "air.csv"
    generate(path, given.rows)
    results = {
        "file": {"rows": given.rows, "MB": round(path.stat().st_size / 1e6, 1), "load": round(os.getloadavg()[0], 1)}
    }
    results["madang"] = measure_madang(path, given.rows)
    print(json.dumps(results, ensure_ascii=False), file=sys.stderr)
    if "datasette" in given.beside:
        results["datasette"] = measure_datasette(path)
    if "ckan" in given.beside and given.postgres:
        results["ckan layout"] = measure_ckan(path, given.postgres, given.rows)
    print(json.dumps(results, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
