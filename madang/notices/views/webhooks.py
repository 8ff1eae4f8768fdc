"""Programs that are told of what one follows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madang.accounts.middleware import SignedInRequest
from madang.common.errors import Refusal
from madang.notices import actions
from madang.notices.forms import WebhookForm
from madang.notices.models import Webhook
from madang.notices.views.following import language

LATEST = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def webhooks(request: SignedInRequest) -> HttpResponse:
    """My addresses, their secrets and their latest deliveries."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_webhook(url=form.cleaned_data["url"], by=request.user, language=language(), at=now())
            messages.success(request, _("The address is told from now on."))
            return redirect("notices:webhooks")
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    own = Webhook.objects.filter(follower__user=request.user)
    shown = [(hook, hook.deliveries.select_related("event")[:LATEST]) for hook in own]
    status = 422 if form.errors else 200
    return render(request, "notices/webhooks.html", {"form": form, "hooks": shown}, status=status)


@require_POST
@login_required
def remove_webhook(request: SignedInRequest, code: str) -> HttpResponse:
    actions.remove_webhook(webhook=get_object_or_404(Webhook, code=code, follower__user=request.user))
    messages.success(request, _("The address is not told any more."))
    return redirect("notices:webhooks")


@require_POST
@login_required
def try_webhook(request: SignedInRequest, code: str) -> HttpResponse:
    """Send a test; what becomes of it stands in the list below the address."""
    hook = get_object_or_404(Webhook, code=code, follower__user=request.user)
    actions.try_webhook(webhook=hook, at=now())
    messages.success(request, _("A test is on its way. What became of it stands below in a few seconds."))
    return redirect("notices:webhooks")
