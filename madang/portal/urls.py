from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from madang.portal.views import site

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", site.home, name="home"),
]
if settings.DEBUG or settings.DEMONSTRATION:
    urlpatterns += [path("style/", site.style, name="style")]
