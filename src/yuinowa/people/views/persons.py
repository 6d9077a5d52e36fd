"""Persons: found, mended, merged."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core.errors import Refused
from yuinowa.core.history import history_of
from yuinowa.people import actions
from yuinowa.people.forms import PersonForm
from yuinowa.people.models import Appointment, ContactLook, HqMember, Person
from yuinowa.people.views.looks import looks_at

PER_PAGE = 50


@requires(Permission.SEE_PERSON_CONTACT)
def person_list(request: HttpRequest) -> HttpResponse:
    persons = Person.objects.allowing(request.actor, Permission.SEE_PERSON_CONTACT).living()
    words = request.GET.get("q", "").replace("\x00", "").strip()
    if words:
        persons = persons.named(words)
    page = Paginator(persons, PER_PAGE).get_page(request.GET.get("page"))
    actions.note_looks(page, page=ContactLook.Page.PERSONS, by=request.actor)
    return render(
        request,
        "people/person_list.html",
        {
            "page": page,
            "words": words,
            "may_manage": may(request.actor, Permission.MANAGE_POSTS),
            "may_see_looks": may(request.actor, Permission.SEE_LOOKS),
        },
    )


@requires(Permission.SEE_PERSON_CONTACT)
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.allowing(request.actor, Permission.SEE_PERSON_CONTACT), pk=pk)
    looks = looks_at(request.actor, person)
    actions.note_looks([person], page=ContactLook.Page.PERSON, by=request.actor)
    appointments = Appointment.objects.filter(person=person).select_related("post__school", "post__center")
    return render(
        request,
        "people/person_detail.html",
        {
            "person": person,
            "appointments": appointments,
            "terms": HqMember.objects.allowing(request.actor, Permission.SEE_HQS).filter(person=person).select_related("hq"),
            "history": history_of(person)[:20],
            "looks": looks,
            "may_manage": may(request.actor, Permission.MANAGE_POSTS),
        },
    )


@requires(Permission.MANAGE_POSTS)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(Person.objects.allowing(request.actor, Permission.MANAGE_POSTS), pk=pk)
    form = PersonForm(request.POST or None, initial={name: getattr(person, name) for name in PersonForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(person, by=request.actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error("email", refused.message)
        else:
            messages.success(request, _("なおしました。"))
            return redirect("person_detail", pk=pk)
    actions.note_looks([person], page=ContactLook.Page.PERSON, by=request.actor)
    return render(request, "people/person_edit.html", {"form": form, "person": person})


@requires(Permission.MANAGE_POSTS)
def person_duplicates(request: HttpRequest) -> HttpResponse:
    persons = Person.objects.allowing(request.actor, Permission.MANAGE_POSTS).living()
    pairs = persons.likely_duplicates()[:100]
    actions.note_looks((person for pair in pairs for person in pair), page=ContactLook.Page.DUPLICATES, by=request.actor)
    return render(request, "people/person_duplicates.html", {"pairs": pairs})


@requires(Permission.MANAGE_POSTS)
def person_merge(request: HttpRequest, pk: int, duplicate_pk: int) -> HttpResponse:
    persons = Person.objects.allowing(request.actor, Permission.MANAGE_POSTS)
    kept, duplicate = get_object_or_404(persons, pk=pk), get_object_or_404(persons, pk=duplicate_pk)
    if request.method == "POST":
        try:
            actions.merge_persons(kept, duplicate, by=request.actor)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("person_duplicates")
        messages.success(request, _("一人にまとめました。"))
        return redirect("person_detail", pk=pk)
    actions.note_looks([kept, duplicate], page=ContactLook.Page.DUPLICATES, by=request.actor)
    return render(request, "people/person_merge.html", {"kept": kept, "duplicate": duplicate})
