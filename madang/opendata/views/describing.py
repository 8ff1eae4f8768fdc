"""The officer's page of one dataset: what is said of it, which formats refuse it and why, publishing it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Role
from madang.common.errors import Refusal
from madang.opendata import actions
from madang.opendata.forms.describing import AddressForm, DescribeForm
from madang.opendata.models import Dataset, DataVersion
from madang.opendata.views.shared import no_desk, person, submitted


def own_dataset(request: ViewerRequest, slug: str) -> Dataset:
    own = request.viewer.organisations_as(Role.DATA_OFFICER)
    return get_object_or_404(Dataset.objects.filter(organisation__in=own).select_related("organisation"), slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: ViewerRequest, slug: str) -> HttpResponse:
    """Change what is said of a dataset. One that is held is checked again at once."""
    if closed := no_desk(request):
        return closed
    dataset = own_dataset(request, slug)
    form = DescribeForm(request.POST or None, dataset=dataset)
    if submitted(form, lambda read: actions.describe_dataset(dataset=dataset, by=person(request), at=now(), **read)):
        return redirect("opendata:describe", slug=slug)
    status = 422 if form.errors else 200
    return render(request, "opendata/describe.html", context_of(dataset, form), status=status)


@login_required
@require_POST
def add_address(request: ViewerRequest, slug: str) -> HttpResponse:
    """Add an address elsewhere at which the dataset can be had."""
    dataset = own_dataset(request, slug)
    form = AddressForm(request.POST, dataset=dataset)
    by, at = person(request), now()
    if submitted(form, lambda read: actions.add_distribution(dataset=dataset, by=by, at=at, **read)):
        return redirect("opendata:describe", slug=slug)
    context = context_of(dataset, DescribeForm(dataset=dataset), address_form=form)
    return render(request, "opendata/describe.html", context, status=422)


def context_of(
    dataset: Dataset, form: DescribeForm, problem: str = "", *, address_form: AddressForm | None = None
) -> dict[str, Any]:
    waiting = DataVersion.objects.filter(distribution__dataset=dataset, state=DataVersion.State.READ)
    distributions = list(dataset.distributions.select_related("dataset", "latest"))
    is_open = dataset.state in {Dataset.State.DRAFT, Dataset.State.HELD}
    return {
        "dataset": dataset,
        "form": form,
        "problem": problem,
        "waiting": waiting.order_by("-read_at").first(),
        "can_publish": is_open and any(one.is_offered for one in distributions),
        "distributions": distributions,
        "address_form": address_form or AddressForm(dataset=dataset),
    }


@login_required
@require_POST
def publish(request: ViewerRequest, slug: str) -> HttpResponse:
    """Publish a dataset that is at an address elsewhere, or whose file is public already."""
    dataset = own_dataset(request, slug)
    try:
        actions.publish_dataset(dataset=dataset, by=person(request), at=now(), despite=request.POST.get("despite", ""))
    except Refusal as refusal:
        dataset.refresh_from_db()
        context = context_of(dataset, DescribeForm(dataset=dataset), str(refusal.message))
        return render(request, "opendata/describe.html", context, status=refusal.status)
    return redirect(dataset.get_absolute_url())
