from django.urls import path

from madang.disclosure.scorecards import views

app_name = "scorecards"
urlpatterns = [
    path("", views.compare, name="compare"),
    path("scorecards.csv", views.export, name="export"),
    path("<str:code>/", views.card, name="card"),
]
