from datetime import timedelta

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from madang.accounts import actions
from madang.accounts.forms import NameForm, TokenForm
from madang.accounts.middleware import SignedInRequest
from madang.accounts.models import ApiToken, AuditEvent
from madang.common.errors import Refusal
from madang.common.http import client_ip

SIGN_INS_A_PAGE = 30


@never_cache
@login_required
def me(request: SignedInRequest) -> HttpResponse:
    """My name, my roles from and until, my second factors, and where to change the rest."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        actions.rename_person(user=request.user, **form.cleaned_data, by=request.user.as_actor(), at=now())
        messages.success(request, _("Your name has been changed."))
        return redirect("accounts:me")
    today = localdate()
    held = request.user.roles_held.select_related("organisation").order_by("-since_on", "-pk")
    context = {
        "form": form,
        "roles": [(one, one.is_held(on=today)) for one in held],
        "authenticators": Authenticator.objects.filter(user=request.user),
        "lacks_second_factor": request.viewer.lacks_second_factor,
        "has_provider": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "connections": SocialAccount.objects.filter(user=request.user),
    }
    return render(request, "accounts/me.html", context)


@never_cache
@login_required
def sign_ins(request: SignedInRequest) -> HttpResponse:
    """My lines of the private audit, newest first."""
    mine = AuditEvent.objects.filter(user=request.user)
    page = Paginator(mine, SIGN_INS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/sign_ins.html", {"page": page})


@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def tokens(request: SignedInRequest) -> HttpResponse:
    """My API tokens. The key of a new one is in this answer and nowhere else."""
    form, key = TokenForm(request.POST or None), None
    if form.is_valid():
        lasts = timedelta(days=form.cleaned_data["days"])
        name, user = form.cleaned_data["name"], request.user
        try:
            _token, key = actions.make_token(
                user=user, name=name, lasts=lasts, by=user, at=now(), ip=client_ip(request)
            )
            form = TokenForm()
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal.message))
    mine = [(token, token.is_valid(at=now())) for token in ApiToken.objects.filter(user=request.user)]
    context = {"form": form, "key": key, "tokens": mine}
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def revoke_token(request: SignedInRequest, code: str) -> HttpResponse:
    token = get_object_or_404(ApiToken, code=code, user=request.user)
    actions.revoke_token(token=token, by=request.user, at=now(), ip=client_ip(request))
    messages.success(request, _("The token has been revoked. Programs that use it are refused from now on."))
    return redirect("accounts:tokens")
