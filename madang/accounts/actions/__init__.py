"""What changes people, organisations, roles, tokens and the private audit."""

from madang.accounts.actions.audit import AUDIT_RETENTION, forget_old_events, note_event
from madang.accounts.actions.loading import load_organisations
from madang.accounts.actions.organisations import (
    create_organisation,
    merge_organisations,
    move_organisation,
    rename_organisation,
)
from madang.accounts.actions.people import create_person, rename_person
from madang.accounts.actions.roles import end_role, grant_role
from madang.accounts.actions.tokens import make_token, note_token_use, revoke_token

__all__ = [
    "AUDIT_RETENTION",
    "create_organisation",
    "create_person",
    "end_role",
    "forget_old_events",
    "grant_role",
    "load_organisations",
    "make_token",
    "merge_organisations",
    "move_organisation",
    "note_event",
    "note_token_use",
    "rename_organisation",
    "rename_person",
    "revoke_token",
]
