"""Addresses of tables and of the desk that publishes them."""

from django.urls import URLPattern, URLResolver, path, re_path

from madang.opendata.views import describing, publishing, tables

TABLE = r"^datasets/(?P<slug>[a-z0-9-]+)/tables/(?P<key>[a-z0-9-]+)/"
VERSION = r"(?P<name>latest|v[0-9]{1,8})/"
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(rf"{TABLE}$", tables.table, name="table"),
    re_path(rf"{TABLE}versions/$", tables.versions, name="versions"),
    re_path(rf"{TABLE}{VERSION}$", tables.table, name="table-version"),
    re_path(rf"{TABLE}{VERSION}rejects/$", tables.rejects, name="rejects"),
    re_path(rf"{TABLE}{VERSION}original$", tables.original, name="original"),
    re_path(rf"{TABLE}{VERSION}download$", tables.download, name="download"),
    path("desk/", publishing.desk, name="data-desk"),
    path("desk/open/", publishing.open_empty, name="open-empty"),
    path("desk/publish/", publishing.publish, name="publish"),
    path("desk/datasets/<slug:slug>/", describing.describe, name="describe"),
    path("desk/datasets/<slug:slug>/addresses/", describing.add_address, name="address-add"),
    path("desk/datasets/<slug:slug>/publish/", describing.publish, name="publish-dataset"),
    path("desk/versions/<uuid:code>/", publishing.review, name="review"),
    path("desk/versions/<uuid:code>/progress", publishing.progress, name="progress"),
    path("desk/versions/<uuid:code>/act/", publishing.act, name="act"),
]
