"""Secret registers live in a database of their own; nothing of theirs is ever in the public one."""

from typing import Any

from django.db.models import Model

SECRET_APPS: frozenset[str] = frozenset()
"""Labels of the apps whose tables are in the `secret` database. Empty until the ethics registers come."""


class SecretRouter:
    """Route the secret apps to `secret`, everything else to `default`; never relate the two."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return "secret" if model._meta.app_label in SECRET_APPS else "default"

    db_for_write = db_for_read

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return (one._meta.app_label in SECRET_APPS) == (other._meta.app_label in SECRET_APPS)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (app_label in SECRET_APPS) == (db == "secret")
