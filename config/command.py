"""The `madang` command: Django's management commands, with help that people can read and dependable exit codes.

0: done. 1: the answer is no, or the work failed. 2: wrong usage or unreadable input, with one sentence on stderr.
"""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line, get_commands, load_command_class

ALWAYS_KNOWN = ("migrate", "check", "shell", "createcachetable")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    arguments = sys.argv[1:]
    try:
        if not arguments or arguments in (["help"], ["--help"], ["-h"]):
            print_help()
            return
        execute_from_command_line(["madang", *arguments])
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ImproperlyConfigured as gap:
        print(gap, file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def print_help() -> None:
    """Madang's own commands, a line each."""
    import django

    django.setup()
    print("Usage: madang COMMAND [OPTIONS]      madang COMMAND --help tells more.\n")
    ours = sorted(name for name, app in get_commands().items() if app.startswith("madang."))
    for name in ours:
        print(f"  {name:<18} {load_command_class(get_commands()[name], name).help}")
    print(f"\nOf Django's own: {', '.join(ALWAYS_KNOWN)}, ... (madang help --commands lists all).")
    print("Exit codes: 0 done, 1 the answer is no or the work failed, 2 wrong usage or unreadable input.")
