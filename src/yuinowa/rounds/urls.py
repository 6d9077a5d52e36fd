"""Addresses of this room."""

from django.urls import path

from yuinowa.rounds import views

urlpatterns = [
    path("rounds/", views.policy_list, name="policy_list"),
    path("rounds/coverage/", views.rounds_coverage, name="rounds_coverage"),
    path("rounds/coverage/<str:form>/", views.rounds_coverage_export, name="rounds_coverage_export"),
    path("rounds/days-off/", views.dayoff_list, name="dayoff_list"),
    path("rounds/days-off/<int:pk>/drop/", views.dayoff_drop, name="dayoff_drop"),
    path("rounds/plans/<int:pk>/", views.roundplan_detail, name="roundplan_detail"),
    path("rounds/plans/<int:pk>/adopt/", views.roundplan_adopt, name="roundplan_adopt"),
    path("rounds/plans/<int:pk>/discard/", views.roundplan_discard, name="roundplan_discard"),
    path("rounds/plans/<int:pk>/export/<str:form>/", views.roundplan_export, name="roundplan_export"),
    path("rounds/plans/<int:pk>/keep/", views.roundplan_keep, name="roundplan_keep"),
    path("rounds/plans/<int:pk>/stop/", views.roundplan_stop, name="roundplan_stop"),
    path("rounds/policies/copy/", views.policies_copy, name="policies_copy"),
    path("rounds/policies/new/", views.policy_new, name="policy_new"),
    path("rounds/policies/<int:pk>/", views.policy_detail, name="policy_detail"),
    path("rounds/policies/<int:pk>/edit/", views.policy_edit, name="policy_edit"),
    path("rounds/policies/<int:pk>/plan/", views.policy_plan, name="policy_plan"),
    path("rounds/policies/<int:pk>/remove/", views.policy_remove, name="policy_remove"),
    path("rounds/policies/<int:pk>/schools/", views.policy_schools, name="policy_schools"),
    path("schools/<int:pk>/visiting-hours/", views.school_visiting_hours, name="school_visiting_hours"),
    path("visits/", views.visit_list, name="visit_list"),
    path("visits/export/<str:form>/", views.visit_export, name="visit_export"),
    path("visits/new/", views.visit_new, name="visit_new"),
    path("visits/day/<str:day>/", views.visit_day, name="visit_day"),
    path("visits/day/<str:day>/pdf/", views.visit_day_pdf, name="visit_day_pdf"),
    path("visits/propose/", views.visits_propose, name="visits_propose"),
    path("visits/<int:pk>/", views.visit_detail, name="visit_detail"),
    path("visits/<int:pk>/agree/", views.visit_agree, name="visit_agree"),
    path("visits/<int:pk>/answer/", views.visit_answer, name="visit_answer"),
    path("visits/<int:pk>/comment/", views.visit_comment, name="visit_comment"),
    path("visits/<int:pk>/disagree/", views.visit_disagree, name="visit_disagree"),
    path("visits/<int:pk>/lock/", views.visit_lock, name="visit_lock"),
    path("visits/<int:pk>/move/", views.visit_move, name="visit_move"),
    path("visits/<int:pk>/propose/", views.visit_propose, name="visit_propose"),
    path("visits/<int:pk>/record/", views.visit_record, name="visit_record"),
    path("visits/<int:pk>/return/", views.visit_return, name="visit_return"),
    path("visits/<int:pk>/take-back/", views.visit_take_back, name="visit_take_back"),
]
