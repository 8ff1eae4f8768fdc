from django.urls import path

from madang.disclosure.bulk import views

app_name = "bulk"
urlpatterns = [
    path("", views.downloads, name="downloads"),
    path("index.json", views.manifest, name="manifest"),
    path("<str:name>", views.file, name="file"),
]
