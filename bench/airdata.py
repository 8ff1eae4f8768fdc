"""An invented table of air measurements, always the same: `python bench/airdata.py OUT.csv [--rows 5000000]`."""

import argparse
import sys
from pathlib import Path

import duckdb

NAMES = (
    "서울특별시 부산광역시 대구광역시 인천광역시 광주광역시 대전광역시 울산광역시 세종특별자치시 경기도 "
    "강원특별자치도 충청북도 충청남도 전북특별자치도 전라남도 경상북도 경상남도 제주특별자치도"
)
PROVINCES = NAMES.split()
GRADES = ["좋음", "보통", "나쁨", "매우나쁨"]


def generate(path: Path, rows: int) -> None:
    """Write the table. Each row follows from its number alone."""
    provinces = ", ".join(f"'{name}'" for name in PROVINCES)
    grades = ", ".join(f"'{name}'" for name in GRADES)
    noise = "(hash(i * 31 + {}) % 100000) / 100000.0"
    pm10 = f"round(5 + 60 * pow({noise.format(1)}, 2) + 30 * {noise.format(2)}, 0)::INTEGER"
    sql = f"""
    COPY (
      SELECT TIMESTAMP '2020-01-01' + to_hours((i // 600)::INTEGER) AS "측정일시",
             [{provinces}][1 + (i % 600) * 17 // 600] AS "시도",
             '측정소 ' || (i % 600) AS "측정소명",
             lpad((100000 + (i % 600) * 7)::VARCHAR, 7, '0') AS "측정소코드",
             ['도시대기', '도로변대기', '국가배경', '교외대기'][1 + (i % 600) % 4] AS "측정망",
             [{grades}][CASE WHEN pm < 31 THEN 1 WHEN pm < 81 THEN 2 WHEN pm < 93 THEN 3 ELSE 4 END] AS "등급",
             pm AS "미세먼지",
             (pm * (0.4 + 0.3 * {noise.format(3)}))::INTEGER AS "초미세먼지",
             printf('%.3f', 0.01 + 0.08 * {noise.format(4)}) AS "오존",
             printf('%.3f', 0.005 + 0.05 * {noise.format(5)}) AS "이산화질소",
             printf('%.1f', 0.2 + 0.9 * {noise.format(6)}) AS "일산화탄소",
             CASE hash(i * 31 + 7) % 50
               WHEN 0 THEN '장비교정' WHEN 1 THEN '통신장애 후 복구' WHEN 2 THEN '자료확인 필요'
             END AS "비고"
      FROM (SELECT i, {pm10} AS pm FROM range({rows}) t(i))
    ) TO '{path}' (HEADER, DELIMITER ',')
    """
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(sql)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=5_000_000)
    given = parser.parse_args()
    generate(given.out, given.rows)
    print(f"{given.rows:,} rows, {given.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
