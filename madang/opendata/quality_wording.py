"""Codes of quality and formats in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FORMATS: dict[str, tuple[str | Promise, str, str]] = {
    "dcat-ap": ("DCAT-AP 3.0.1", "dataset-rdf", "ttl"),
    "dcat-ap-hvd": (gettext_lazy("DCAT-AP for high-value datasets"), "dataset-rdf", "ttl"),
    "schema.org": ("schema.org", "dataset-json", "schema.jsonld"),
    "croissant": ("Croissant 1.0", "dataset-json", "croissant.json"),
    "datapackage": ("Data Package v2", "dataset-json", "datapackage.json"),
    "csvw": ("CSV on the Web", "dataset-json", "csvw-metadata.json"),
    "dcat-us": ("DCAT-US 1.1 (data.json)", "data-json", ""),
}
"""A format: its name, and the address of the dataset in it: name of the page and its last part."""
RATINGS: dict[str, str | Promise] = {
    "excellent": gettext_lazy("Excellent"),
    "good": gettext_lazy("Good"),
    "sufficient": gettext_lazy("Sufficient"),
    "bad": gettext_lazy("Bad"),
}
VERDICTS: dict[str, str | Promise] = {
    "passed": gettext_lazy("Accepted"),
    "failed": gettext_lazy("Refused"),
    "not-applicable": gettext_lazy("Does not apply"),
}
TONES = {"passed": "good", "failed": "danger"}
DIMENSIONS: dict[str, str | Promise] = {
    "findability": gettext_lazy("Findability"),
    "accessibility": gettext_lazy("Accessibility of the files"),
    "interoperability": gettext_lazy("Interoperability"),
    "reusability": gettext_lazy("Reusability"),
    "context": gettext_lazy("Context"),
}
INDICATORS: dict[str, str | Promise] = {
    "keyword": gettext_lazy("Keywords"),
    "theme": gettext_lazy("Theme"),
    "spatial": gettext_lazy("Place covered"),
    "temporal": gettext_lazy("Time covered"),
    "access-url-works": gettext_lazy("The address answers"),
    "download-url": gettext_lazy("There is a direct download"),
    "download-url-works": gettext_lazy("The download answers"),
    "format": gettext_lazy("Format named"),
    "media-type": gettext_lazy("Media type named"),
    "from-vocabulary": gettext_lazy("Format and media type from a vocabulary"),
    "non-proprietary": gettext_lazy("Open format"),
    "machine-readable": gettext_lazy("Machine-readable"),
    "dcat-ap": gettext_lazy("Conforms to DCAT-AP"),
    "licence": gettext_lazy("Licence named"),
    "licence-from-vocabulary": gettext_lazy("Licence from a vocabulary"),
    "access-rights": gettext_lazy("Access rights named"),
    "access-rights-from-vocabulary": gettext_lazy("Access rights from a vocabulary"),
    "contact-point": gettext_lazy("Office to ask named"),
    "publisher": gettext_lazy("Publisher named"),
    "rights": gettext_lazy("Rights named"),
    "byte-size": gettext_lazy("Size named"),
    "issued": gettext_lazy("Day of publication named"),
    "modified": gettext_lazy("Day of change named"),
}
_PROBLEMS: dict[str, str | Promise] = {
    "missing": gettext_lazy("%(where)s is missing."),
    "empty": gettext_lazy("%(where)s is empty."),
    "not-an-address": gettext_lazy("%(where)s is no address."),
    "twice": gettext_lazy("%(where)s stands there twice."),
    "unknown": gettext_lazy("%(where)s names something that is not there."),
}


def verdict_sentence(name: str, problems: Iterable[Mapping[str, Any]]) -> str:
    """What one format misses, with its name in front."""
    label = FORMATS[name][0] if name in FORMATS else name
    return f"{label}: " + " ".join(map(problem_sentence, problems))


def problem_sentence(problem: Mapping[str, Any]) -> str:
    """What a format misses."""
    sentence = _PROBLEMS.get(problem["code"])
    return str(sentence) % {"where": problem["where"]} if sentence else _("It is not accepted.")
