"""Public: what agencies withhold and when they last reviewed that; and the rules of suggestions, for officers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.middleware import ViewerRequest
from madang.accounts.models import Organisation, Role
from madang.common.errors import Refusal
from madang.disclosure import actions, criteria
from madang.disclosure.desk import officer
from madang.disclosure.models import SuggestionRule
from madang.disclosure.review.forms import CriteriaReviewForm, CriterionForm, RuleForm


@require_safe
def criteria_list(request: ViewerRequest) -> HttpResponse:
    """Every agency: whether it published its criteria, and when their review is due."""
    rows = criteria.standings(on=localdate())
    wanted = request.GET.get("state", "")
    context = {
        "rows": [row for row in rows if not wanted or row.state == wanted],
        "counts": {
            state: sum(row.state == state for row in rows) for state in ("overdue", "due", "current", "missing")
        },
        "state": wanted,
    }
    return render(request, "disclosure/review/criteria.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def criteria_of(request: ViewerRequest, code: str) -> HttpResponse:
    """One agency's criteria by item, its reviews, and for its officers the forms."""
    organisation = get_object_or_404(Organisation, code=code)
    is_officer = request.viewer.is_in(organisation.pk, Role.RECORDS_OFFICER)
    criterion, review = CriterionForm(auto_id="criterion-%s"), CriteriaReviewForm(auto_id="review-%s")
    if request.method == "POST":
        try:
            if request.POST.get("act") == "review":
                review = CriteriaReviewForm(request.POST, auto_id="review-%s")
                if review.is_valid():
                    actions.record_criteria_review(
                        organisation=organisation, **review.cleaned_data, by=officer(request), at=now()
                    )
                    return redirect("disclosure:criteria-of", code=code)
            else:
                criterion = CriterionForm(request.POST, auto_id="criterion-%s")
                if criterion.is_valid():
                    actions.publish_criterion(
                        organisation=organisation, **criterion.cleaned_data, by=officer(request), at=now()
                    )
                    return redirect("disclosure:criteria-of", code=code)
        except Refusal as refusal:
            (review if review.is_bound else criterion).add_error(None, str(refusal.message))
    context = {
        "organisation": organisation,
        "standing": criteria.standing(organisation, on=localdate()),
        "by_item": criteria.by_item(organisation, on=localdate()),
        "reviews": organisation.criteria_reviews.all(),
        "is_officer": is_officer,
        "criterion_form": criterion,
        "review_form": review,
    }
    status = 422 if criterion.errors or review.errors else 200
    return render(request, "disclosure/review/criteria_of.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: ViewerRequest) -> HttpResponse:
    """The rules that ask questions; an agency's officers add their own."""
    own = Organisation.objects.filter(pk__in=request.viewer.organisations_as(Role.RECORDS_OFFICER)).order_by("code")
    may_edit_all = request.viewer.is_administrator
    form = RuleForm(request.POST or None, initial={"since_on": localdate()})
    if request.method == "POST" and form.is_valid():
        organisation = None if may_edit_all else own.first()
        try:
            actions.set_suggestion_rule(organisation=organisation, **form.cleaned_data, by=officer(request), at=now())
            return redirect("disclosure:suggestion-rules")
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
    found = SuggestionRule.objects.filter(organisation=None) | SuggestionRule.objects.filter(organisation__in=own)
    context = {
        "rules": found.select_related("organisation"),
        "form": form,
        "can_add": may_edit_all or own.exists(),
        "may_edit_all": may_edit_all,
        "own": set(own.values_list("pk", flat=True)),
        "today": localdate(),
    }
    return render(request, "disclosure/review/rules.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_rule(request: ViewerRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(SuggestionRule, pk=pk)
    try:
        actions.end_suggestion_rule(rule=rule, until_on=localdate(), by=officer(request), at=now())
    except Refusal as refusal:
        return HttpResponse(str(refusal.message), status=refusal.status)
    return redirect("disclosure:suggestion-rules")
