"""Addresses of term plans."""

from django.urls import path

from yuinowa.matching.views import mending, plans, proposals

urlpatterns = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/proposals/", plans.plan_proposals, name="plan_proposals"),
    path("plans/<int:pk>/gaps/", plans.plan_gaps, name="plan_gaps"),
    path("plans/<int:pk>/compare/", plans.plan_compare, name="plan_compare"),
    path("plans/<int:pk>/again/", plans.plan_again, name="plan_again"),
    path("plans/<int:pk>/send/", plans.plan_send, name="plan_send"),
    path("plans/<int:pk>/stop/", plans.plan_stop, name="plan_stop"),
    path("plans/<int:pk>/discard/", plans.plan_discard, name="plan_discard"),
    path("proposals/<int:pk>/fix/", proposals.proposal_fix, name="proposal_fix"),
    path("proposals/<int:pk>/refuse/", proposals.proposal_refuse, name="proposal_refuse"),
    path("proposals/<int:pk>/release/", proposals.proposal_release, name="proposal_release"),
    path("proposals/<int:pk>/replace/", proposals.proposal_replace, name="proposal_replace"),
    path("needs/<int:pk>/mend/", mending.need_mend, name="need_mend"),
    path("needs/<int:pk>/unmend/", mending.need_unmend, name="need_unmend"),
]
