"""Addresses of persons, posts and invitations."""

from django.urls import path

from yuinowa.people.views import accounts, importing, persons, posts

urlpatterns = [
    path("posts/", posts.post_list, name="post_list"),
    path("posts/new/", posts.post_new, name="post_new"),
    path("posts/switch/", posts.post_switch, name="post_switch"),
    path("posts/import/", importing.post_import, name="post_import"),
    path("posts/import/template/", importing.post_template, name="post_template"),
    path("posts/import/<uuid:key>/", importing.post_import_preview, name="post_import_preview"),
    path("posts/<int:pk>/", posts.post_detail, name="post_detail"),
    path("posts/<int:pk>/appoint/", posts.post_appoint, name="post_appoint"),
    path("appointments/<int:pk>/end/", posts.appointment_end, name="appointment_end"),
    path("appointments/<int:pk>/invite/", posts.appointment_invite, name="appointment_invite"),
    path("persons/", persons.person_list, name="person_list"),
    path("persons/duplicates/", persons.person_duplicates, name="person_duplicates"),
    path("persons/<int:pk>/", persons.person_detail, name="person_detail"),
    path("persons/<int:pk>/edit/", persons.person_edit, name="person_edit"),
    path("persons/<int:pk>/merge/<int:duplicate_pk>/", persons.person_merge, name="person_merge"),
    path("invitations/<str:token>/", accounts.invitation_accept, name="invitation_accept"),
]
