"""What a requester can show with the proof of their request, checked by nothing of ours."""

import json
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone

from madang.disclosure.actions.request_upkeep import seal_day
from madang.disclosure.tests.requests.world import DAY, file, make_office
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def test_a_proof_checks_against_the_sealed_root() -> None:
    office, owner = make_office(), make_user()
    request = file(office, user=owner, at=NOW)
    at = NOW + DAY
    seal_day(on=timezone.localdate(NOW), at=at)

    mine, desk = Client(), Client()
    mine.force_login(owner)
    desk.force_login(office.officer)
    proof = json.loads(mine.get(f"/requests/{request.code}/proof.json").content)

    (first,) = proof["steps"]
    content = json.dumps(first["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    node = sha256(b"\x00" + sha256(bytes.fromhex(first["salt"]) + content).digest()).digest()
    place = first["seal"]["place"]
    for neighbour in map(bytes.fromhex, first["seal"]["path"]):
        node = sha256(b"\x01" + (neighbour + node if place & 1 else node + neighbour)).digest()
        place //= 2
    assert node.hex() == first["seal"]["root"]
    assert desk.get(f"/requests/{request.code}/proof.json").status_code == 404
