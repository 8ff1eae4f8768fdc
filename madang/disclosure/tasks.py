"""Work for the worker: intakes from uploads, and files still missing from the public store."""

from collections.abc import Iterator
from contextlib import ExitStack

from django.utils.timezone import now

from madang.common.enqueue import periodic, task
from madang.disclosure import actions
from madang.disclosure.entering import manifest_faults_as_json
from madang.disclosure.metadata import Manifest, UnreadableManifest, read_manifest
from madang.disclosure.models import Intake
from madang.disclosure.pipeline import Run
from madang.disclosure.publishing import missing_public_files, publish_files
from madang.disclosure.sources import Source, sources_in
from madang.documents.stores import private_files


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


@periodic("disclosure.publish_files", every=30)
def complete_public_files() -> None:
    """Copy into the public store what a crash kept from being copied after its publication was committed."""
    publish_files(missing_public_files())
