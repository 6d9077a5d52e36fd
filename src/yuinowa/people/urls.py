"""Addresses of persons, posts and invitations."""

from django.urls import path

from yuinowa.people.views import accounts, hqs, importing, looks, persons, posts

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
    path("looks/", looks.look_list, name="look_list"),
    path("looks/export/", looks.look_export, name="look_export"),
    path("hqs/", hqs.hq_list, name="hq_list"),
    path("hqs/export/", hqs.hq_export, name="hq_export"),
    path("hqs/new/", hqs.hq_new, name="hq_new"),
    path("hqs/<int:pk>/", hqs.hq_detail, name="hq_detail"),
    path("hqs/<int:pk>/edit/", hqs.hq_edit, name="hq_edit"),
    path("hqs/<int:pk>/schools/assign/", hqs.hq_assign, name="hq_assign"),
    path("hqs/<int:pk>/members/new/", hqs.hq_member_new, name="hq_member_new"),
    path("hqs/<int:pk>/members/renew/", hqs.hq_renew, name="hq_renew"),
    path("hq-schools/<int:pk>/end/", hqs.hq_school_end, name="hq_school_end"),
    path("hq-members/<int:pk>/end/", hqs.hq_member_end, name="hq_member_end"),
    path("invitations/<str:token>/", accounts.invitation_accept, name="invitation_accept"),
]
