"""Every record of the disclosure portal; each module of the package is one subject."""

from madang.disclosure.models.ahead import AnnouncedInformation, Area, Cycle, Fulfilment, InformationTerms, area_ref
from madang.disclosure.models.documents import (
    RANK_LABELS,
    Classification,
    DatedRankRule,
    Decision,
    Document,
    DocumentQuerySet,
    FoundIdentifier,
    Intake,
    IntakeFile,
    PrivateText,
    Publication,
    PublicationQuerySet,
    PublicText,
    Upload,
    Version,
    VersionQuerySet,
)
from madang.disclosure.models.listings import ImportedListing

__all__ = [
    "RANK_LABELS",
    "AnnouncedInformation",
    "Area",
    "Classification",
    "Cycle",
    "DatedRankRule",
    "Decision",
    "Document",
    "DocumentQuerySet",
    "FoundIdentifier",
    "Fulfilment",
    "ImportedListing",
    "InformationTerms",
    "Intake",
    "IntakeFile",
    "PrivateText",
    "PublicText",
    "Publication",
    "PublicationQuerySet",
    "Upload",
    "Version",
    "VersionQuerySet",
    "area_ref",
]
