"""The demonstration's pages: sign-in cards, the tour, sample files."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation, RoleHeld, User
from madang.common.metrics import measure
from madang.portal.demonstration import samples as sample_files
from madang.portal.demonstration import tour as tours
from madang.portal.demonstration.country.people import SHOWN_OFFICERS, officer_key
from madang.portal.demonstration.signing_in import OTHERS, NoDemonstration, is_open, page_after, person_to_sign_in
from madang.portal.demonstration.wording import FATES, SAMPLES

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
View = Callable[..., HttpResponse]


def in_a_demonstration(view: View) -> View:
    """404 on any real site."""

    @wraps(view)
    def guarded(request: ViewerRequest, **kwargs: str) -> HttpResponse:
        if not is_open():
            raise Http404
        return view(request, **kwargs)

    return guarded


def published_today() -> int | None:
    measured = measure("disclosure.documents_published", at=localdate())
    return int(measured.value) if measured and measured.value is not None else None


@require_safe
@in_a_demonstration
@never_cache
def sign_in_cards(request: ViewerRequest) -> HttpResponse:
    """One card for each role; and a list of every other agency's records officer."""
    officers = RoleHeld.objects.filter(role="records-officer", until_on=None, user__email__endswith=".example")
    agencies = Organisation.objects.filter(pk__in=officers.values("organisation"))
    context = {
        "agencies": [(officer_key(agency.code), agency) for agency in agencies],
        "shown": [(officer_key(agency.code), agency) for agency in agencies if agency.code in SHOWN_OFFICERS],
        "others": OTHERS if agencies else (),
        "here": request.viewer.user,
    }
    return render(request, "portal/demonstration/sign_in.html", context)


@require_POST
@in_a_demonstration
def sign_in(request: ViewerRequest) -> HttpResponse:
    """Sign in as an invented person."""
    key = request.POST.get("person", "")
    try:
        person = person_to_sign_in(key)
    except NoDemonstration as refusal:
        raise Http404(str(refusal.message)) from refusal
    kept = request.session.get(tours.SESSION_KEY)
    login(request, person, backend=BACKEND)
    if kept is not None:
        request.session[tours.SESSION_KEY] = kept
    return redirect(page_after(key))


@require_http_methods(["GET", "HEAD", "POST"])
@in_a_demonstration
@never_cache
def tour(request: ViewerRequest) -> HttpResponse:
    """The tour. A POST says that a step is done, or starts anew."""
    progress = tours.progress_of(request.session.get(tours.SESSION_KEY))
    if progress.published_before is None:
        progress = tours.Progress(progress.done, published_today())
        request.session[tours.SESSION_KEY] = progress.as_session()
    if request.method == "POST":
        done = request.POST.get("done", "")
        again = tours.Progress((), published_today())
        progress = again if done == "again" else tours.Progress((*progress.done, done), progress.published_before)
        request.session[tours.SESSION_KEY] = tours.progress_of(progress.as_session()).as_session()
        return redirect("portal:tour")
    context = {
        "steps": tours.shown_steps(progress),
        "count": len(tours.STEPS),
        "done": len(progress.done),
        "is_finished": progress.current is None,
        "before": progress.published_before,
        "now": published_today(),
        "here": request.viewer.user if isinstance(request.viewer.user, User) else None,
        "here_key": request.viewer.user.email.partition("@")[0] if request.viewer.user else "",
    }
    return render(request, "portal/demonstration/tour.html", context)


@require_safe
@in_a_demonstration
def samples(request: ViewerRequest) -> HttpResponse:
    """Sample files, and what should become of each."""
    today = localdate()
    shown = [
        {
            "sample": sample,
            "title": sample_files.title_of(sample, today),
            "text": SAMPLES[sample.key],
            "fate": FATES[sample.expected][0],
            "tone": FATES[sample.expected][1],
        }
        for sample in sample_files.SAMPLES
    ]
    context = {
        "samples": shown,
        "agency": Organisation.objects.filter(code=sample_files.AGENCY).first(),
        "officer": officer_key(sample_files.AGENCY),
    }
    return render(request, "portal/demonstration/samples.html", context)


@require_safe
@in_a_demonstration
def sample(request: ViewerRequest, name: str) -> HttpResponse:
    """One sample file. The same all day long, but for the locked one, whose key is drawn anew."""
    content = sample_files.file_named(name, localdate())
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    return response
