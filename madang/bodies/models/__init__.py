from madang.bodies.models.bodies import Body, DutyRule, Interest, Member, Reminder, Sector, in_page_language
from madang.bodies.models.calls import Application, Call
from madang.bodies.models.draws import Draw, PoolPerson
from madang.bodies.models.links import DecisionLink
from madang.bodies.models.meetings import (
    AgendaItem,
    Attendance,
    Decision,
    FollowUp,
    Meeting,
    Minutes,
    Paper,
    Recusal,
    Registration,
    Vote,
)

__all__ = [
    "AgendaItem",
    "Application",
    "Attendance",
    "Body",
    "Call",
    "Decision",
    "DecisionLink",
    "Draw",
    "DutyRule",
    "FollowUp",
    "Interest",
    "Meeting",
    "Member",
    "Minutes",
    "Paper",
    "PoolPerson",
    "Recusal",
    "Registration",
    "Reminder",
    "Sector",
    "Vote",
    "in_page_language",
]
