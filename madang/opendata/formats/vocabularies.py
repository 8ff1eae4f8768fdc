"""The portal's codes in the vocabularies of others: licences, file types, frequencies, themes, categories. Pure."""

from dataclasses import dataclass

EU = "http://publications.europa.eu/resource/authority"
IANA = "https://www.iana.org/assignments/media-types"


@dataclass(frozen=True)
class Licence:
    """uri: where it stands. eu: its code in the EU's licence vocabulary. is_open: Open Definition conformant."""

    uri: str
    title: str
    is_open: bool
    eu: str = ""


LICENCES = {
    "kogl-1": Licence("https://www.kogl.or.kr/info/license.do#01-tab", "KOGL-1.0", True),
    "kogl-2": Licence("https://www.kogl.or.kr/info/license.do#02-tab", "KOGL-2.0", False),
    "kogl-3": Licence("https://www.kogl.or.kr/info/license.do#03-tab", "KOGL-3.0", False),
    "kogl-4": Licence("https://www.kogl.or.kr/info/license.do#04-tab", "KOGL-4.0", False),
    "cc0-1.0": Licence("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0", True, "CC0"),
    "cc-by-4.0": Licence("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0", True, "CC_BY_4_0"),
    "cc-by-sa-4.0": Licence("https://creativecommons.org/licenses/by-sa/4.0/", "CC-BY-SA-4.0", True, "CC_BYSA_4_0"),
    "cc-by-nc-4.0": Licence("https://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC-4.0", False, "CC_BYNC_4_0"),
    "cc-by-nd-4.0": Licence("https://creativecommons.org/licenses/by-nd/4.0/", "CC-BY-ND-4.0", False, "CC_BYND_4_0"),
}


@dataclass(frozen=True)
class Kind:
    """A file type. eu: its code in the EU's file-type vocabulary. stars: of Tim Berners-Lee's five, format alone."""

    media_type: str
    eu: str
    is_open: bool
    is_machine_readable: bool
    stars: int


KINDS = {
    "csv": Kind("text/csv", "CSV", True, True, 3),
    "tsv": Kind("text/tab-separated-values", "TSV", True, True, 3),
    "json": Kind("application/json", "JSON", True, True, 3),
    "jsonl": Kind("application/x-ndjson", "JSON", True, True, 3),
    "geojson": Kind("application/geo+json", "GEOJSON", True, True, 3),
    "parquet": Kind("application/vnd.apache.parquet", "PARQUET", True, True, 3),
    "xml": Kind("application/xml", "XML", True, True, 3),
    "ods": Kind("application/vnd.oasis.opendocument.spreadsheet", "ODS", True, True, 3),
    "xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", True, True, 3),
    "xls": Kind("application/vnd.ms-excel", "XLS", False, True, 2),
    "rdf": Kind("application/rdf+xml", "RDF_XML", True, True, 4),
    "ttl": Kind("text/turtle", "RDF_TURTLE", True, True, 4),
    "jsonld": Kind("application/ld+json", "JSON_LD", True, True, 4),
    "gpkg": Kind("application/geopackage+sqlite3", "GPKG", True, True, 3),
    "shp": Kind("application/vnd.shp", "SHP", False, True, 2),
    "zip": Kind("application/zip", "ZIP", True, False, 1),
    "html": Kind("text/html", "HTML", True, False, 1),
    "pdf": Kind("application/pdf", "PDF", False, False, 1),
    "hwp": Kind("application/x-hwp", "BIN", False, False, 1),
    "hwpx": Kind("application/hwp+zip", "BIN", True, False, 1),
    "txt": Kind("text/plain", "TXT", True, False, 1),
    "wms": Kind("application/vnd.ogc.wms_xml", "WMS_SRVC", True, True, 3),
    "wfs": Kind("application/gml+xml", "WFS_SRVC", True, True, 3),
}
UNKNOWN = Kind("application/octet-stream", "BIN", False, False, 1)
THEMES = {
    "weather": "ENVI",
    "transport": "TRAN",
    "land": "REGI",
    "food": "HEAL",
    "agriculture": "AGRI",
    "culture": "EDUC",
    "science": "TECH",
    "safety": "JUST",
    "welfare": "HEAL",
    "environment": "ENVI",
    "labour": "ECON",
    "procurement": "GOVE",
    "patents": "TECH",
    "law": "JUST",
    "maritime": "AGRI",
    "education": "EDUC",
}
"""Strategic areas as themes of the EU's vocabulary; GOVE where no other fits."""
HVD = {
    "geospatial": "c_ac64a52d",
    "earth-observation": "c_dd313021",
    "meteorological": "c_164e0bf5",
    "statistics": "c_e1da4e07",
    "companies": "c_a9135398",
    "mobility": "c_b79e35eb",
}
"""The six categories of high-value datasets (EU regulation 2023/138)."""
HVD_OF_AREA = {
    "weather": "meteorological",
    "transport": "mobility",
    "land": "geospatial",
    "environment": "earth-observation",
}
FREQUENCIES = {
    "update_cont": ("UPDATE_CONT", "continuous", "R/PT1S", 0),
    "hourly": ("HOURLY", "hourly", "R/PT1H", 1),
    "daily": ("DAILY", "daily", "R/P1D", 1),
    "weekly": ("WEEKLY", "weekly", "R/P1W", 7),
    "monthly": ("MONTHLY", "monthly", "R/P1M", 31),
    "quarterly": ("QUARTERLY", "quarterly", "R/P3M", 92),
    "annual_2": ("ANNUAL_2", "semiannual", "R/P6M", 183),
    "annual": ("ANNUAL", "annual", "R/P1Y", 366),
    "irreg": ("IRREG", "irregular", "irregular", 0),
    "never": ("NEVER", "never", "R/P100Y", 0),
    "unknown": ("UNKNOWN", "unknown", "irregular", 0),
}
"""A frequency: its code in the EU's vocabulary, a word, ISO 8601 as DCAT-US writes it, its days (0: none)."""
FALLBACK = ("UNKNOWN", "unknown", "irregular", 0)


def kind_of(format_name: str) -> Kind:
    """What is known of a file type, by its usual ending in any case."""
    return KINDS.get(format_name.casefold().lstrip("."), UNKNOWN)


def eu_frequency(code: str) -> str:
    return f"{EU}/frequency/{FREQUENCIES.get(code, FALLBACK)[0]}"


def days_between_updates(code: str) -> int:
    """Within how many days new data is due; 0 where the frequency promises nothing."""
    return FREQUENCIES.get(code, FALLBACK)[3]


def theme_of(area: str) -> str:
    return f"{EU}/data-theme/{THEMES.get(area, 'GOVE')}"
