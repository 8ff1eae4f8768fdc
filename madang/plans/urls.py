from django.urls import URLPattern, URLResolver, path

from madang.plans import feeds
from madang.plans.views import badges, comparing, consulting, plans, policy, report, reviewing

app_name = "plans"
CONSULTATION = "<slug:slug>/consultations/<int:number>/"
CONTRIBUTION = f"{CONSULTATION}<uuid:code>/"
REVIEW = "<slug:slug>/reviews/<int:number>/"
MILESTONE = "<slug:slug>/<str:key>/<str:milestone_key>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", plans.plans, name="plans"),
    path("compare/", comparing.plans, name="compare"),
    path("policies/", policy.policies, name="policies"),
    path("policies/new/", policy.open_policy, name="open-policy"),
    path("policies/feed/", feeds.PolicyFeed(), name="policies-feed"),
    path("policies/<slug:slug>/", policy.policy, name="policy"),
    path("policies/<slug:slug>/hand-in/", policy.hand_in, name="hand-in"),
    path("policies/<slug:slug>/evaluate/", policy.evaluate, name="evaluate"),
    path("policies/<slug:slug>/<int:number>/", policy.policy_version, name="policy-version"),
    path("desk/", consulting.desk, name="desk"),
    path("<slug:slug>/", plans.plan, name="plan"),
    path("<slug:slug>/plan.toml", plans.plan_file, name="file"),
    path("<slug:slug>/milestones.csv", plans.milestones_csv, name="milestones-csv"),
    path("<slug:slug>/history.csv", plans.history_csv, name="history-csv"),
    path("<slug:slug>/years.csv", comparing.years_csv, name="years-csv"),
    path("<slug:slug>/consultations.csv", consulting.consultations_csv, name="consultations-csv"),
    path("<slug:slug>/contributions.csv", consulting.contributions_csv, name="contributions-csv"),
    path("<slug:slug>/consultations.ics", feeds.consultations_calendar, name="consultations-ics"),
    path("<slug:slug>/feed/", feeds.PlanFeed(), name="feed"),
    path("<slug:slug>/report/", report.report, name="report"),
    path("<slug:slug>/report.pdf", report.report_pdf, name="report-pdf"),
    path("<slug:slug>/years/", comparing.years, name="years"),
    path("<slug:slug>/changes/", comparing.changes, name="changes"),
    path("<slug:slug>/versions/", plans.versions, name="versions"),
    path("<slug:slug>/snapshots/", plans.snapshots, name="snapshots"),
    path("<slug:slug>/snapshots/keep/", plans.keep_day, name="keep-day"),
    path("<slug:slug>/snapshots/<int:number>/<str:day>/", plans.snapshot, name="snapshot"),
    path("<slug:slug>/unanswered/", consulting.unanswered, name="unanswered"),
    path("<slug:slug>/consultations/", consulting.register, name="consultations"),
    path("<slug:slug>/consultations/feed/", feeds.RegisterFeed(), name="consultations-feed"),
    path("<slug:slug>/consultations/new/", consulting.announce, name="announce"),
    path(CONSULTATION, consulting.consultation, name="consultation"),
    path(f"{CONSULTATION}say/", consulting.say, name="say"),
    path(f"{CONSULTATION}note/", consulting.note, name="note-contribution"),
    path(f"{CONSULTATION}heard/", consulting.heard, name="heard"),
    path(f"{CONSULTATION}minutes/", consulting.minutes, name="minutes"),
    path(CONTRIBUTION, consulting.contribution, name="contribution"),
    path(f"{CONTRIBUTION}answer/", consulting.answer, name="answer"),
    path(f"{CONTRIBUTION}moderate/", consulting.moderate, name="moderate"),
    path(f"{CONTRIBUTION}withdraw/", consulting.withdraw, name="withdraw"),
    path("<slug:slug>/reviews/", reviewing.reviews, name="reviews"),
    path("<slug:slug>/reviews/new/", reviewing.begin, name="begin-review"),
    path(REVIEW, reviewing.review, name="review"),
    path(f"{REVIEW}publish/", reviewing.publish, name="publish-review"),
    path(f"{REVIEW}<str:key>/", reviewing.code, name="code"),
    path(f"{REVIEW}<str:key>/answer/", reviewing.answer, name="answer-coding"),
    path("<slug:slug>/<str:key>/", plans.commitment, name="commitment"),
    path(MILESTONE, plans.milestone, name="milestone"),
    path(f"{MILESTONE}badge.svg", badges.milestone_badge, name="badge"),
    path(f"{MILESTONE}report/", plans.report_figure, name="report-figure"),
    path(f"{MILESTONE}note/", plans.write_note, name="note"),
]
