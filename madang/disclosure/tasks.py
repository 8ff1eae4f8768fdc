"""Work for the worker: intakes from uploads, and files still missing from the public store."""

from collections.abc import Iterator
from contextlib import ExitStack

from django.utils.timezone import now

import madang.disclosure.bulk.tasks  # noqa: F401  (registers the upkeep of the bulk download)
from madang.common.enqueue import periodic, task
from madang.disclosure import actions
from madang.disclosure.entering import manifest_faults_as_json
from madang.disclosure.manifests import handed_over, passages_of, regions_of
from madang.disclosure.metadata import Manifest, UnreadableManifest, read_manifest
from madang.disclosure.models import Intake, RedactedCopy
from madang.disclosure.pipeline import Run
from madang.disclosure.publishing import files_to_withdraw, missing_public_files, publish_files, withdraw_files
from madang.disclosure.requests import tasks as requests_tasks
from madang.disclosure.sources import Source, sources_in
from madang.documents.redaction.redacting import NotRedacted, Redactor
from madang.documents.redaction.redacting import Source as ToRedact
from madang.documents.stores import private_files

COPY_NOTE = "이 문서는 「공공기관의 정보공개에 관한 법률」 제9조제1항에 따라 일부를 가리고 다시 만든 사본입니다."
"""Stands on decided copies: official documents are Korean, whatever the language of the site."""
__all__ = ["requests_tasks"]


@task("disclosure.take_in")
def take_in(intake: str) -> None:
    """Take in what was uploaded. After a crash it runs again; what was entered is passed over."""
    found = Intake.objects.select_related("organisation", "by").get(code=intake)
    if found.finished_at:
        return
    Intake.objects.filter(pk=found.pk).update(state=Intake.State.RUNNING)
    try:
        manifest = manifest_of(found)
    except UnreadableManifest as error:
        actions.finish_intake(intake=found, total=0, problem=f"{error.code}:{error.found}", at=now())
        return
    found.manifest_faults = manifest_faults_as_json(manifest)
    actor = actions.office_of(found.by, found.organisation)
    with ExitStack() as stack:
        total = Run(intake=found, by=actor, clock=now, manifest=manifest).take_in(uploaded(found, stack))
    actions.finish_intake(intake=found, total=total, at=now())


def manifest_of(intake: Intake) -> Manifest:
    if not intake.manifest_sha256:
        return Manifest()
    content = private_files().path(intake.manifest_sha256).read_bytes()
    return read_manifest(content, name=intake.manifest_name)


def uploaded(intake: Intake, stack: ExitStack) -> Iterator[Source]:
    for upload in intake.uploads.all():
        yield from stack.enter_context(sources_in(private_files().path(upload.sha256), name=upload.name))


@task("disclosure.make_copy")
def make_copy(copy: str) -> None:
    """Make a redacted copy and keep it with its checks. A copy that was made before is left as it is."""
    found = RedactedCopy.objects.select_related("version__private_text").get(code=copy)
    if found.state != RedactedCopy.State.MAKING:
        return
    version = found.version
    said = handed_over(version)
    source = ToRedact(
        private_files().path(version.sha256),
        version.file_type,
        version.private_text.text,
        title=said["title"],
        name=said["file_name"],
        note=COPY_NOTE,
    )
    try:
        with Redactor() as redactor:
            made = redactor.redact(source, passages_of(version), regions_of(version), everything=found.every_page)
    except NotRedacted as failure:
        actions.keep_copy(copy=found, made=None, problem=failure.code, at=now())
        return
    actions.keep_copy(copy=found, made=made, at=now())


@periodic("disclosure.weigh", every=5)
def weigh() -> None:
    """Weigh what is newly held, for the order of the review queue."""
    actions.weigh_held(at=now())


@periodic("disclosure.reopen", every=600)
def reopen() -> None:
    """Lift what is withheld because of internal reviews that have ended; remind of criteria that fall due."""
    actions.reopen_ended(at=now())
    actions.remind_of_criteria(at=now())


@periodic("disclosure.withdraw_files", every=30)
def withdraw() -> None:
    """Remove from the public store what a crash kept from being removed after a takedown was committed."""
    withdraw_files(files_to_withdraw())


@periodic("disclosure.publish_files", every=30)
def complete_public_files() -> None:
    """Copy into the public store what a crash kept from being copied after its publication was committed."""
    publish_files(missing_public_files())
