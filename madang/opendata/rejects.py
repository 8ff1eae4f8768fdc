"""What the reject report of a version says, counted by kind of rule."""

import duckdb

from madang.documents.stores import private_files
from madang.opendata.models import DataVersion

NOT_CELLS = frozenset({"total", "empty"})


def faults_by_kind(version: DataVersion) -> dict[str, int]:
    """How many cells broke which rule. Reads the table that was made of the file; nothing where there is none."""
    if not version.table_sha256 or not version.rejects or not private_files().has(version.table_sha256):
        return {}
    path = str(private_files().path(version.table_sha256))
    with duckdb.connect(path, read_only=True) as connection:
        rows = connection.execute("SELECT kind, count(*) FROM rejects GROUP BY kind ORDER BY kind").fetchall()
    return {str(kind): int(count) for kind, count in rows if kind not in NOT_CELLS}
