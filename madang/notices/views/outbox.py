from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from madang.accounts.audit import look
from madang.accounts.middleware import ViewerRequest
from madang.common.http import client_ip
from madang.notices.models import OutboxMessage, OutboxMessageQuerySet

A_PAGE = 50


def readable(request: ViewerRequest) -> OutboxMessageQuerySet:
    """The messages that this request may see. Raises `PermissionDenied` for all but administrators."""
    if not settings.DEMONSTRATION and not request.viewer.is_administrator:
        raise PermissionDenied
    return OutboxMessage.objects.visible_to(request.viewer, is_demonstration=settings.DEMONSTRATION)


@require_safe
@never_cache
def outbox(request: ViewerRequest) -> HttpResponse:
    """Every mail that this site wrote, newest first, searched by recipient or subject."""
    if not settings.DEMONSTRATION and request.viewer.user is None:
        return redirect_to_login(request.get_full_path())
    q, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    found = readable(request)
    if q:
        found = found.filter(Q(subject__icontains=q) | Q(to__icontains=q))
    if state:
        found = found.filter(state=state)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "q": q,
        "state": state,
        "states": OutboxMessage.State.choices,
        "query": urlencode({"q": q, "state": state}),
        "is_delivered": settings.MAIL_IS_DELIVERED,
    }
    return render(request, "notices/outbox.html", context)


@require_safe
@never_cache
def message(request: ViewerRequest, code: str) -> HttpResponse:
    """One mail. Its text only where no mail server is set, and this page is the mailbox: it may hold sign-in links."""
    shown = get_object_or_404(readable(request), code=code)
    look(request.viewer, shown.ref, at=now(), ip=client_ip(request))
    return render(request, "notices/message.html", {"message": shown, "has_text": not settings.MAIL_IS_DELIVERED})
