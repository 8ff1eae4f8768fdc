from django.urls import path

from madang.disclosure.watch import feeds, views

app_name = "watch"
urlpatterns = [
    path("", views.audits, name="audits"),
    path("feed.atom", feeds.Audits(), name="feed"),
    path("new/", views.announce, name="announce"),
    path("<uuid:code>/", views.audit, name="audit"),
    path("<uuid:code>/draw.json", views.draw_file, name="draw-file"),
    path("<uuid:code>/act/", views.act, name="act"),
    path("<uuid:code>/<int:place>/", views.item, name="item"),
]
