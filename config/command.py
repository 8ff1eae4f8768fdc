"""The `madang` command: Django's management, with readable help and exit codes."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(["madang", *sys.argv[1:]])
