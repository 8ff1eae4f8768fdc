"""Sign-in for programs: the browser's session, or a personal API token as `Authorization: Bearer mdg_...`."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from madang.accounts.actions import note_token_use
from madang.accounts.actions.tokens import digest_of
from madang.accounts.middleware import viewer_of_program
from madang.accounts.models import ApiToken, User


class SignedIn(AuthBase):
    """Sets `request.user` and `request.viewer`; a session needs the CSRF token for everything but reading.

    Answers 401 for nobody and for a token that is unknown, revoked, past its day, or of a closed account.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> User | None:
        scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return by_token(request, key.strip())
        if isinstance(request.user, User):
            if check_csrf(request):
                raise HttpError(403, _("The CSRF token is missing or wrong. Send it as X-CSRFToken."))
            return request.user
        return self.nobody()

    def nobody(self) -> User | None:
        raise AuthenticationError(message=_("Sign in, or send a personal API token as a bearer token."))


class Anyone(SignedIn):
    """As `SignedIn`, but somebody not signed in may pass, as the public. A wrong token is still refused."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) or True

    def nobody(self) -> User | None:
        return None


def by_token(request: HttpRequest, key: str) -> User:
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(key)).first()
    at = now()
    if token is None or not token.is_valid(at=at) or not token.user.is_active:
        raise AuthenticationError(message=_("This API token is not valid. It may have been revoked or have ended."))
    note_token_use(token=token, at=at)
    with_viewer = cast("Any", request)
    with_viewer.user = token.user
    with_viewer.viewer = viewer_of_program(token.user)
    return token.user


signed_in = SignedIn()
anyone = Anyone()
