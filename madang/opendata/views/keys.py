"""A person's keys for data: made, rotated, ended, and what they were used for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madang.accounts.middleware import SignedInRequest
from madang.common.errors import Refusal
from madang.opendata import actions
from madang.opendata.forms.keys import KeyForm
from madang.opendata.key_use import DAYS, use_by_dataset, use_by_day
from madang.opendata.models import DataKey


@never_cache
@login_required
def keys(request: SignedInRequest) -> HttpResponse:
    """My keys. The text of a new one is in this answer and nowhere else."""
    form, text = KeyForm(request.POST or None), ""
    if form.is_valid():
        try:
            _key, text = actions.make_key(user=request.user, **form.cleaned_data, by=request.user, at=now())
            form = KeyForm()
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
    return shown(request, form, text)


def shown(request: SignedInRequest, form: KeyForm, text: str = "") -> HttpResponse:
    at = now()
    mine = [(key, key.works(at=at)) for key in DataKey.objects.visible_to(request.viewer)]
    context = {
        "form": form,
        "text": text,
        "keys": mine,
        "days": use_by_day(request.viewer, on=localdate(at)),
        "datasets": use_by_dataset(request.viewer, on=localdate(at)),
        "span": DAYS,
    }
    return render(request, "opendata/keys.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@login_required
def rotate(request: SignedInRequest, code: str) -> HttpResponse:
    key = get_object_or_404(DataKey.objects.visible_to(request.viewer), code=code)
    try:
        _key, text = actions.rotate_key(key=key, by=request.user, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("opendata:keys")
    return shown(request, KeyForm(), text)


@require_POST
@login_required
def end(request: SignedInRequest, code: str) -> HttpResponse:
    key = get_object_or_404(DataKey.objects.visible_to(request.viewer), code=code)
    actions.end_key(key=key, by=request.user, at=now())
    messages.success(request, _("The key has been ended. Programs that use it are refused from now on."))
    return redirect("opendata:keys")
