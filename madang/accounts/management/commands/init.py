import os
import sys
from argparse import ArgumentParser
from datetime import date
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.timezone import localdate, now

from madang.accounts import actions
from madang.accounts.models import Organisation, Role, RoleHeld, User
from madang.common.actors import SYSTEM
from madang.common.errors import Refusal

NEXT = """
Next:
  1. Start the site (madang serve) and sign in at {site}/accounts/login/
  2. {second_factor}
  3. Enter the agencies: madang organisations load agencies.csv, or {site}/desk/organisations/
  4. Add officials and give them their roles at {site}/desk/people/
"""


class Command(BaseCommand):
    help = "Make the first administrator of a new site, and its first organisation if wanted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", help="the administrator's address; asked for if left out")
        parser.add_argument("--name", default="", help="the administrator's name")
        parser.add_argument("--force", action="store_true", help="make another one although there is one")
        parser.add_argument("--organisation", metavar="CODE", help="also enter an organisation with this agency code")
        parser.add_argument("--name-ko", default="", help="its Korean name")
        parser.add_argument("--name-en", default="", help="its English name")
        parser.add_argument("--kind", default=Organisation.Kind.MINISTRY, choices=Organisation.Kind.values)
        parser.add_argument("--established-on", type=date.fromisoformat, help="default: today")
        parser.epilog = "The password is read from MADANG_ADMIN_PASSWORD, from standard input, or asked for."

    def handle(self, *args: Any, **options: Any) -> None:
        for database in settings.DATABASES:
            call_command("migrate", database=database, verbosity=0, interactive=False)
        today = localdate()
        held = RoleHeld.objects.filter(role=Role.ADMINISTRATOR, since_on__lte=today).exclude(until_on__lte=today)
        if held.exists() and not options["force"]:
            raise CommandError("This site has an administrator already. Use --force to make another one.")
        try:
            options["email"] = options["email"] or input("E-mail address: ")
            user = self.set_up(password=password(), **options)
        except Refusal as refusal:
            raise CommandError(str(refusal.message), returncode=2) from refusal
        required = "Set up a second factor when asked; without it the role has no effect."
        advised = "Set up a second factor at /accounts/2fa/."
        self.stdout.write(f"{user.email} is an administrator.")
        step = required if settings.SECOND_FACTOR_REQUIRED else advised
        self.stdout.write(NEXT.format(site=settings.SITE_URL, second_factor=step))

    @transaction.atomic
    def set_up(self, *, email: str, password: str, **options: Any) -> User:
        """All of it or none."""
        at = now()
        user = actions.create_person(email=email, name=options["name"], password=password, by=SYSTEM, at=at)
        actions.grant_role(
            user=user, role=Role.ADMINISTRATOR, organisation=None, since_on=localdate(at), by=SYSTEM, at=at
        )
        if options["organisation"]:
            actions.create_organisation(
                code=options["organisation"],
                kind=options["kind"],
                name_ko=options["name_ko"],
                name_en=options["name_en"],
                established_on=options["established_on"] or localdate(at),
                by=SYSTEM,
                at=at,
            )
        return user


def password() -> str:
    """From the environment, from standard input when it is no terminal, else asked for twice."""
    if given := os.environ.get("MADANG_ADMIN_PASSWORD"):
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass("Password: ")
    if first != getpass("Once more: "):
        raise CommandError("The two passwords differ.", returncode=2)
    return first
