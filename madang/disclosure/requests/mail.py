"""Letters by e-mail, kept in the outbox with the act that causes them.

Subjects carry no receipt number: whoever runs the site sees subjects and addresses, and must not join them.
"""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.bodies.models import Body
from madang.disclosure.models import InformationRequest, ThirdParty, UnconfirmedFiling
from madang.disclosure.models.requests import KIND_LABELS
from madang.disclosure.requests import links, notices
from madang.disclosure.requests.events import REQUESTER, Event, Kind
from madang.disclosure.requests.letters import About, Letter, whole_letter_of

AGENCY_IS_TOLD = frozenset(
    {
        Kind.RECEIVED,
        Kind.TRANSFERRED,
        Kind.THIRD_PARTY_REPLIED,
        Kind.THIRD_PARTY_OBJECTED,
        Kind.NARROWED,
        Kind.WITHDRAWN,
        Kind.PAYMENT_STATED,
        Kind.PAID,
        Kind.OBJECTED,
        Kind.COMPLAINED,
        Kind.RECOUNTED,
    }
)


def about(
    request: InformationRequest,
    *,
    party: ThirdParty | None = None,
    codes: tuple[str, ...] = (),
    agency: Organisation | None = None,
) -> About:
    """What letters about a request say of it, in the language that is active."""
    named = Organisation.objects.filter(code__in=codes) if codes else []
    return About(
        number=request.number,
        subject=request.subject,
        agency=(agency or request.organisation).name,
        agency_names={one.code: one.name for one in named},
        concern=party.concern if party else "",
    )


def send_notices(request: InformationRequest, history: list[Event], told: tuple[notices.Notice, ...]) -> None:
    """Write every notice of the last event to whom it concerns.

    Raises `NotNow` for a notice that lacks what the law demands of it, also where nobody gets it by mail: it is the
    official form too.
    """
    event, place = history[-1], len(history) - 1
    codes = (event.facts["to"],) if event.kind is Kind.TRANSFERRED else ()
    for notice in told:
        party = None if notice.to == REQUESTER else request.third_parties.get(key=notice.to)
        with override(party.language if party else request.filing.language):
            letter = whole_letter_of(history, place, notice, about(request, party=party, codes=codes))
            if party:
                _send(letter, party.email, links.party_link(party))
            else:
                _to_requester(request, letter)


def _to_requester(request: InformationRequest, letter: Letter) -> None:
    filing = request.filing
    who = filing.requester
    email = filing.user.email if filing.user else who.email
    if email and (who.wants_mail or letter.form in notices.OBLIGATORY):
        link = links.follow_link(filing) if filing.user is None else settings.SITE_URL + request.get_absolute_url()
        _send(letter, email, link)


def _send(letter: Letter, email: str, link: str) -> None:
    lines = [f"{line.label}: {line.value}" for line in letter.lines]
    body = "\n".join([letter.title, letter.agency, "", *lines, "", _("Read more, and see what you can do:"), link, ""])
    send_mail(letter.title, body, None, [email])


def tell_agency(request: InformationRequest, event: Event, *, at: datetime) -> None:
    """Tell the agency's disclosure officers what came in. Neither who asks nor what is asked stands in it."""
    if event.kind not in AGENCY_IS_TOLD:
        return
    on = localdate(at)
    held = RoleHeld.objects.filter(role=Role.DISCLOSURE_OFFICER, organisation=request.organisation, since_on__lte=on)
    officers = User.objects.filter(pk__in=held.exclude(until_on__lte=on).values("user"), is_active=True)
    for officer in officers:
        body = _("It is on your desk:") + f" {request.number}\n{settings.SITE_URL}{request.get_absolute_url()}\n"
        send_mail(str(KIND_LABELS[event.kind]), body, None, [officer.email])


def send_confirmation(unconfirmed: UnconfirmedFiling, *, email: str, language: str) -> None:
    """The link that sends what was written without an account."""
    with override(language):
        body = _(
            "You wrote a request for disclosure. It is sent to the agency when you open this link and confirm, within "
            "three days. If it was not you, do nothing: it will be thrown away."
        )
        link = links.confirm_link(unconfirmed, language)
        send_mail(_("Confirm your request for disclosure"), f"{body}\n\n{link}\n", None, [email])


def send_drawn(request: InformationRequest, body: Body) -> None:
    """Tell the requester that a decision was drawn by lot, and ask whether the watch group may read the words."""
    filing = request.filing
    with override(filing.language):
        said = _(
            "A decision on a request of yours was drawn by lot, and %(group)s re-examines it. Its members read what "
            "was decided and when, not what you asked. On the page of your request you can let them read it, "
            "without your name. You need not do anything."
        ) % {"group": body.name}
        link = links.follow_link(filing) if filing.user is None else settings.SITE_URL + request.get_absolute_url()
        email = filing.user.email if filing.user else filing.requester.email
        if email:
            send_mail(_("May a watch group read your request?"), f"{said}\n\n{link}\n", None, [email])


def send_new_link(request: InformationRequest) -> None:
    """A fresh link to the address that filed it."""
    filing = request.filing
    with override(filing.language):
        body = _("This link opens your request. Earlier links keep working until they end.")
        text = f"{request.number}\n\n{body}\n\n{links.follow_link(filing)}\n"
        send_mail(_("Link to your request"), text, None, [filing.requester.email])
