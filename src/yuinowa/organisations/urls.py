"""Addresses of this room."""

from django.urls import path

from yuinowa.organisations.views import blocks, calendar, importing, municipality, schools, travel

urlpatterns = [
    path("schools/", schools.school_list, name="school_list"),
    path("schools/points.json", schools.school_points, name="school_points"),
    path("schools/export/", schools.school_export, name="school_export"),
    path("schools/import/", importing.school_import, name="school_import"),
    path("schools/import/template/", importing.school_template, name="school_template"),
    path("schools/import/<uuid:batch>/", importing.school_import_preview, name="school_import_preview"),
    path("imports/<uuid:batch>/drop/", importing.import_drop, name="import_drop"),
    path("schools/<int:pk>/", schools.school_detail, name="school_detail"),
    path("schools/<int:pk>/edit/", schools.school_edit, name="school_edit"),
    path("schools/<int:pk>/successor/choose/", schools.school_successor, name="school_successor"),
    path("schools/<int:pk>/join/", schools.school_join, name="school_join"),
    path("schools/<int:pk>/leave/", schools.school_leave, name="school_leave"),
    path("schools/<int:pk>/calendar/", calendar.school_calendar, name="school_calendar"),
    path("schools/<int:pk>/calendar/import/", calendar.closed_days_import, name="school_closed_days_import"),
    path("schools/<int:pk>/calendar/export/", calendar.closed_days_export, name="school_closed_days_export"),
    path("schools/<int:pk>/lessons/edit/", calendar.lesson_times, name="lesson_times"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/import/", calendar.closed_days_import, name="closed_days_import"),
    path("calendar/import/<uuid:batch>/", calendar.closed_days_preview, name="closed_days_preview"),
    path("calendar/export/", calendar.closed_days_export, name="closed_days_export"),
    path("calendar/closed/<int:pk>/remove/", calendar.closed_span_remove, name="closed_span_remove"),
    path("blocks/", blocks.block_list, name="block_list"),
    path("blocks/new/", blocks.block_new, name="block_new"),
    path("blocks/assign/", blocks.block_assign, name="block_assign"),
    path("blocks/<int:pk>/edit/", blocks.block_edit, name="block_edit"),
    path("blocks/<int:pk>/remove/", blocks.block_remove, name="block_remove"),
    path("centers/new/", blocks.center_new, name="center_new"),
    path("centers/<int:pk>/assign/", blocks.center_assign, name="center_assign"),
    path("centers/import/", importing.center_import, name="center_import"),
    path("centers/import/<uuid:batch>/", importing.center_import_preview, name="center_import_preview"),
    path("travel/", travel.travel_list, name="travel_list"),
    path("travel/import/", travel.travel_import, name="travel_import"),
    path("travel/export/", travel.travel_export, name="travel_export"),
    path("travel/<int:origin>/<int:destination>/edit/", travel.travel_edit, name="travel_edit"),
    path("settings/", municipality.settings, name="settings"),
]
