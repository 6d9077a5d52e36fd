"""Policies of the rounds: the list, one with its schools and plans, and changing them."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core import clock
from yuinowa.core.history import history_of
from yuinowa.engine.calendar import term_of
from yuinowa.organisations.models import School
from yuinowa.people.models import Post
from yuinowa.rounds import actions
from yuinowa.rounds.forms.policies import CopyForm, NewPolicyForm, PolicyForm, SchoolsForm, coming_terms, term_name
from yuinowa.rounds.models import RoundPlan, RoundPolicy, Visit, VisitingHours
from yuinowa.ui.deciding import attempt, confirm, yes

PLAN = Permission.PLAN_ROUNDS
USUAL = {
    "visits": 1,
    "per_day": 3,
    "days_a_month": 13,
    "weekdays": [0, 1, 2, 3, 4],
    "shift_from": dt.time(8, 30),
    "shift_until": dt.time(17, 15),
    "window_from": dt.time(9),
    "window_until": dt.time(16),
    "service_minutes": 60,
    "spacing_days": 14,
    "new_teacher_days": 30,
}


def policy_for(request: Any, pk: int, permission: Permission = PLAN) -> RoundPolicy:
    rows = RoundPolicy.objects.allowing(request.actor, permission).select_related("block", "post__center", "post__school")
    return get_object_or_404(rows, pk=pk)


def page_of_policy(policy: RoundPolicy) -> str:
    return reverse("policy_detail", args=[policy.pk])


@requires(Permission.SEE_VISITS)
def policy_list(request: Any) -> HttpResponse:
    """The terms, each with its blocks: what is planned, and what still has no plan."""
    today = clock.today()
    rows = RoundPolicy.objects.allowing(request.actor, Permission.SEE_VISITS).select_related("block", "post__center", "post__school")
    policies = list(rows.order_by("-from_on", "block__order", "pk")[:120])
    latest: dict[int, RoundPlan] = {}
    plans = RoundPlan.objects.filter(policy__in=policies).exclude(state=RoundPlan.State.DISCARDED)
    for plan in plans.defer("figures").order_by("made_at"):
        latest[plan.policy_id] = plan
    own = set(RoundPolicy.objects.allowing(request.actor, PLAN).filter(until_on__gt=today).values_list("pk", flat=True))
    found = [
        {
            "policy": policy,
            "plan": latest.get(policy.pk),
            "is_now": policy.from_on <= today <= policy.until_on,
            "is_next": policy.pk in own and policy.pk not in latest,
        }
        for policy in policies
    ]
    # The one that comes first; who plans many blocks chooses in the list.
    missing = [row["policy"] for row in found if row["is_next"]]
    following = missing[0] if len(missing) == 1 else None
    facts = {"rows": found, "may_plan": may(request.actor, PLAN), "on": today, "following": following}
    return render(request, "rounds/policy_list.html", facts)


@requires(PLAN)
def policy_new(request: Any) -> HttpResponse:
    posts = _posts(request)
    form = NewPolicyForm(request.POST or None, posts=posts, initial=USUAL | _next_term(request))
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _made(request, form))
        if gone:
            return gone
    return render(request, "rounds/policy_form.html", {"form": form, "back": reverse("policy_list"), "has_posts": posts.exists()})


def _posts(request: Any) -> Any:
    """Posts of instructors who have a block."""
    posts = Post.objects.allowing(request.actor, PLAN).standing(clock.today())
    return posts.filter(kind=Post.Kind.INSTRUCTOR, center__block__isnull=False).select_related("center", "school")


def _next_term(request: Any) -> dict[str, Any]:
    """The first coming term for which the actor has no policy yet, and the rules of the last one."""
    rows = RoundPolicy.objects.allowing(request.actor, PLAN).order_by("from_on")
    taken = {policy.from_on for policy in rows}
    terms = coming_terms(clock.today())
    term = next((term for term in terms if term.start not in taken), terms[0])
    last = rows.last()
    rules = {name: getattr(last, name) for name in USUAL} if last else {}
    return rules | {"name": term_name(term), "from_on": term.start, "until_on": term.end, "post": request.actor.post_id}


def _made(request: Any, form: NewPolicyForm) -> str:
    policy = actions.make_policy(by=request.actor, **form.cleaned_data)
    messages.success(request, _("方針をつくりました。つぎは「計画を立てる」です。"))
    return page_of_policy(policy)


@requires(Permission.SEE_VISITS)
def policy_detail(request: Any, pk: int) -> HttpResponse:
    policy = policy_for(request, pk, Permission.SEE_VISITS)
    schools = list(
        School.objects.in_programme().filter(block=policy.block_id).defer("search_text", "search_grams").order_by("kind", "code")
    )
    special = {row.school_id: row for row in policy.schools.all()}
    own = set(VisitingHours.objects.filter(school__in=schools).values_list("school", flat=True))
    rows = [{"school": school, "special": special.get(school.pk), "has_hours": school.pk in own} for school in schools]
    is_mine = RoundPolicy.objects.allowing(request.actor, PLAN).filter(pk=pk).exists()
    facts = {
        "policy": policy,
        "weekdays": "・".join("月火水木金"[day] for day in policy.weekdays),
        "rows": rows,
        "plans": policy.plans.exclude(state=RoundPlan.State.DISCARDED).defer("figures")[:10],
        "has_visits": Visit.objects.filter(policy=policy, state__in=Visit.OPEN).exists(),
        "may_plan": is_mine,
        "is_over": policy.until_on <= clock.today(),
        "history": [_said(entry) for entry in history_of(policy)[:10]],
    }
    return render(request, "rounds/policy_detail.html", facts)


def _said(entry: Any) -> dict[str, Any]:
    words = {
        "made": _("方針をつくりました"),
        "changed": _("方針を変えました"),
        "copied": _("前の方針を写しました"),
        "schools_set": _("学校ごとの回数を決めました"),
    }
    return {"at": entry.at, "text": words.get(entry.verb, entry.verb), "who": entry.actor_label}


@requires(PLAN)
def policy_edit(request: Any, pk: int) -> HttpResponse:
    policy = policy_for(request, pk)
    form = PolicyForm(request.POST or None, initial={name: getattr(policy, name) for name in PolicyForm.base_fields})
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _changed(request, policy, form))
        if gone:
            return gone
    facts = {"form": form, "policy": policy, "back": page_of_policy(policy), "has_posts": True}
    return render(request, "rounds/policy_form.html", facts)


def _changed(request: Any, policy: RoundPolicy, form: PolicyForm) -> str:
    actions.change_policy(policy, by=request.actor, **form.cleaned_data)
    messages.success(request, _("方針を変えました。いまの訪問はそのままです。計画しなおすと、新しい方針が効きます。"))
    return page_of_policy(policy)


@requires(PLAN)
def policy_remove(request: Any, pk: int) -> HttpResponse:
    policy = policy_for(request, pk)
    return confirm(
        request,
        yes(request),
        lambda: _removed(request, policy),
        title=_("方針を消す"),
        verb=_("消す"),
        sentence=_("「%(name)s」（%(block)s）を、計画の案といっしょに消します。訪問をつくったあとの方針は消せません。")
        % {"name": policy.name, "block": policy.block},
        up=policy.name,
        back=page_of_policy(policy),
        is_undoable=False,
        is_grave=True,
    )


def _removed(request: Any, policy: RoundPolicy) -> str:
    actions.remove_policy(policy, by=request.actor)
    messages.success(request, _("方針を消しました。"))
    return reverse("policy_list")


@requires(PLAN)
def policies_copy(request: Any) -> HttpResponse:
    """The newest policy of each block that the actor plans, to another term."""
    newest: dict[int, RoundPolicy] = {}
    for policy in RoundPolicy.objects.allowing(request.actor, PLAN).select_related("block").order_by("from_on"):
        newest[policy.block_id] = policy
    if not newest:
        messages.info(request, _("写せる方針が、まだありません。はじめの方針をつくってください。"))
        return redirect("policy_new")
    policies, form = list(newest.values()), CopyForm(request.POST or None, today=clock.today(), initial=_following())
    n = len(policies)
    return confirm(
        request,
        form,
        lambda: _copied(request, policies, form),
        title=_("前の方針を写す"),
        verb=_("写す"),
        sentence=ngettext(
            "%(n)s地区のいちばん新しい方針を、選んだ学期に写します。", "%(n)s地区のいちばん新しい方針を、選んだ学期に写します。", n
        )
        % {"n": n},
        details=[f"{policy.block} {policy.name}" for policy in policies],
        up=_("巡回"),
        back=reverse("policy_list"),
        is_undoable=True,
    )


def _following() -> dict[str, str]:
    following = term_of(term_of(clock.today()).end + dt.timedelta(days=1))
    return {"term": f"{following.start}"}


def _copied(request: Any, policies: list[RoundPolicy], form: CopyForm) -> str:
    term = form.chosen()
    made = actions.copy_policies(policies=policies, name=term_name(term), from_on=term.start, until_on=term.end, by=request.actor)
    messages.success(request, ngettext("方針を%(n)s件写しました。", "方針を%(n)s件写しました。", len(made)) % {"n": len(made)})
    return page_of_policy(made[0]) if len(made) == 1 else reverse("policy_list")


@requires(PLAN)
def policy_schools(request: Any, pk: int) -> HttpResponse:
    """What differs for single schools, in one table."""
    policy = policy_for(request, pk)
    schools = list(
        School.objects.in_programme().filter(block=policy.block_id).defer("search_text", "search_grams").order_by("kind", "code")
    )
    form = SchoolsForm(request.POST if request.method == "POST" else None, policy=policy, schools=schools)
    if request.method == "POST" and form.is_valid():
        gone = attempt(request, form, lambda: _schools_set(request, policy, form))
        if gone:
            return gone
    return render(request, "rounds/policy_schools.html", {"form": form, "policy": policy, "back": page_of_policy(policy)})


def _schools_set(request: Any, policy: RoundPolicy, form: SchoolsForm) -> str:
    actions.set_school_visits(policy, rows=form.specials(), by=request.actor)
    messages.success(request, _("学校ごとの回数を決めました。"))
    return page_of_policy(policy)
