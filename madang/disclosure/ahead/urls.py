from django.urls import path, register_converter
from django.urls.converters import StringConverter

from madang.disclosure.ahead import desk, feeds, views
from madang.disclosure.models import Area


class AreaConverter(StringConverter):
    """One of the ten areas."""

    regex = "|".join(Area.values)


register_converter(AreaConverter, "area")
app_name = "ahead"
urlpatterns = [
    path("", views.areas, name="areas"),
    path("<area:area>/", views.area, name="area"),
    path("information/<uuid:code>/", views.information, name="information"),
    path("promises/", views.promises, name="promises"),
    path("promises.csv", views.export, name="export"),
    path("calendar.ics", views.calendar, name="calendar"),
    path("feed.atom", feeds.Lists(), name="feed"),
    path("desk/", desk.desk, name="desk"),
    path("desk/new/", desk.announce, name="announce"),
    path("desk/<uuid:code>/", desk.keep, name="keep"),
]
