from django.urls import URLPattern, URLResolver, path

from madang.notices import views

app_name = "notices"
urlpatterns: list[URLPattern | URLResolver] = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<uuid:code>/", views.message, name="message"),
]
