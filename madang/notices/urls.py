from django.urls import URLPattern, URLResolver, path

from madang.notices import feeds, views

app_name = "notices"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.notices, name="notices"),
    path("follow/", views.follow, name="follow"),
    path("change/", views.change, name="change"),
    path("searches/", views.save_search, name="save_search"),
    path("of/<str:token>/", views.mine, name="mine"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("stop/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("feed/renew/", views.renew_feed, name="renew_feed"),
    path("feed/<str:key>.atom", feeds.Mine(), name="feed"),
    path("programs/", views.webhooks, name="webhooks"),
    path("programs/<uuid:code>/remove/", views.remove_webhook, name="remove_webhook"),
    path("programs/<uuid:code>/try/", views.try_webhook, name="try_webhook"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<uuid:code>/", views.message, name="message"),
]
