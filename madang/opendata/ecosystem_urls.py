"""The addresses of the register, of demand and of everything around the data; see `urls`."""

from django.urls import URLPattern, URLResolver, path

from madang.opendata.feeds.register import Statements
from madang.opendata.views import keytypes, register, register_desk

urlpatterns: list[URLPattern | URLResolver] = [
    path("register/", register.overview, name="register"),
    path("register/entries/", register.held_types, name="held-types"),
    path("register/entries.csv", register.export, name="held-types-csv"),
    path("register/entries/<uuid:code>/", register.held, name="held"),
    path("register/agencies/<str:code>/", register.agency, name="data-agency"),
    path("register/feed.atom", Statements(), name="register-feed"),
    path("register/feed/<str:agency>.atom", Statements(), name="register-agency-feed"),
    path("desk/register/", register_desk.desk, name="register-desk"),
    path("desk/register/new/", register_desk.new, name="held-new"),
    path("desk/register/load/", register_desk.load, name="register-load"),
    path("desk/register/<uuid:code>/state/", register_desk.state, name="state"),
    path("desk/register/<uuid:code>/end/", register_desk.end, name="end"),
    path("key-types/", keytypes.nominations, name="key-types"),
    path("key-types.csv", keytypes.export, name="key-types-csv"),
    path("key-types/new/", keytypes.nominate, name="key-type-new"),
    path("key-types/<uuid:code>/", keytypes.nomination, name="key-type"),
    path("key-types/<uuid:code>/assess/", keytypes.assess, name="key-type-assess"),
    path("key-types/<uuid:code>/decide/", keytypes.decide, name="key-type-decide"),
]
