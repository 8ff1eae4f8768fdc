"""Addresses without a language: health, robots, sitemap, web app manifest, service worker, appearance."""

from django.urls import path

from madang.portal.views import site

urlpatterns = [
    path("theme/", site.choose_theme, name="choose_theme"),
]
