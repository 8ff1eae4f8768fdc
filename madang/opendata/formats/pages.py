"""Pages of the catalogue put together from datasets that were rendered before. Pure.

Rendering RDF costs some twenty milliseconds a dataset, so it is done once, on publication; a page joins the results.
"""

import json
from collections.abc import Iterable

from lxml import etree


def joined(head: str, parts: Iterable[str], suffix: str) -> str:
    """The RDF of `head` and of all `parts` as one document. suffix: `ttl`, `jsonld` or `rdf`, that of all of them."""
    if suffix == "ttl":
        return "\n".join([head, *parts])
    if suffix == "jsonld":
        nodes: dict[str, dict[str, object]] = {}
        for text in (head, *parts):
            for node in json.loads(text):
                merge(nodes.setdefault(str(node.get("@id", id(node))), {}), node)
        return json.dumps(list(nodes.values()), ensure_ascii=False)
    root = etree.fromstring(head.encode())
    for text in parts:
        root.extend(etree.fromstring(text.encode()))
    return etree.tostring(root, encoding="unicode")


def merge(there: dict[str, object], node: dict[str, object]) -> None:
    """Add what a node says to what was said of it before, once."""
    for name, value in node.items():
        known = there.get(name)
        if isinstance(known, list) and isinstance(value, list):
            known.extend(one for one in value if one not in known)
        else:
            there[name] = value
