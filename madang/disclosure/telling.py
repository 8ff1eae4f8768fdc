"""What followers of documents and agencies are told."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.disclosure.models import Publication, Version
from madang.notices import actions as notices


def tell_of_publications(publications: Sequence[Publication], *, at: datetime) -> None:
    """Tell whoever follows the documents or their agencies. One query where nobody does."""
    documents = [publication.version.document for publication in publications]
    subjects = [ref for document in documents for ref in (document.ref, document.organisation.ref)]
    followed = notices.followed(subjects)
    for publication in publications:
        document = publication.version.document
        if {document.ref, document.organisation.ref} & followed:
            notices.tell_followers(
                ref=document.ref,
                topics=[document.organisation.ref],
                kind=f"disclosure.document.{'published' if publication.has_content else 'listed'}",
                subject=partial(headline, publication.version, publication.has_content),
                text=publication.version.number,
                at=at,
                key=publication.version.ref,
            )


def headline(version: Version, is_whole: bool) -> str | Promise:  # noqa: FBT001
    words = {"agency": version.document.organisation.name, "title": version.title}
    if is_whole:
        return _("%(agency)s published: %(title)s") % words
    return _("%(agency)s listed without content: %(title)s") % words
