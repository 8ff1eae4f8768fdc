from django.urls import path

from madang.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.year, name="now"),
    path("enter/", views.enter, name="enter"),
    path("<int:year>/", views.year, name="year"),
]
