"""The invented agencies' lists enter by the ordinary acts: announced, and month by month kept, late or missed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone, localdate

from madang.accounts.models import Organisation, User
from madang.disclosure import actions
from madang.disclosure.models import AnnouncedInformation, Document
from madang.portal.demonstration.country.lists import ANNOUNCED_BACK, Promised, fulfilments, promised, wanted
from madang.portal.demonstration.country.people import officer_key
from madang.portal.demonstration.country.shapes import Country
from madang.portal.demonstration.signing_in import DOMAIN
from madang.surveys.models import Survey

MORNING = time(10)
WANTED_BACK = 20
"""Days before `today` on which information was announced because a survey named it."""
Act = Callable[[], None]


@dataclass
class ListLoading:
    """The steps of the lists: (name, moment, act)."""

    country: Country
    _officers: dict[str, User] = field(default_factory=dict)

    def steps(self) -> Iterator[tuple[str, datetime, Act]]:
        today, seed = self.country.today, self.country.seed
        announced_on = today - timedelta(days=ANNOUNCED_BACK)
        lines = promised(self.country.offices, today, seed)
        yield "lists", moment(announced_on), lambda: self._announce(lines, moment(announced_on))
        asked_for = moment(today - timedelta(days=WANTED_BACK))
        yield "lists:wanted", asked_for, lambda: self._announce_wanted(asked_for)
        for on, handed_over in sorted(fulfilments(lines, today, seed).items()):
            yield f"lists:{on}", moment(on), self._keeping(handed_over, moment(on))

    def _announce_wanted(self, at: datetime) -> None:
        """What people named in the survey, a month after its results."""
        survey = Survey.objects.get(slug="information-wanted")
        for office, item in wanted(self.country.offices):
            if not AnnouncedInformation.objects.filter(organisation__code=office, title=item.title).exists():
                actions.announce_information(
                    organisation=Organisation.objects.get(code=office),
                    area=item.area,
                    title=item.title,
                    scope=item.scope,
                    method="누리집에 표와 내려받을 수 있는 파일로 게시",
                    cycle=item.cycle,
                    first_due_on=at.date() + timedelta(days=45),
                    wanted=survey.ref,
                    by=self._officer(office),
                    at=at,
                )

    def _officer(self, office: str) -> User:
        if office not in self._officers:
            self._officers[office] = User.objects.get(email=f"{officer_key(office)}@{DOMAIN}")
        return self._officers[office]

    def _announce(self, lines: list[Promised], at: datetime) -> None:
        for line in lines:
            there = AnnouncedInformation.objects.filter(organisation__code=line.office, title=line.item.title)
            if there.exists():
                continue
            actions.announce_information(
                organisation=Organisation.objects.get(code=line.office),
                area=line.item.area,
                title=line.item.title,
                scope=line.item.scope,
                method="누리집에 표와 내려받을 수 있는 파일로 게시",
                cycle=line.item.cycle,
                first_due_on=line.first_due_on,
                by=self._officer(line.office),
                at=at,
            )

    def _keeping(self, handed_over: list[tuple[Promised, date]], at: datetime) -> Act:
        """What was handed over on one day."""

        def act() -> None:
            for line, due_on in handed_over:
                found = AnnouncedInformation.objects.get(organisation__code=line.office, title=line.item.title)
                if not found.fulfilments.filter(due_on=due_on).exists():
                    self._hand_over(line, found, due_on, at)

        return act

    def _hand_over(self, line: Promised, information: AnnouncedInformation, due_on: date, at: datetime) -> None:
        document = matching(line, on=localdate(at))
        what = document.ref if document else f"https://open.example/{line.office}/{information.pk}/{due_on:%Y-%m}"
        title = "" if document else f"{line.item.title} ({due_on.year}년 {due_on.month}월 공표)"
        by = self._officer(line.office)
        actions.fulfil_promise(information=information, due_on=due_on, what=what, title=title, by=by, at=at)


def matching(line: Promised, *, on: date) -> Document | None:
    """A document of the office that fulfils the promise: published in the weeks before, about the same."""
    if not line.item.keyword:
        return None
    return (
        Document.objects.filter(
            organisation__code=line.office,
            current__extent="whole",
            current__published_at__date__lte=on,
            current__published_at__date__gt=on - timedelta(days=45),
            current__version__title__contains=line.item.keyword,
        )
        .order_by("-current__published_at")
        .first()
    )


def moment(on: date) -> datetime:
    return datetime.combine(on, MORNING, get_current_timezone())
