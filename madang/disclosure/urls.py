from django.urls import path

from madang.disclosure import desk, feeds, views
from madang.disclosure.review import desk as review_desk
from madang.disclosure.review import pages as review_pages

app_name = "disclosure"
urlpatterns = [
    path("", views.documents, name="documents"),
    path("export.csv", views.export, name="export"),
    path("rules/", views.rules, name="rules"),
    path("feed.atom", feeds.Latest(), name="feed"),
    path("feed/<str:agency>.atom", feeds.OfAgency(), name="agency-feed"),
    path("desk/", desk.queue, name="queue"),
    path("desk/review/<uuid:code>/", desk.review, name="review"),
    path("desk/review/<uuid:code>/original", desk.private_original, name="private-original"),
    path("desk/mark/<uuid:code>/", review_desk.mark, name="mark"),
    path("desk/mark/<uuid:code>/passage", review_desk.decide_passage, name="decide-passage"),
    path("desk/mark/<uuid:code>/region", review_desk.decide_region, name="decide-region"),
    path("desk/mark/<uuid:code>/all", review_desk.withhold_all, name="withhold-all"),
    path("desk/mark/<uuid:code>/back/<uuid:marking>", review_desk.take_back, name="take-back"),
    path("desk/mark/<uuid:code>/copy", review_desk.make_copy, name="make-copy"),
    path("desk/mark/<uuid:code>/approve", review_desk.approve, name="approve-copy"),
    path("desk/mark/<uuid:code>/open", review_desk.open_wholly, name="open-wholly"),
    path("desk/mark/<uuid:code>/again", review_desk.prepare_again, name="prepare-again"),
    path("desk/mark/<uuid:code>/pages/<int:page>.png", review_desk.page_picture, name="page-picture"),
    path("desk/copies/<uuid:code>.pdf", review_desk.copy_file, name="copy-file"),
    path("desk/due/", review_desk.due, name="due"),
    path("desk/due/<uuid:code>", review_desk.again, name="look-again"),
    path("desk/two-officers/<str:code>", review_desk.two_officers, name="two-officers"),
    path("desk/rules/", review_pages.rules, name="suggestion-rules"),
    path("desk/rules/<int:pk>/end", review_pages.end_rule, name="end-suggestion-rule"),
    path("criteria/", review_pages.criteria_list, name="criteria"),
    path("criteria/<str:code>/", review_pages.criteria_of, name="criteria-of"),
    path("<uuid:code>/take-down/", review_desk.take_down, name="take-down"),
    path("desk/intakes/", desk.intakes, name="intakes"),
    path("desk/intakes/<uuid:code>/", desk.intake, name="intake"),
    path("<uuid:code>/", views.document, name="document"),
    path("<uuid:code>/versions/<int:ordinal>/original", views.original, name="original"),
]
