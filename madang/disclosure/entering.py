"""One batch of judged files on its way into the tables, inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import F

from madang.accounts.models import Organisation
from madang.disclosure.judgement import Fate
from madang.disclosure.metadata import Manifest, Metadata
from madang.disclosure.models import Document, FoundIdentifier, Intake, IntakeFile, PrivateText, Version
from madang.disclosure.verdicts import Judged
from madang.documents.reading import Reason

METADATA_FIELDS = (
    "title",
    "number",
    "department",
    "rank",
    "approved_on",
    "retention",
    "classification",
    "items",
    "task",
)
UNDECIDED = (Version.State.HELD, Version.State.WAITING)


def as_json(reasons: Sequence[Reason]) -> list[dict[str, object]]:
    """Reasons as they are kept in the tables."""
    return [{"code": reason.code, "params": dict(reason.params)} for reason in reasons]


def columns_of(metadata: Metadata) -> dict[str, object]:
    """Metadata as a version keeps it."""
    return {
        "title": metadata.title,
        "number": metadata.number,
        "department": metadata.department,
        "rank": metadata.rank.value if metadata.rank else "",
        "approved_on": metadata.approved_on,
        "retention": metadata.retention,
        "classification": metadata.classification,
        "items": list(metadata.items),
        "task": metadata.task,
    }


def says_the_same(version: Version, metadata: Metadata) -> bool:
    """Whether what is said of a version now is what was said before. A title that was not stated says nothing."""
    stated = columns_of(metadata)
    if not metadata.title:
        del stated["title"]
    return all(getattr(version, name) == value for name, value in stated.items())


def fate_columns(fate: Fate) -> dict[str, object]:
    return {
        "state": fate.state,
        "reasons": as_json(fate.reasons),
        "rule_since_on": fate.rule.since_on if fate.rule else None,
        "rule_rank": fate.rule.rank.value if fate.rule else "",
    }


def held_again(one: Judged) -> Judged:
    """What was taken down before is held, whatever it would be otherwise; what is refused stays refused."""
    if one.is_known or one.fate.state in ("refused", "held"):
        return one
    return replace(one, fate=Fate("held", (Reason("taken-down-before", {}), *one.fate.reasons), one.fate.rule))


@dataclass
class Batch:
    """Enters judged files of one intake. Afterwards `files` has every fate, `to_publish` what became public."""

    intake: Intake
    organisation: Organisation
    at: datetime
    files: list[IntakeFile] = field(default_factory=list)
    to_publish: list[Version] = field(default_factory=list)
    _documents: dict[str, Document] = field(default_factory=dict)
    _versions: dict[str, list[Version]] = field(default_factory=dict)
    _new_documents: list[Document] = field(default_factory=list)
    _new_versions: list[tuple[Version, Judged]] = field(default_factory=list)
    _judged_again: list[tuple[Version, Judged]] = field(default_factory=list)

    def enter(self, judged: Sequence[Judged]) -> None:
        """Decide each file's place among what is there, then write all in a few statements."""
        entered = set(
            self.intake.files.filter(path__in=[one.received.path for one in judged]).values_list("path", flat=True)
        )
        taken = self._taken_down(one.received.sha256 for one in judged)
        fresh = [
            held_again(one) if one.received.sha256 in taken else one
            for one in judged
            if one.received.path[:1000] not in entered
        ]
        self._look_up(one.received.identity for one in fresh if one.fate.state != "refused")
        for one in fresh:
            self._place(one)
        self._write()
        Intake.objects.filter(pk=self.intake.pk).update(done=F("done") + len(fresh))

    def _look_up(self, identities: Iterable[str]) -> None:
        known = Document.objects.filter(organisation=self.organisation, identity__in=set(identities))
        for document in known.prefetch_related("versions"):
            self._documents[document.identity] = document
            self._versions[document.identity] = list(document.versions.all())

    def _place(self, one: Judged) -> None:
        if one.fate.state == "refused":
            self._note(one, "refused", one.fate.reasons)
            return
        identity = one.received.identity
        document = self._documents.get(identity)
        if document is None:
            document = Document(organisation=self.organisation, identity=identity)
            self._documents[identity], self._versions[identity] = document, []
            self._new_documents.append(document)
        versions = self._versions[identity]
        same = next((version for version in versions if version.sha256 == one.received.sha256), None)
        if same is None:
            version = self._new_version(document, one, ordinal=1 + max((v.ordinal for v in versions), default=0))
            versions.append(version)
            self._new_versions.append((version, one))
            self._note(one, one.fate.state, one.fate.reasons, version=version, is_new_version=version.ordinal > 1)
        else:
            self._meet_again(same, one)

    def _meet_again(self, version: Version, one: Judged) -> None:
        """The same content once more: judged anew if still undecided and something else is said of it now."""
        if one.is_known or says_the_same(version, one.received.metadata):
            self._note(one, "unchanged", (), version=version)
        elif version.pk is None or version.state not in UNDECIDED or version.decisions.exists():
            self._note(one, "unchanged", (Reason("metadata-differs", {}),), version=version)
        else:
            for name, value in (columns_of(one.received.metadata) | fate_columns(one.fate)).items():
                setattr(version, name, value)
            self._judged_again.append((version, one))
            self._note(one, one.fate.state, one.fate.reasons, version=version)

    def _taken_down(self, contents: Iterable[str]) -> set[str]:
        """Contents that this agency took from the public before: they do not come back by themselves."""
        found = Version.objects.filter(state=Version.State.TAKEN_DOWN, document__organisation=self.organisation)
        return set(found.filter(sha256__in=set(contents)).values_list("sha256", flat=True))

    def _new_version(self, document: Document, one: Judged, *, ordinal: int) -> Version:
        received, reading = one.received, one.reading
        return Version(
            document=document,
            ordinal=ordinal,
            intake=self.intake,
            sha256=received.sha256,
            size=received.size,
            file_name=received.name[-255:],
            file_type=reading.type,
            reading_state=reading.state,
            readers=reading.readers,
            pages=reading.pages,
            received_at=self.at,
            **columns_of(received.metadata),
            **fate_columns(one.fate),
        )

    def _note(
        self,
        one: Judged,
        state: str,
        reasons: Sequence[Reason],
        *,
        version: Version | None = None,
        is_new_version: bool = False,
    ) -> None:
        self.files.append(
            IntakeFile(
                intake=self.intake,
                path=one.received.path[:1000],
                sha256=one.received.sha256,
                file_type=one.reading.type or (version.file_type if version else ""),
                state=state,
                is_new_version=is_new_version,
                reasons=as_json(reasons),
                document=version.document if version else None,
                version=version,
            )
        )

    def _write(self) -> None:
        Document.objects.bulk_create(self._new_documents)
        Version.objects.bulk_create([version for version, _ in self._new_versions])
        if self._judged_again:
            Version.objects.bulk_update(
                [version for version, _ in self._judged_again],
                [*METADATA_FIELDS, "state", "reasons", "risk", "rule_since_on", "rule_rank"],
            )
            FoundIdentifier.objects.filter(
                version__in=[version for version, _ in self._judged_again], place="metadata"
            ).delete()
        PrivateText.objects.bulk_create(
            PrivateText(
                version=version,
                text=one.reading.text,
                hidden=[{"kind": hidden.kind, "text": hidden.text} for hidden in one.reading.hidden],
            )
            for version, one in self._new_versions
        )
        FoundIdentifier.objects.bulk_create(self._findings())
        IntakeFile.objects.bulk_create(self.files)
        self.to_publish = [
            version
            for version, _ in (*self._new_versions, *self._judged_again)
            if version.state in (Version.State.PUBLISHED, Version.State.CLOSED)
        ]

    def _findings(self) -> Iterable[FoundIdentifier]:
        again = {id(version) for version, _ in self._judged_again}
        for version, one in (*self._new_versions, *self._judged_again):
            for entry in one.found:
                if id(version) not in again or entry.place == "metadata":
                    yield FoundIdentifier(
                        version=version,
                        place=entry.place,
                        kind=entry.finding.kind,
                        start=entry.finding.start,
                        end=entry.finding.end,
                        confidence=entry.finding.confidence,
                        item=entry.finding.item,
                        proviso=entry.finding.proviso or "",
                    )


def manifest_faults_as_json(manifest: Manifest) -> list[dict[str, object]]:
    """Faults of a manifest as an intake keeps them."""
    return [
        {"row": fault.row, "column": fault.column, "code": fault.code, "found": fault.found}
        for fault in manifest.faults
    ]
