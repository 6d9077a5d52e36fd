"""Addresses of this room."""

from django.urls import path

from yuinowa.promises import views

urlpatterns = [
    path("promises/", views.promise_list, name="promise_list"),
    path("promises/new/", views.promise_new, name="promise_new"),
    path("promises/finish/", views.promises_finish, name="promises_finish"),
    path("promises/reopen/", views.promises_reopen, name="promises_reopen"),
    path("promises/export/<str:form>/", views.promise_export, name="promise_export"),
    path("promises/<int:pk>/", views.promise_detail, name="promise_detail"),
    path("promises/<int:pk>/finish/", views.promise_finish, name="promise_finish"),
    path("promises/<int:pk>/reopen/", views.promise_reopen, name="promise_reopen"),
    path("promises/<int:pk>/hand-on/", views.promise_hand_on, name="promise_hand_on"),
    path("promises/<int:pk>/move/", views.promise_move, name="promise_move"),
    path("promises/<int:pk>/withdraw/", views.promise_withdraw, name="promise_withdraw"),
]
