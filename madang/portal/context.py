from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """What every page knows of the site."""
    return {"demonstration": settings.DEMONSTRATION, "site_url": settings.SITE_URL}
