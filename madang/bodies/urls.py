from django.urls import path

from madang.bodies import feeds
from madang.bodies.views import bodies, calendars, meetings

app_name = "bodies"
urlpatterns = [
    path("", bodies.bodies, name="bodies"),
    path("export.csv", bodies.bodies_csv, name="bodies-csv"),
    path("feed.atom", feeds.BodyFeed(), name="feed"),
    path("breaches/", bodies.breaches, name="breaches"),
    path("breaches/export.csv", bodies.breaches_csv, name="breaches-csv"),
    path("breaches/feed.atom", feeds.BreachFeed(), name="breaches-feed"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/export.csv", meetings.meetings_csv, name="meetings-csv"),
    path("meetings/calendar.ics", calendars.all_meetings, name="calendar"),
    path("meetings/<uuid:code>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:code>/meeting.ics", calendars.of_meeting, name="meeting-calendar"),
    path("meetings/<uuid:code>/transcript.txt", meetings.transcript, name="transcript"),
    path("meetings/papers/<uuid:code>/", meetings.paper, name="paper"),
    path("<slug:code>/", bodies.body, name="body"),
    path("<slug:code>/members.csv", bodies.members_csv, name="members-csv"),
    path("<slug:code>/feed.atom", feeds.BodyFeed(), name="body-feed"),
    path("<slug:code>/calendar.ics", calendars.of_body, name="body-calendar"),
]
