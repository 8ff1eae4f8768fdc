"""Everything that changes bodies. Other apps call these with an actor whose right they have checked."""

from madang.bodies.actions.bodies import (
    DutyAlreadySet,
    add_seats,
    describe_body,
    dissolve_body,
    end_duty,
    establish_body,
    set_duty,
)
from madang.bodies.actions.members import AlreadySeated, NoSeatLeft, declare_interest, end_membership, seat_member
from madang.bodies.actions.permission import BodyIsDissolved, By

__all__ = [
    "AlreadySeated",
    "BodyIsDissolved",
    "By",
    "DutyAlreadySet",
    "NoSeatLeft",
    "add_seats",
    "declare_interest",
    "describe_body",
    "dissolve_body",
    "end_duty",
    "end_membership",
    "establish_body",
    "seat_member",
    "set_duty",
]
