from django.urls import URLPattern, URLResolver, path

from madang.portal.demonstration import urls as demonstration
from madang.portal.views import agencies, api_page, desk, home, pages, site

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("agencies/<str:code>/", agencies.agency, name="agency"),
    path("desk/", desk.desk, name="desk"),
    path("help/", pages.help_index, name="help"),
    path("help/<slug:slug>/", pages.help_topic, name="help_topic"),
    path("style/", site.style, name="style"),
    *demonstration.urlpatterns,
    path("api/", api_page.api_page, name="api"),
    *[path(f"{name}/", pages.page(name), name=name) for name in pages.PAGES],
]
