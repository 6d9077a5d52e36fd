"""Addresses of this room."""

from django.urls import path

from yuinowa.rounds import views

urlpatterns = [
    path("visits/day/<str:day>/", views.visit_day, name="visit_day"),
    path("visits/day/<str:day>/pdf/", views.visit_day_pdf, name="visit_day_pdf"),
    path("visits/propose/", views.visits_propose, name="visits_propose"),
    path("visits/<int:pk>/", views.visit_detail, name="visit_detail"),
    path("visits/<int:pk>/agree/", views.visit_agree, name="visit_agree"),
    path("visits/<int:pk>/answer/", views.visit_answer, name="visit_answer"),
    path("visits/<int:pk>/comment/", views.visit_comment, name="visit_comment"),
    path("visits/<int:pk>/disagree/", views.visit_disagree, name="visit_disagree"),
    path("visits/<int:pk>/propose/", views.visit_propose, name="visit_propose"),
    path("visits/<int:pk>/record/", views.visit_record, name="visit_record"),
    path("visits/<int:pk>/take-back/", views.visit_take_back, name="visit_take_back"),
]
