"""The catalogue and its datasets as they were rendered; what was not is rendered now."""

from collections.abc import Sequence

from madang.opendata.formats import dcat, pages
from madang.opendata.formats.description import Catalogue
from madang.opendata.models import Dataset, Rendition
from madang.opendata.queries.describing import describe


def dataset_text(dataset: Dataset, suffix: str) -> str:
    """A dataset's RDF. suffix: `ttl`, `jsonld` or `rdf`."""
    kept = Rendition.objects.filter(dataset=dataset, suffix=suffix, rendered_at__gte=dataset.changed_at).first()
    return kept.text if kept else dcat.written(dcat.dataset_graph(describe(dataset)), suffix)


def catalogue_text(catalogue: Catalogue, suffix: str) -> str:
    """A page of the catalogue: its own head, and its datasets as they were rendered."""
    codes = [one.code for one in catalogue.datasets]
    kept = dict(Rendition.objects.filter(dataset__code__in=codes, suffix=suffix).values_list("dataset__code", "text"))
    texts = {str(code): text for code, text in kept.items()}
    parts: Sequence[str] = [
        texts.get(one.code) or dcat.written(dcat.dataset_graph(one), suffix) for one in catalogue.datasets
    ]
    head = dcat.written(dcat.catalogue_graph(catalogue, with_datasets=False), suffix)
    return pages.joined(head, parts, suffix)
