"""Addresses that programs of others know: they stand at the root of the site and carry no language."""

from django.urls import URLPattern, URLResolver, path, re_path

from madang.opendata.clients import ckan, mcp, ogc, portal
from madang.opendata.views import catalogue

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/3/action/<str:name>", ckan.action, name="ckan-action"),
    path("api/3/action/<str:name>/", ckan.action),
    path("api/action/<str:name>", ckan.action),
    path("api/<str:namespace>/v1/<str:path>", portal.odcloud, name="odcloud"),
    path("oas/docs", portal.swagger, name="odcloud-swagger"),
    path("openapi/<str:slug>/<str:key>", portal.older, name="older-interface"),
    re_path(r"^ogc/?$", ogc.landing, name="ogc-landing"),
    path("ogc/openapi", ogc.openapi, name="ogc-openapi"),
    path("ogc/conformance", ogc.conformance, name="ogc-conformance"),
    path("ogc/collections", ogc.collections, name="ogc-collections"),
    path("ogc/collections/<uuid:code>", ogc.collection, name="ogc-collection"),
    path("ogc/collections/<uuid:code>/items", ogc.items, name="ogc-items"),
    path("ogc/collections/<uuid:code>/items/<int:number>", ogc.item, name="ogc-item"),
    path("data.json", catalogue.data_json),
    path("mcp", mcp.serve, name="mcp"),
]
