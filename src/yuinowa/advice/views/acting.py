"""What the pages of this room have in common."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator

from yuinowa.access.matrix import Permission
from yuinowa.advice.models import Consultation, Knowledge


def consultation_for(request: Any, pk: int, permission: Permission) -> Consultation:
    """The consultation with who asked, or 404 where the actor may not know of it."""
    rows = Consultation.objects.allowing(request.actor, permission).select_related(*Consultation.SEARCH_RELATED)
    return get_object_or_404(rows, pk=pk)


def page_of(consultation: Consultation) -> str:
    return reverse("consultation_detail", args=[consultation.pk])


def up_of(row: Consultation | Knowledge) -> str:
    """The step of the breadcrumbs before a question about this row."""
    return Truncator(str(row)).chars(20)
