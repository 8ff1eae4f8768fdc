from django.urls import path

from madang.disclosure import desk, feeds, views

app_name = "disclosure"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("export.csv", views.export, name="export"),
    path("rules/", views.rules, name="rules"),
    path("feed.atom", feeds.Latest(), name="feed"),
    path("feed/<str:agency>.atom", feeds.OfAgency(), name="agency-feed"),
    path("desk/", desk.queue, name="queue"),
    path("desk/review/<uuid:code>/", desk.review, name="review"),
    path("desk/review/<uuid:code>/original", desk.private_original, name="private-original"),
    path("desk/intakes/", desk.intakes, name="intakes"),
    path("desk/intakes/<uuid:code>/", desk.intake, name="intake"),
    path("<uuid:code>/", views.document, name="document"),
    path("<uuid:code>/versions/<int:ordinal>/original", views.original, name="original"),
]
