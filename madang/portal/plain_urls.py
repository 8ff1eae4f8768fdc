"""Addresses without a language: health, robots, sitemap, web app manifest, service worker, appearance."""

from django.urls import path
from django.views.generic import RedirectView

from madang.portal.views import health, plain, site, sitemap

urlpatterns = [
    path("theme/", site.choose_theme, name="choose_theme"),
    path("favicon.ico", RedirectView.as_view(url="/static/portal/icon-192.png")),
    path("robots.txt", plain.robots, name="robots"),
    path("manifest.webmanifest", plain.manifest, name="manifest"),
    path("service-worker.js", plain.service_worker, name="service_worker"),
    path("health", health.health, name="health"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", sitemap.section, name="sitemap_section"),
    path("offline/", plain.offline, name="offline"),
]
