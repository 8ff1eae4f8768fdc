"""The administrator's desk: people and their roles, organisations, the private audit."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from madang.accounts import actions, queries
from madang.accounts.audit import look
from madang.accounts.forms import (
    EndRoleForm,
    GrantForm,
    MergeForm,
    MoveForm,
    OrganisationForm,
    PersonForm,
    RenameForm,
)
from madang.accounts.middleware import SignedInRequest, ViewerRequest
from madang.accounts.models import AuditEvent, Organisation, Role, RoleHeld, User
from madang.common.actors import Actor
from madang.common.errors import Refusal
from madang.common.http import client_ip

Rest = ParamSpec("Rest")
A_PAGE = 50


def administrators_only(
    view: Callable[Concatenate[SignedInRequest, Rest], HttpResponse],
) -> Callable[Concatenate[ViewerRequest, Rest], HttpResponseBase]:
    """Others who are signed in get 403; who is not signed in is asked to. The actions check again."""

    @wraps(view)
    def checked(request: ViewerRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.viewer.is_administrator:
            raise PermissionDenied
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return never_cache(checked)  # type: ignore[return-value]


def administrator(request: SignedInRequest) -> Actor:
    return request.user.as_actor(Role.ADMINISTRATOR)


def attempt(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it if the form is valid; a refusal becomes an error of its field. Whether it was done."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
        return False
    return True


@require_safe
@administrators_only
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody with an account, searched by name or address, filtered by role and organisation."""
    q, role, who = request.GET.get("q", "").strip(), request.GET.get("role", ""), request.GET.get("who", "")
    found: QuerySet[User] = User.objects.order_by("email").prefetch_related("roles_held__organisation")
    if q:
        found = found.filter(Q(name__icontains=q) | Q(email__icontains=q))
    today = localdate()
    held = RoleHeld.objects.filter(since_on__lte=today).exclude(until_on__lte=today)
    if role:
        found = found.filter(pk__in=held.filter(role=role).values("user"))
    if who == "officials":
        found = found.filter(pk__in=held.values("user"))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, [each for each in one.roles_held.all() if each.is_held(on=today)]) for one in page]
    query = urlencode({"q": q, "role": role, "who": who})
    context = {"page": page, "rows": rows, "q": q, "role": role, "who": who, "roles": Role.choices, "query": query}
    return render(request, "accounts/desk/people.html", context)


@administrators_only
def new_person(request: SignedInRequest) -> HttpResponse:
    """Make an account for an official, who gets a letter with a link to set a password."""
    form = PersonForm(request.POST or None)
    if attempt(form, lambda: actions.create_person(**form.cleaned_data, by=administrator(request), at=now())):
        invited = User.objects.get(email=form.cleaned_data["email"].lower())
        invitation = ResetPasswordForm({"email": invited.email})
        if invitation.is_valid():
            invitation.save(request)
        messages.success(request, _("The account is made, and a letter with a link to set a password is on its way."))
        return redirect("accounts:person", code=invited.code)
    context = {"form": form, "title": _("Add a person"), "submit": _("Add"), "back": "accounts:people"}
    return render(request, "accounts/desk/form.html", context, status=422 if form.errors else 200)


@require_safe
@administrators_only
def person(request: SignedInRequest, code: str) -> HttpResponse:
    return show_person(request, get_object_or_404(User, code=code), GrantForm(initial={"since_on": localdate()}))


def show_person(
    request: SignedInRequest, user: User, grant: GrantForm, ending: tuple[RoleHeld, EndRoleForm] | None = None
) -> HttpResponse:
    today = localdate()
    held = user.roles_held.select_related("organisation").order_by("-since_on", "-pk")
    rows = []
    for one in held:
        is_open = one.until_on is None or one.until_on > today
        form = ending[1] if ending and ending[0].pk == one.pk else EndRoleForm(prefix=one.code.hex)
        form.fields["until_on"].initial = today
        rows.append((one, one.is_held(on=today), form if is_open else None))
    failed = grant.errors or ending
    context = {"person": user, "rows": rows, "grant": grant}
    return render(request, "accounts/desk/person.html", context, status=422 if failed else 200)


@require_POST
@administrators_only
def grant_role(request: SignedInRequest, code: str) -> HttpResponse:
    user, form = get_object_or_404(User, code=code), GrantForm(request.POST)

    def grant() -> None:
        wanted = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        actions.grant_role(user=user, **wanted, by=administrator(request), at=now())

    if attempt(form, grant):
        messages.success(request, _("The role has been granted and entered in the public record, without the name."))
        return redirect("accounts:person", code=user.code)
    return show_person(request, user, form)


@require_POST
@administrators_only
def end_role(request: SignedInRequest, code: str) -> HttpResponse:
    held = get_object_or_404(RoleHeld, code=code)
    form = EndRoleForm(request.POST, prefix=held.code.hex)
    if attempt(form, lambda: actions.end_role(held=held, **form.cleaned_data, by=administrator(request), at=now())):
        messages.success(request, _("The end of the role has been entered in the public record."))
        return redirect("accounts:person", code=held.user.code)
    return show_person(request, held.user, GrantForm(initial={"since_on": localdate()}), (held, form))


@require_safe
@administrators_only
def organisations(request: SignedInRequest) -> HttpResponse:
    q, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    found = queries.find_organisations(viewer=request.viewer, q=q, kind=kind).order_by("code")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "q": q, "kind": kind, "kinds": Organisation.Kind.choices}
    return render(request, "accounts/desk/organisations.html", context | {"query": urlencode({"q": q, "kind": kind})})


@administrators_only
def new_organisation(request: SignedInRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if attempt(form, lambda: actions.create_organisation(**form.cleaned_data, by=administrator(request), at=now())):
        messages.success(request, _("The organisation has been entered."))
        return redirect("accounts:organisation", code=form.cleaned_data["code"])
    context = {"form": form, "title": _("Add an organisation"), "submit": _("Add"), "back": "accounts:organisations"}
    return render(request, "accounts/desk/form.html", context, status=422 if form.errors else 200)


@require_safe
@administrators_only
def organisation(request: SignedInRequest, code: str) -> HttpResponse:
    return show_organisation(request, get_object_or_404(Organisation, code=code))


def show_organisation(request: SignedInRequest, shown: Organisation, failed: forms.Form | None = None) -> HttpResponse:
    today = localdate()
    names = {"name_ko": shown.name_ko, "name_en": shown.name_en, "since_on": today}
    blank: list[forms.Form] = [
        RenameForm(initial=names),
        MoveForm(initial={"parent": shown.parent, "since_on": today}),
        MergeForm(initial={"on": today}),
    ]
    rename_form, move_form, merge_form = [failed if type(failed) is type(form) else form for form in blank]
    context = {
        "organisation": shown,
        "history": shown.versions.select_related("parent").order_by("-since_on"),
        "rename_form": rename_form,
        "move_form": move_form,
        "merge_form": merge_form,
    }
    return render(request, "accounts/desk/organisation.html", context, status=422 if failed else 200)


@require_POST
@administrators_only
def rename(request: SignedInRequest, code: str) -> HttpResponse:
    shown, form = get_object_or_404(Organisation, code=code), RenameForm(request.POST)
    done = attempt(
        form,
        lambda: actions.rename_organisation(
            organisation=shown, **form.cleaned_data, by=administrator(request), at=now()
        ),
    )
    return after_change(request, shown, form, is_done=done)


@require_POST
@administrators_only
def move(request: SignedInRequest, code: str) -> HttpResponse:
    shown, form = get_object_or_404(Organisation, code=code), MoveForm(request.POST)
    done = attempt(
        form,
        lambda: actions.move_organisation(organisation=shown, **form.cleaned_data, by=administrator(request), at=now()),
    )
    return after_change(request, shown, form, is_done=done)


@require_POST
@administrators_only
def merge(request: SignedInRequest, code: str) -> HttpResponse:
    shown, form = get_object_or_404(Organisation, code=code), MergeForm(request.POST)
    done = attempt(
        form,
        lambda: actions.merge_organisations(
            organisations=[shown], **form.cleaned_data, by=administrator(request), at=now()
        ),
    )
    return after_change(request, shown, form, is_done=done)


def after_change(request: SignedInRequest, shown: Organisation, form: forms.Form, *, is_done: bool) -> HttpResponse:
    if not is_done:
        return show_organisation(request, shown, form)
    messages.success(request, _("The change has been made and entered in the public record."))
    return redirect("accounts:organisation", code=shown.code)


@require_safe
@administrators_only
def audit(request: SignedInRequest) -> HttpResponse:
    """The private audit, searched by person and kind. Looking at it is itself a line in it."""
    q, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    look(request.viewer, "accounts:audit:all", at=now(), ip=client_ip(request))
    events = AuditEvent.objects.visible_to(request.viewer).select_related("user")
    if q:
        events = events.filter(Q(user__email__icontains=q) | Q(user__name__icontains=q) | Q(subject__icontains=q))
    if kind:
        events = events.filter(kind=kind)
    page = Paginator(events, A_PAGE).get_page(request.GET.get("page"))
    query = urlencode({"q": q, "kind": kind})
    context = {"page": page, "q": q, "kind": kind, "kinds": AuditEvent.Kind.choices, "query": query}
    return render(request, "accounts/desk/audit.html", context)
