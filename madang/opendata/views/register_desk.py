"""The desk of who keeps an agency's register: entries, statements, whole files."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.common.errors import Refusal
from madang.opendata.actions import loading
from madang.opendata.actions import register as actions
from madang.opendata.forms.register import EndForm, HeldForm, OpennessForm, RegisterFileForm
from madang.opendata.models import HeldType, OpennessPeriod
from madang.opendata.register_wording import fault_sentence
from madang.opendata.registerfile import COLUMNS
from madang.opendata.views.shared import form_page, no_desk, paged, person, submitted

LARGEST_FILE = 50_000_000


def crumbs(last: str) -> list[tuple[str, str]]:
    return [
        (_("Open data"), reverse("opendata:datasets")),
        (_("Keep the register"), reverse("opendata:register-desk")),
        (last, ""),
    ]


@login_required
@require_safe
def desk(request: ViewerRequest) -> HttpResponse:
    """The register of one's own agencies, with what is late or not stated first."""
    if closed := no_desk(request):
        return closed
    on = localdate()
    own = HeldType.objects.visible_to(request.viewer).held(on=on)
    own = own.filter(organisation__in=request.viewer.organisations_as(Role.DATA_OFFICER))
    in_force = OpennessPeriod.objects.in_force(on=on)
    late = own.filter(pk__in=in_force.filter(status="planned", planned_on__lt=on).values("held"))
    unstated = own.exclude(pk__in=in_force.values("held"))
    shown = {"late": late, "unstated": unstated}.get(request.GET.get("state", ""), own)
    context = {
        **paged(request, shown.select_related("organisation", "area")),
        "late": late.count(),
        "unstated": unstated.count(),
        "all": own.count(),
        "state": request.GET.get("state", ""),
        "crumbs": [*crumbs("")[:1], (_("Keep the register"), "")],
    }
    return render(request, "opendata/register_desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ViewerRequest) -> HttpResponse:
    """Enter a type of data."""
    if closed := no_desk(request):
        return closed
    form = HeldForm(request.POST or None, viewer=request.viewer)
    found: list[HeldType] = []
    if submitted(form, lambda read: found.append(actions.register_held(**read, by=person(request), at=now()))):
        return redirect("opendata:state", code=found[0].code)
    title = _("New entry of the register")
    return form_page(request, form, title=title, button=_("Enter it"), crumbs=crumbs(title))


def own_held(request: ViewerRequest, code: str) -> HeldType:
    own = request.viewer.organisations_as(Role.DATA_OFFICER)
    return get_object_or_404(HeldType.objects.select_related("organisation"), code=code, organisation__in=own)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: ViewerRequest, code: str) -> HttpResponse:
    """State whether a type is open."""
    held = own_held(request, code)
    form = OpennessForm(request.POST or None, initial={"since_on": localdate()})
    if submitted(form, lambda read: actions.state_openness(held=held, **read, by=person(request), at=now())):
        return redirect(held)
    title = _("State whether “%(title)s” is open") % {"title": held.title}
    lede = _("What was stated before stays in the register with its days.")
    return form_page(request, form, title=title, button=_("State it"), crumbs=crumbs(held.title), lede=lede)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: ViewerRequest, code: str) -> HttpResponse:
    """State that a type is no longer held."""
    held = own_held(request, code)
    form = EndForm(request.POST or None, initial={"on": localdate()})
    if submitted(form, lambda read: actions.end_holding(held=held, **read, by=person(request), at=now())):
        return redirect(held)
    title = _("“%(title)s” is no longer held") % {"title": held.title}
    return form_page(request, form, title=title, button=_("State it"), crumbs=crumbs(held.title))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: ViewerRequest) -> HttpResponse:
    """Hand in a whole register as a file; the answer says what became of every line that was not entered."""
    if closed := no_desk(request):
        return closed
    form = RegisterFileForm(request.POST or None, request.FILES or None, viewer=request.viewer)
    context: dict[str, object] = {"form": form, "columns": COLUMNS, "crumbs": crumbs(_("Hand in a file"))}
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            if upload.size > LARGEST_FILE:
                form.add_error("file", _("The file is larger than 50 MB."))
            else:
                organisation = form.cleaned_data["organisation"]
                report = loading.load_register(
                    data=upload.read(), organisation=organisation, by=person(request), at=now()
                )
                context["report"] = report
                context["faults"] = [(fault.line, fault_sentence(fault)) for fault in report.faults[:200]]
        except UnicodeDecodeError as error:
            form.add_error("file", _("The file is not UTF-8: byte %(place)s cannot be read.") % {"place": error.start})
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
    return render(request, "opendata/register_load.html", context, status=422 if form.errors else 200)
