from django.urls import URLPattern, URLResolver, path

from madang.accounts import views
from madang.accounts.views import desk

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("agencies/", views.agencies, name="agencies"),
    path("agencies/<str:code>/", views.agency, name="agency"),
    path("me/", views.me, name="me"),
    path("me/sign-ins/", views.sign_ins, name="sign_ins"),
    path("me/tokens/", views.tokens, name="tokens"),
    path("me/tokens/<uuid:code>/revoke/", views.revoke_token, name="revoke_token"),
    path("desk/people/", desk.people, name="people"),
    path("desk/people/new/", desk.new_person, name="new_person"),
    path("desk/people/<uuid:code>/", desk.person, name="person"),
    path("desk/people/<uuid:code>/grant/", desk.grant_role, name="grant_role"),
    path("desk/roles/<uuid:code>/end/", desk.end_role, name="end_role"),
    path("desk/organisations/", desk.organisations, name="organisations"),
    path("desk/organisations/new/", desk.new_organisation, name="new_organisation"),
    path("desk/organisations/<str:code>/", desk.organisation, name="organisation"),
    path("desk/organisations/<str:code>/rename/", desk.rename, name="rename_organisation"),
    path("desk/organisations/<str:code>/move/", desk.move, name="move_organisation"),
    path("desk/organisations/<str:code>/merge/", desk.merge, name="merge_organisation"),
    path("desk/audit/", desk.audit, name="audit"),
]
