"""The bulk download: a page, the manifest, the files."""

from pathlib import PurePath

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.disclosure.bulk import keeping


@require_safe
def downloads(request: HttpRequest) -> HttpResponse:
    """Everything public, to be downloaded whole."""
    found = keeping.manifest()
    files = found["files"]
    context = {
        "at": found["at"],
        "files": files,
        "records": sum(file["records"] for file in files),
        "size": sum(file["size"] for file in files),
    }
    return render(request, "bulk/downloads.html", context)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Names, sizes, hashes and times of every file."""
    return JsonResponse(keeping.manifest(), json_dumps_params={"ensure_ascii": False})


@require_safe
def file(request: HttpRequest, name: str) -> FileResponse:
    """One file that the manifest names."""
    found = next((one for one in keeping.manifest()["files"] if one["name"] == name), None)
    if found is None or PurePath(name).name != name:
        raise Http404(_("There is no such file."))
    try:
        response = FileResponse((keeping.folder() / name).open("rb"), content_type="application/gzip")
    except FileNotFoundError as error:
        raise Http404(_("There is no such file.")) from error
    response["ETag"] = f'"{found["sha256"]}"'
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
