"""Files of old Office programs in OLE containers: XLS cells are read, nothing of the others."""

from pathlib import Path

import olefile

from madang.documents.readers.gathering import Gathered, Unreadable

LOCKED = ("EncryptedPackage", "EncryptionInfo")
MACROS = ("_VBA_PROJECT_CUR", "Macros", "VBA")


def read_ole(path: Path) -> Gathered:
    """An OLE file of no known kind. Raises `Unreadable` if it is an Office file behind a password."""
    gathered = Gathered("ole")
    names = top_names(path)
    if names & set(LOCKED):
        raise Unreadable("password")
    gathered.hold("unknown-type")
    return gathered


def read_xls(path: Path) -> Gathered:
    """The cells of an Excel 97 workbook. Remarks and text boxes are not read, so it is always held."""
    import python_calamine

    gathered = Gathered("xls")
    if top_names(path) & set(MACROS):
        gathered.hold("macros")
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError:
        raise Unreadable("password")
    except (python_calamine.CalamineError, OSError, ValueError):
        raise Unreadable("damaged", part="Workbook")
    for sheet in workbook.sheets_metadata:
        rows = workbook.get_sheet_by_name(sheet.name).to_python()
        text = "\n".join("\t".join(shown(cell) for cell in row).rstrip("\t") for row in rows)
        if sheet.visible == python_calamine.SheetVisibleEnum.Visible:
            gathered.body.append(f"{sheet.name}\n{text}\n\n")
        else:
            gathered.hold("hidden-content", part="sheet")
            gathered.hide("hidden-sheet", f"{sheet.name}\n{text}")
    gathered.hold("partly-read")
    gathered.readers["calamine"] = sum(map(len, gathered.body))
    return gathered


def shown(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def top_names(path: Path) -> set[str]:
    try:
        with olefile.OleFileIO(str(path)) as ole:
            return {parts[0] for parts in ole.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, TypeError):
        raise Unreadable("damaged", part="OLE")
