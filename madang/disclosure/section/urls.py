from django.urls import path

from madang.disclosure.section import views

app_name = "section"
urlpatterns = [
    path("<str:code>/disclosure/", views.section, name="section"),
    path("<str:code>/disclosure/block/", views.block, name="block"),
    path("<str:code>/information-list/", views.information_list, name="information-list"),
    path("<str:code>/information-list.csv", views.as_csv, name="csv"),
    path("<str:code>/information-list.xlsx", views.as_xlsx, name="xlsx"),
]
