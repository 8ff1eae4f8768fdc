from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


class CommonConfig(AppConfig):
    name = "madang.common"
    label = "common"

    def ready(self) -> None:
        """Import every app's `tasks` and `metrics`, so that registered names are known in every process."""
        for app in apps.get_app_configs():
            if app.name.startswith("madang."):
                for module in ("tasks", "metrics", "refs"):
                    if app.name != self.name and find_spec(f"{app.name}.{module}"):
                        import_module(f"{app.name}.{module}")
