"""Posts: who holds what, which are vacant, who comes next."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.days import day_in
from yuinowa.core.errors import Refused
from yuinowa.core.history import history_of
from yuinowa.core.submissions import once
from yuinowa.organisations.models import Block, CommunityCenter, School
from yuinowa.people import actions
from yuinowa.people.forms import AppointmentForm, EndForm, PostFilter, PostForm
from yuinowa.people.models import Appointment, Person, Post

PER_PAGE = 50


@requires(Permission.SEE_POSTS)
def post_list(request: HttpRequest) -> HttpResponse:
    today = clock.today()
    form = PostFilter(request.GET, blocks=Block.objects.allowing(request.actor, Permission.SEE_SCHOOLS))
    posts = Post.objects.allowing(request.actor, Permission.SEE_POSTS).standing(today).with_place()
    vacant = posts.vacant(today).count()
    if form.is_valid():
        posts = _filtered(posts, form.cleaned_data)
    held = Prefetch("appointments", Appointment.objects.valid(today).select_related("person"), to_attr="present")
    page = Paginator(posts.prefetch_related(held), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "people/post_list.html",
        {
            "form": form,
            "page": page,
            "vacant": vacant,
            "may_manage": may(request.actor, Permission.MANAGE_POSTS),
        },
    )


def _filtered(posts, wanted):  # type: ignore[no-untyped-def]
    if wanted["kind"]:
        posts = posts.filter(kind=wanted["kind"])
    if wanted["block"]:
        posts = posts.in_block(wanted["block"])
    return posts.vacant(clock.today()) if wanted["vacant"] else posts


@requires(Permission.SEE_POSTS)
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.allowing(request.actor, Permission.SEE_POSTS).with_place(), pk=pk)
    today = clock.today()
    appointments = list(post.appointments.select_related("person"))
    return render(
        request,
        "people/post_detail.html",
        {
            "post": post,
            "appointments": appointments,
            "present": [a for a in appointments if _is_valid(a, today)],
            "history": history_of(post)[:20],
            "may_manage": may(request.actor, Permission.MANAGE_POSTS),
            "today": today,
        },
    )


def _is_valid(appointment: Appointment, today) -> bool:  # type: ignore[no-untyped-def]
    return appointment.from_on <= today and (appointment.until_on is None or appointment.until_on >= today)


@requires(Permission.MANAGE_POSTS)
def post_new(request: HttpRequest) -> HttpResponse:
    schools = School.objects.allowing(request.actor, Permission.SEE_SCHOOLS).open()
    centers = CommunityCenter.objects.allowing(request.actor, Permission.SEE_SCHOOLS)
    form = PostForm(request.POST or None, schools=schools, centers=centers)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _page_of(actions.open_post(by=request.actor, **form.cleaned_data))))
        except Refused as refused:
            form.add_error(None, refused.message)
    return render(request, "people/post_new.html", {"form": form})


@requires(Permission.MANAGE_POSTS)
def post_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.allowing(request.actor, Permission.MANAGE_POSTS).with_place(), pk=pk)
    persons = Person.objects.allowing(request.actor, Permission.MANAGE_POSTS).living()
    form = AppointmentForm(request.POST or None, persons=persons, initial={"from_on": _day(request.GET.get("from_on")) or clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(once(request, lambda: _appointed(request, post, form.cleaned_data)))
        except Refused as refused:
            form.add_error(None, refused.message)
    return render(request, "people/post_appoint.html", {"form": form, "post": post})


def _appointed(request: HttpRequest, post: Post, data) -> str:  # type: ignore[no-untyped-def]
    person = data["person"] or actions.add_person(by=request.actor, name=data["name"], kana=data["kana"], email=data["email"])
    actions.appoint(post, person=person, from_on=data["from_on"], until_on=data["until_on"], by=request.actor)
    return _page_of(post)


@requires(Permission.MANAGE_POSTS)
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Appointment.objects.allowing(request.actor, Permission.MANAGE_POSTS).select_related("post", "person")
    appointment = get_object_or_404(rows, pk=pk)
    form = EndForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_appointment(appointment, on=form.cleaned_data["on"], by=request.actor)
            return redirect(_page_of(appointment.post))
        except Refused as refused:
            form.add_error("on", refused.message)
    return render(request, "people/appointment_end.html", {"form": form, "appointment": appointment})


@requires(Permission.MANAGE_POSTS)
@require_POST
def appointment_invite(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Appointment.objects.allowing(request.actor, Permission.MANAGE_POSTS).select_related("post")
    appointment = get_object_or_404(rows, pk=pk)
    actions.invite(appointment, by=request.actor)
    messages.success(request, _("招待のメールを送りました。"))
    return redirect(_page_of(appointment.post))


@requires(Permission.SEE_HOME)
@require_POST
def post_switch(request: HttpRequest) -> HttpResponse:
    """Act for another of one's posts (0: as a resident). Only posts held today count; see ActorMiddleware."""
    chosen = request.POST.get("post", "")
    if chosen.isdecimal():
        request.session["post_id"] = int(chosen)
    target = request.POST.get("next", "/")
    own = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return redirect(target if own else "/")


def _day(text: str | None) -> dt.date | None:
    """A day that another page put into the address; nothing where it is none."""
    return day_in(text or "")


def _page_of(post: Post) -> str:
    return reverse("post_detail", args=[post.pk])
