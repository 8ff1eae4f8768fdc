from django.urls import path

from madang.search import feeds, views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("suggest", views.suggest, name="suggest"),
    path("feed", feeds.SearchFeed(), name="feed"),
    path("opensearch.xml", views.opensearch, name="opensearch"),
]
