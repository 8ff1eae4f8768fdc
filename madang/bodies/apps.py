from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BodiesConfig(AppConfig):
    name = "madang.bodies"
    label = "bodies"
    verbose_name = _("Bodies")
    default_auto_field = "django.db.models.BigAutoField"
