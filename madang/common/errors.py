"""One refusal, shown as problem+json by the API and as a form error by pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """An act that the rules do not allow. Carries a sentence for people and a code for programs.

    code: kebab-case, stable once released. status: the HTTP status a door answers with.
    """

    code = "refused"
    status = 409
    default_message: str | Promise = _("This is not possible.")

    def __init__(self, message: str | Promise | None = None, *, field: str | None = None) -> None:
        self.message = message if message is not None else self.default_message
        self.field = field
        super().__init__(self.message)


class NotAllowed(Refusal):
    """The person has no role that permits this act."""

    code = "not-allowed"
    status = 403
    default_message = _("You do not have the role that this needs.")


class Invalid(Refusal):
    """What was handed in cannot be used; the message says what and where."""

    code = "invalid"
    status = 422
    default_message = _("The input is not valid.")
