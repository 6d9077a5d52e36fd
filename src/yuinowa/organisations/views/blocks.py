"""Blocks, their schools and their 公民館."""

from django.contrib import messages
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yuinowa.access.guards import may, requires
from yuinowa.access.matrix import Permission
from yuinowa.core.consequences import foretell
from yuinowa.organisations import actions
from yuinowa.organisations.forms import AssignForm, BlockForm, CenterForm, CenterPlaceForm, carried_out
from yuinowa.organisations.models import Block, CommunityCenter, School

MANAGE = Permission.MANAGE_ORGANISATIONS


@requires(Permission.SEE_SCHOOLS)
def block_list(request: HttpRequest) -> HttpResponse:
    centers = CommunityCenter.objects.filter(closed_on=None).select_related("site")
    blocks = Block.objects.allowing(request.actor, Permission.SEE_SCHOOLS).prefetch_related(Prefetch("centers", centers))
    open_schools = Q(schools__closed_on=None, schools__is_in_programme=True)
    return render(
        request,
        "organisations/block_list.html",
        {
            "blocks": blocks.annotate(
                elementary=Count("schools", filter=open_schools & Q(schools__kind="B1")),
                others=Count("schools", filter=open_schools & ~Q(schools__kind="B1")),
            ),
            "loose_centers": centers.filter(block=None),
            "loose_schools": School.objects.in_programme().filter(block=None).count(),
            "may_manage": may(request.actor, MANAGE),
        },
    )


@requires(MANAGE)
def block_new(request: HttpRequest) -> HttpResponse:
    form = BlockForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, lambda: actions.create_block(by=request.actor, **form.cleaned_data))
    ):
        messages.success(request, _("「%(name)s」ブロックを作りました。") % form.cleaned_data)
        return redirect("block_list")
    return _form(request, form, _("ブロックを作る"), _("作る"))


@requires(MANAGE)
def block_edit(request: HttpRequest, pk: int) -> HttpResponse:
    block = get_object_or_404(Block.objects.allowing(request.actor, MANAGE), pk=pk)
    form = BlockForm(request.POST or None, initial={"name": block.name, "kana": block.kana})
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, lambda: actions.rename_block(block, by=request.actor, **form.cleaned_data))
    ):
        return redirect("block_list")
    return _form(request, form, _("ブロックの名前を直す"), _("直す"))


@requires(MANAGE)
def block_remove(request: HttpRequest, pk: int) -> HttpResponse:
    block = get_object_or_404(Block.objects.allowing(request.actor, MANAGE), pk=pk)
    if request.method == "POST":
        actions.remove_block(block, by=request.actor)
        messages.success(request, _("「%(name)s」ブロックを消しました。") % {"name": block.name})
        return redirect("block_list")
    decision = {
        "title": _("ブロックを消す"),
        "sentence": _("「%(name)s」ブロックを消します。学校や公民館が残っている間は消せません。") % {"name": block.name},
        "mails": 0,
        "is_undoable": False,
        "is_grave": True,
        "verb": _("消す"),
        "back": reverse("block_list"),
        "up": _("ブロックと公民館"),
    }
    return render(request, "ui/confirm.html", {"confirm": decision})


@requires(MANAGE)
def block_assign(request: HttpRequest) -> HttpResponse:
    """Tick schools, choose the block, read what will happen, then do it."""
    schools = School.objects.allowing(request.actor, MANAGE).open().select_related("block", "site")
    words = request.GET.get("q", "").replace("\x00", "").strip()
    if words:
        schools = schools.filter(Q(name__icontains=words) | Q(site__address__icontains=words))
    form = AssignForm(request.POST or None, schools=schools)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("confirmed"):
            return _assign(request, form)
        return _what_will_happen(request, form)
    listed = schools.order_by("block__order", "kind", "code")
    page = {"form": form, "schools": listed, "ticked": request.POST.getlist("schools"), "words": words}
    return render(request, "organisations/block_assign.html", page)


@requires(MANAGE)
def center_new(request: HttpRequest) -> HttpResponse:
    form = CenterForm(request.POST or None, initial={"block": request.GET.get("block", "")})
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, lambda: actions.create_center(by=request.actor, **form.cleaned_data))
    ):
        messages.success(request, _("%(name)sを加えました。") % form.cleaned_data)
        return redirect("block_list")
    return _form(request, form, _("公民館を加える"), _("加える"))


@requires(MANAGE)
def center_assign(request: HttpRequest, pk: int) -> HttpResponse:
    center = get_object_or_404(CommunityCenter.objects.allowing(request.actor, MANAGE), pk=pk)
    form = CenterPlaceForm(request.POST or None, initial={"block": center.block_id, "is_hub": center.is_hub})
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, lambda: actions.assign_center(center, by=request.actor, **form.cleaned_data))
    ):
        messages.success(request, _("%(center)sのブロックを決めました。") % {"center": center.name})
        return redirect("block_list")
    return _form(request, form, _("%(center)sのブロックを決める") % {"center": center.name}, _("決める"))


def _assign(request: HttpRequest, form: AssignForm) -> HttpResponse:
    moved = actions.assign_schools(schools=list(form.cleaned_data["schools"]), block=form.cleaned_data["block"], by=request.actor)
    messages.success(request, ngettext("%(n)s校のブロックを変えました。", "%(n)s校のブロックを変えました。", moved) % {"n": moved})
    return redirect("block_list")


def _what_will_happen(request: HttpRequest, form: AssignForm) -> HttpResponse:
    block, schools = form.cleaned_data["block"], list(form.cleaned_data["schools"])
    moving = [school for school in schools if school.block_id != (block.pk if block else None)]
    foretold = foretell("schools_changed_block", moving, block=block)
    decision = {
        "title": _("ブロックを変える"),
        "sentence": _("%(n)s校を%(block)sに移します。担当の指導員と公民館が変わります。")
        % {"n": len(moving), "block": _("「%(name)s」ブロック") % {"name": block.name} if block else _("どのブロックにも入らない学校")},
        "details": [
            *(f"{school.short_name}：{school.block or _('なし')} → {block or _('なし')}" for school in moving),
            *(thing.sentence for thing in foretold),
        ],
        "mails": sum(thing.mails for thing in foretold),
        "is_undoable": True,
        "verb": _("移す"),
        "back": reverse("block_assign"),
        "up": _("学校をブロックに分ける"),
        "hidden": [("confirmed", "1"), ("block", block.pk if block else ""), *(("schools", school.pk) for school in schools)],
    }
    return render(request, "ui/confirm.html", {"confirm": decision})


def _form(request: HttpRequest, form: BlockForm | CenterForm | CenterPlaceForm, title: str, verb: str) -> HttpResponse:
    return render(request, "organisations/block_form.html", {"form": form, "title": title, "verb": verb})
