from django.urls import URLPattern, URLResolver, path

from madang.plans import feeds, views

app_name = "plans"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.plans, name="plans"),
    path("<slug:slug>/", views.plan, name="plan"),
    path("<slug:slug>/plan.toml", views.plan_file, name="file"),
    path("<slug:slug>/milestones.csv", views.milestones_csv, name="milestones-csv"),
    path("<slug:slug>/history.csv", views.history_csv, name="history-csv"),
    path("<slug:slug>/feed/", feeds.PlanFeed(), name="feed"),
    path("<slug:slug>/versions/", views.versions, name="versions"),
    path("<slug:slug>/snapshots/", views.snapshots, name="snapshots"),
    path("<slug:slug>/snapshots/<int:number>/<str:day>/", views.snapshot, name="snapshot"),
    path("<slug:slug>/<str:key>/", views.commitment, name="commitment"),
    path("<slug:slug>/<str:key>/<str:milestone_key>/", views.milestone, name="milestone"),
    path("<slug:slug>/<str:key>/<str:milestone_key>/report/", views.report_figure, name="report-figure"),
]
