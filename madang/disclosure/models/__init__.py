"""Every record of the disclosure portal; each module of the package is one subject."""

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

__all__ = [
    "RANK_LABELS",
    "Classification",
    "DatedRankRule",
    "Decision",
    "Document",
    "DocumentQuerySet",
    "FoundIdentifier",
    "Intake",
    "IntakeFile",
    "PrivateText",
    "PublicText",
    "Publication",
    "PublicationQuerySet",
    "Upload",
    "Version",
    "VersionQuerySet",
]
