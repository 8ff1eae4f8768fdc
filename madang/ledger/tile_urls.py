"""The log as static-like files: checkpoint, tile/..., in the tlog-tiles layout."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
