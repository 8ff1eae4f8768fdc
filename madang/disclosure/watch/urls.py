from django.urls import path

from madang.disclosure.watch import feeds, pages, views

app_name = "watch"
urlpatterns = [
    path("", views.audits, name="audits"),
    path("feed.atom", feeds.Audits(), name="feed"),
    path("new/", views.announce, name="announce"),
    path("members/", pages.selections, name="selections"),
    path("members/new/", pages.announce, name="selection-new"),
    path("members/<uuid:code>/", pages.selection, name="selection"),
    path("members/<uuid:code>/choice.json", pages.choice_file, name="choice-file"),
    path("members/<uuid:code>/act/", pages.act, name="selection-act"),
    path("<uuid:code>/", views.audit, name="audit"),
    path("<uuid:code>/draw.json", views.draw_file, name="draw-file"),
    path("<uuid:code>/act/", views.act, name="act"),
    path("<uuid:code>/<int:place>/", views.item, name="item"),
]
