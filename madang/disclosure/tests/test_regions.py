"""Parts of pages withheld as pictures: the act, the desk, the copy, the public page."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw

from madang.common.actors import SYSTEM
from madang.common.errors import Invalid, NotAllowed
from madang.disclosure import actions, tasks
from madang.disclosure.models import Intake, Publication, Version, Withholding
from madang.disclosure.tests.papers import OPEN
from madang.disclosure.tests.test_withholding import REASON, officer_of
from madang.disclosure.verdicts import Received, assess
from madang.documents.readers.registry import read_file
from madang.documents.stores import private_files
from madang.documents.tests.builders import make_pdf, show
from tests.factories import NOON, make_officer, make_organisation

pytestmark = pytest.mark.django_db
PART = {"page": 1, "left": 10, "top": 15, "width": 40, "height": 4, "item": 6, "reason": REASON}
"""Where the letter of these tests has the name: 595 by 842 points, the name at 72, 700."""


def handed_over(path: Path, kind: str) -> Version:
    data = path.read_bytes()
    private_files().put(data)
    said = replace(OPEN, title="도로 점용 허가", classification="partly", items=(6,))
    intake = Intake.objects.create(organisation=make_organisation(), at=NOON, state=Intake.State.RUNNING)
    received = Received(path.name, sha256(data).hexdigest(), len(data), said)
    judged = assess(received, read_file(path, kind), received_on=NOON.date(), rules=[])
    actions.enter_batch(intake=intake, judged=[judged], by=SYSTEM, at=NOON)
    return Version.objects.latest("pk")


@pytest.fixture
def letter(tmp_path: Path) -> Version:
    text = show("Hong Gildong", y=700) + show("asks for a permit to use the road in front of the house", y=660)
    return handed_over(make_pdf(tmp_path / "a.pdf", text), "pdf")


@pytest.fixture
def photograph(tmp_path: Path) -> Version:
    picture = Image.new("RGB", (600, 400), "white")
    ImageDraw.Draw(picture).rectangle((200, 100, 300, 200), fill="red")
    picture.save(tmp_path / "a.png")
    return handed_over(tmp_path / "a.png", "picture")


def desk(version: Version) -> Client:
    client = Client()
    client.force_login(officer_of(version))
    return client


def post(client: Client, version: Version, **fields: object) -> object:
    address = reverse("disclosure:decide-region", args=[version.code])
    return client.post(address, {**PART, "act": "withhold"} | fields)


def publish(version: Version) -> Publication:
    officer = officer_of(version)
    copy = actions.ask_for_copy(version=version, by=officer, at=NOON)
    tasks.make_copy(str(copy.code))
    copy.refresh_from_db()
    assert copy.state == "ready", (copy.checks, copy.problem)
    actions.approve_copy(copy=copy, reason="가릴 것은 가렸다", by=officer, at=NOON)
    return Publication.objects.get(version=version)


def test_a_part_of_a_page_carries_item_proviso_reason_official_and_day(letter: Version) -> None:
    officer = officer_of(letter)

    marked = actions.withhold(
        version=letter, page=1, box=(60, 690, 260, 715), item=6, reason=REASON, by=officer, at=NOON
    )

    assert (marked.scope, marked.page, marked.box) == ("region", 1, [60.0, 690.0, 260.0, 715.0])
    assert (marked.item, marked.by, marked.at, marked.reason) == (6, officer, NOON, REASON)
    assert marked.provisos == ["ga", "na", "da", "ra", "ma"]
    assert marked.look_again_on.year == 2017


def test_the_same_part_again_changes_what_is_said_of_it(letter: Version) -> None:
    for reason in (REASON, "달리 말한 사유"):
        actions.withhold(
            version=letter, page=1, box=(60, 690, 260, 715), item=6, reason=reason, by=officer_of(letter), at=NOON
        )

    assert [one.reason for one in Withholding.objects.all()] == ["달리 말한 사유"]


@pytest.mark.parametrize(
    "box", [(0, 0, 3, 300), (50, 50, 20, 90), (-5, 0, 90, 90), (0, 0, float("nan"), 90), (1, 2, 3)]
)
def test_a_part_without_extent_or_beyond_the_page_is_refused(letter: Version, box: tuple[float, ...]) -> None:
    with pytest.raises(Invalid):
        actions.withhold(version=letter, page=1, box=box, item=6, reason=REASON, by=officer_of(letter), at=NOON)
    assert not Withholding.objects.exists()


def test_an_officer_of_another_agency_withholds_no_part(letter: Version) -> None:
    stranger = make_officer(make_organisation())

    with pytest.raises(NotAllowed):
        actions.withhold(version=letter, page=1, box=(60, 690, 260, 715), item=6, reason=REASON, by=stranger, at=NOON)
    client = Client()
    client.force_login(stranger)
    assert post(client, letter).status_code == 404


def test_the_form_shows_a_part_before_it_is_withheld(letter: Version) -> None:
    client = desk(letter)

    shown = post(client, letter, act="look")

    assert shown.status_code == 200
    assert 'class="draft" data-draft x="59.5" y="126.3" width="238.0"' in shown.content.decode()
    assert "is not withheld yet" in shown.content.decode() or "아직" in shown.content.decode()
    assert not Withholding.objects.exists()


def test_the_form_withholds_a_part_and_takes_it_back(letter: Version) -> None:
    client = desk(letter)

    answer = post(client, letter)

    assert answer.status_code == 302
    marked = Withholding.objects.get()
    assert marked.box == [59.5, 682.0, 297.5, 715.7]
    page = client.get(answer["Location"].split("#")[0]).content.decode()
    assert 'class="part" x="59.5"' in page
    client.post(reverse("disclosure:take-back", args=[letter.code, marked.code]))
    assert not Withholding.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"left": "x"}, {"left": 90, "width": 20}, {"page": 9}, {"width": "nan"}, {"reason": ""}, {"proviso": "ra"}],
)
def test_a_wrong_form_is_answered_with_a_sentence(letter: Version, wrong: dict[str, object]) -> None:
    answer = post(desk(letter), letter, **wrong)

    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Withholding.objects.exists()


def test_what_lies_under_a_part_is_gone_from_the_copy_its_text_and_every_door(letter: Version, client: Client) -> None:
    post(desk(letter), letter)

    publication = publish(letter)

    assert publication.public_text.text.startswith("[비공개 제6호]\nasks for a permit")
    assert publication.copy is not None
    data = private_files().open(publication.copy.sha256).read()
    assert b"Gildong" not in data
    pixels = pypdfium2.PdfDocument(data)[0].render(scale=1).to_numpy()
    assert pixels[842 - 710 : 842 - 690, 65:290].max() == 0
    document = letter.document
    manifest = client.get(f"/api/v1/documents/{document.code}/manifest").json()
    (only,) = manifest["withheld"]
    assert (only["scope"], only["item"], only["places"][0]["page"]) == ("region", 6, 1)
    for address in (reverse("disclosure:document", args=[document.code]), f"/api/v1/documents/{document.code}"):
        assert "Gildong" not in client.get(address).content.decode()
    assert "[withheld, item 6]" in client.get(f"/en{document.get_absolute_url()}").content.decode()


def test_a_part_of_a_photograph_is_withheld(photograph: Version, client: Client) -> None:
    assert (photograph.file_type, photograph.pages, photograph.reading_state) == ("picture", 1, "held")
    own = desk(photograph)
    picture = own.get(reverse("disclosure:page-picture", args=[photograph.code, 1]))
    assert picture["Content-Type"] == "image/png"
    post(own, photograph, left=30, top=20, width=25, height=40)

    publication = publish(photograph)

    assert publication.copy is not None
    data = private_files().open(publication.copy.sha256).read()
    shown = pypdfium2.PdfDocument(data)[0].render(scale=1).to_numpy()[:, :360]  # the item stands in the margin, in red
    assert not ((shown[..., 0] < 100) ^ (shown[..., -1] < 100)).any(), "nothing red is left"
    assert publication.public_text.text == "1쪽의 그림에서 가린 부분 [비공개 제6호]"
    page = client.get(f"/en{photograph.document.get_absolute_url()}").content.decode()
    assert "[withheld, item 6]" in page


def test_a_damaged_picture_has_no_pages_to_draw_on(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    version = handed_over(tmp_path / "a.png", "picture")

    page = desk(version).get(reverse("disclosure:mark", args=[version.code]))

    assert page.status_code == 200
    assert "data-surface" not in page.content.decode()
    with pytest.raises(Invalid):
        actions.withhold(version=version, page=1, item=6, reason=REASON, by=officer_of(version), at=NOON)
