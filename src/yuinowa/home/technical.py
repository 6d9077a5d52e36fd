"""How the system runs: mails and background work that wait or are stuck. Counts and kinds, never addresses or texts."""

from django.contrib import messages
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST
from procrastinate.contrib.django.models import ProcrastinateJob

from yuinowa.access.guards import requires
from yuinowa.access.matrix import Permission
from yuinowa.core.models import OutgoingMail
from yuinowa.core.outbox import send_again

SHOWN = 20
MAIL_STATES = {"waiting": lazy("送る前"), "sending": lazy("送っている途中"), "sent": lazy("送りました"), "failed": lazy("送れませんでした")}

JOB_STATES = {
    "todo": lazy("順番を待っています"),
    "doing": lazy("しています"),
    "failed": lazy("できませんでした"),
    "cancelled": lazy("取りやめました"),
    "aborting": lazy("止めています"),
    "aborted": lazy("止めました"),
}


@requires(Permission.SEE_TECHNICAL)
def technical(request: HttpRequest) -> HttpResponse:
    mails = OutgoingMail.objects.values("state").annotate(n=Count("pk"), since=Min("created_at")).order_by("state")
    jobs = ProcrastinateJob.objects.exclude(status="succeeded").values("status", "task_name").annotate(n=Count("pk")).order_by("status")
    failed = OutgoingMail.objects.filter(state="failed").order_by("-created_at")
    return render(
        request,
        "home/technical.html",
        {
            "mails": [{**row, "label": MAIL_STATES[row["state"]]} for row in mails],
            "jobs": [{**row, "label": JOB_STATES.get(row["status"], row["status"])} for row in jobs],
            "failed": failed.only("kind", "created_at", "attempts", "last_error")[:SHOWN],
        },
    )


@requires(Permission.SEE_TECHNICAL)
@require_POST
def mails_again(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("%(n)d通を、もう一度送ります。") % {"n": send_again(by=request.actor)})
    return redirect("technical")
