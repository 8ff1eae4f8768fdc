from django.urls import URLPattern, URLResolver, path

from madang.ledger import feeds, views

app_name = "ledger"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.entries, name="entries"),
    path("feed/", feeds.EntryFeed(), name="feed"),
    path("<uuid:code>/", views.entry, name="entry"),
    path("<uuid:code>/entry.json", views.entry_text, name="entry-text"),
    path("<uuid:code>/proof", views.proof, name="proof"),
]
