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
from madang.bodies.actions.calls import CallIsClosed, ChosenByRule, Result, announce_call, apply, decide_call, withdraw
from madang.bodies.actions.draws import (
    MembersChanged,
    WrongMoment,
    commit_draw,
    draw_panel,
    finish_computation,
    note_progress,
    prepare_draw,
)
from madang.bodies.actions.links import link_decision, unlink_decision
from madang.bodies.actions.meetings import (
    MeetingIsOver,
    answer_invitation,
    call_meeting,
    cancel_meeting,
    change_meeting,
    set_agenda,
)
from madang.bodies.actions.members import AlreadySeated, NoSeatLeft, declare_interest, end_membership, seat_member
from madang.bodies.actions.opening import (
    NothingToOpen,
    NotOverYet,
    open_closed_meetings,
    open_records,
    publish_decision,
)
from madang.bodies.actions.papers import NotWaiting, attach_paper, decide_paper, settle_paper
from madang.bodies.actions.permission import BodyIsDissolved, By
from madang.bodies.actions.records import (
    AlreadyDecided,
    NotHeld,
    complete_follow_up,
    publish_minutes,
    record_meeting,
    recuse_member,
    take_decision,
)
from madang.bodies.actions.registrations import (
    AlreadyRegistered,
    RegistrationClosed,
    cancel_registration,
    register,
)
from madang.bodies.actions.reminders import remind_secretaries
from madang.bodies.actions.replacements import (
    NobodySeated,
    NoDrawnSeatLeft,
    NothingToReplace,
    prepare_replacement,
    seat_panel,
)

__all__ = [
    "AlreadyDecided",
    "AlreadyRegistered",
    "AlreadySeated",
    "BodyIsDissolved",
    "By",
    "CallIsClosed",
    "ChosenByRule",
    "DutyAlreadySet",
    "MeetingIsOver",
    "MembersChanged",
    "NoDrawnSeatLeft",
    "NoSeatLeft",
    "NobodySeated",
    "NotHeld",
    "NotOverYet",
    "NotWaiting",
    "NothingToOpen",
    "NothingToReplace",
    "RegistrationClosed",
    "Result",
    "WrongMoment",
    "add_seats",
    "announce_call",
    "answer_invitation",
    "apply",
    "attach_paper",
    "call_meeting",
    "cancel_meeting",
    "cancel_registration",
    "change_meeting",
    "commit_draw",
    "complete_follow_up",
    "decide_call",
    "decide_paper",
    "declare_interest",
    "describe_body",
    "dissolve_body",
    "draw_panel",
    "end_duty",
    "end_membership",
    "establish_body",
    "finish_computation",
    "link_decision",
    "note_progress",
    "open_closed_meetings",
    "open_records",
    "prepare_draw",
    "prepare_replacement",
    "publish_decision",
    "publish_minutes",
    "record_meeting",
    "recuse_member",
    "register",
    "remind_secretaries",
    "seat_member",
    "seat_panel",
    "set_agenda",
    "set_duty",
    "settle_paper",
    "take_decision",
    "unlink_decision",
    "withdraw",
]
