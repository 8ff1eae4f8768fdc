"""Work for the worker: papers are checked, draws computed, secretaries reminded."""

from django.utils.timezone import localdate, now

from madang.bodies import actions
from madang.bodies.computing import compute
from madang.bodies.models import Draw, Paper
from madang.common.enqueue import periodic, task
from madang.documents.sandbox import ReaderPool
from madang.documents.screening import screen
from madang.documents.stores import private_files, public_files


@task("bodies.screen_paper")
def screen_paper(paper: str) -> None:
    """Read a paper in a child process and look for personal identifiers; what cannot be read wholly is held."""
    found = Paper.objects.get(code=paper)
    if found.state != Paper.State.WAITING:
        return
    with ReaderPool(workers=1) as pool:
        reading = pool.read(private_files().path(found.sha256))
    findings = [one.kind for text in (reading.text, *(one.text for one in reading.hidden)) for one in screen(text)]
    if reading.state != "read":
        findings.append("not-wholly-read")
    actions.settle_paper(paper=found, findings=findings, at=now())


@periodic("bodies.publish_papers", every=60)
def complete_public_papers() -> None:
    """Copy into the public store what a crash kept from being copied after a paper was published."""
    published = Paper.objects.filter(state=Paper.State.PUBLISHED).values_list("sha256", flat=True).distinct()
    for sha256 in published.iterator():
        if not public_files().has(sha256):
            private_files().publish(sha256)


@task("bodies.compute_draw")
def compute_draw(draw: str) -> None:
    """Compute a draw's lottery and panels; runs again after a crash. Nothing for one that was prepared anew."""
    if found := Draw.objects.filter(code=draw).first():
        compute(found, clock=now)


@periodic("bodies.remind", every=3600)
def remind() -> int:
    """Remind secretaries of duties that come due."""
    at = now()
    return actions.remind_secretaries(on=localdate(at), at=at)


@periodic("bodies.open_meetings", every=3600)
def open_meetings() -> int:
    """Open closed meetings to the public on the day after their last closed day."""
    at = now()
    return actions.open_closed_meetings(on=localdate(at), at=at)
