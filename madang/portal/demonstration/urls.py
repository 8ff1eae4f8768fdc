"""Mounted in the portal's addresses. On a real site every one of them answers 404."""

from django.urls import URLPattern, path

from madang.portal.demonstration import views

urlpatterns: list[URLPattern] = [
    path("demonstration/", views.sign_in_cards, name="demonstration"),
    path("demonstration/sign-in/", views.sign_in, name="demonstration-sign-in"),
    path("demonstration/tour/", views.tour, name="tour"),
    path("demonstration/samples/", views.samples, name="samples"),
    path("demonstration/samples/<str:name>", views.sample, name="sample"),
]
