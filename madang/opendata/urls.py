from django.urls import URLPattern, URLResolver, path

from madang.opendata import discussion_urls, ecosystem_urls, table_urls
from madang.opendata.views import datasets, keys

app_name = "opendata"
urlpatterns: list[URLPattern | URLResolver] = [
    *ecosystem_urls.urlpatterns,
    *table_urls.urlpatterns,
    *discussion_urls.urlpatterns,
    path("", datasets.datasets, name="datasets"),
    path("datasets.csv", datasets.export, name="datasets-csv"),
    path("datasets/<slug:slug>/", datasets.dataset, name="dataset"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<uuid:code>/rotate/", keys.rotate, name="key-rotate"),
    path("keys/<uuid:code>/end/", keys.end, name="key-end"),
]
