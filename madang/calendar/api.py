from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from ninja import Router, Schema
from pydantic import Field

from madang.calendar import queries
from madang.calendar.holidays_of_korea import DayOff
from madang.common.api import entity_tag

router = Router()


class DayOffOut(Schema):
    """A day off of government offices. decree: what made it one after the regulation, else empty."""

    on: date
    name_ko: str
    name_en: str
    decree: str


@router.get("/days-off", response=list[DayOffOut])
def days_off(
    request: HttpRequest, response: HttpResponse, year: Annotated[int | None, Field(ge=1990, le=2050)] = None
) -> list[DayOff]:
    """Public holidays, substitute, election and decreed days of a year, without mere Saturdays and Sundays."""
    found = queries.days_off_in(year if year is not None else localdate().year)
    response["ETag"] = entity_tag(*found)
    return found
