"""Sentences of allauth that this site says in Korean of its own: here so that they are collected for translation."""

from django.utils.translation import gettext_noop as _

SENTENCES = [
    _("Successfully signed in as %(name)s."),
    _("You have signed out."),
    _("Authenticator secret"),
    _("You can store this secret and use it to reinstall your authenticator app at a later time."),
    _("Security Keys"),
    _("No security keys have been added."),
    _("Add Security Key"),
    _("Primary"),
    _("Verified"),
    _("The following email addresses are associated with your account:"),
]
