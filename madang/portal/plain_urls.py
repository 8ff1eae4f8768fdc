"""Addresses without a language: health, robots, sitemap, web app manifest, service worker, API page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
