"""The log as static-like files: checkpoint, tile/..., in the tlog-tiles layout."""

from django.urls import URLPattern, path

from madang.ledger import views

urlpatterns: list[URLPattern] = [
    path("checkpoint", views.checkpoint, name="ledger-checkpoint"),
    path("key", views.key, name="ledger-key"),
    path("tile/<path:path>", views.tile, name="ledger-tile"),
]
