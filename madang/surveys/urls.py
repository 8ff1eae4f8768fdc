from django.urls import path

from madang.surveys import feeds
from madang.surveys.views import desk, desk_answers, desk_questions, public, taking

app_name = "surveys"
urlpatterns = [
    path("", public.surveys, name="surveys"),
    path("feed.atom", feeds.Latest(), name="feed"),
    path("calendar.ics", feeds.calendar, name="calendar"),
    path("desk/", desk.desk, name="desk"),
    path("desk/new/", desk.start, name="start"),
    path("desk/<slug:slug>/", desk.run, name="run"),
    path("desk/<slug:slug>/edit/", desk.edit, name="edit"),
    path("desk/<slug:slug>/preview/", desk.preview, name="preview"),
    path("desk/<slug:slug>/questions/new/", desk_questions.question, name="new-question"),
    path("desk/<slug:slug>/questions/<slug:key>/", desk_questions.question, name="question"),
    path("desk/<slug:slug>/questions/<slug:key>/<slug:what>", desk_questions.change, name="change-question"),
    path("desk/<slug:slug>/pages/<slug:key>/", desk_questions.page, name="edit-page"),
    path("desk/<slug:slug>/cancel", desk.cancel, name="cancel"),
    path("desk/<slug:slug>/invite", desk.invite, name="invite"),
    path("desk/<slug:slug>/papers/", desk_answers.paper, name="paper"),
    path("desk/<slug:slug>/words/", desk_answers.words, name="words"),
    path("desk/<slug:slug>/act/<slug:what>", desk.act, name="act"),
    path("<slug:slug>/", public.survey, name="survey"),
    path("<slug:slug>/calendar.ics", feeds.calendar, name="survey-calendar"),
    path("<slug:slug>/form.pdf", desk.paper_form, name="paper-form"),
    path("<slug:slug>/take/", taking.take, name="take"),
    path("<slug:slug>/take/link", taking.send_link, name="send-link"),
    path("<slug:slug>/take/review/", taking.review, name="review"),
    path("<slug:slug>/take/page/<slug:page>/", taking.page, name="page"),
    path("<slug:slug>/results/", public.results, name="results"),
    path("<slug:slug>/results/by/<slug:by>/", public.groups, name="groups"),
    path("<slug:slug>/results.json", public.release_file, name="file"),
    path("<slug:slug>/results.csv", public.results_csv, name="results-csv"),
    path("<slug:slug>/answers.csv", public.rows_csv, name="rows-csv"),
    path("<slug:slug>/receipt/", public.receipt, name="receipt"),
]
