"""Why somebody is a candidate, in a sentence."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yuinowa.engine.matching.model import Reason
from yuinowa.engine.matching.words import SENTENCES, sentence


def why(reasons: Sequence[Any]) -> str:
    """The first reason that can be worded; "" where the candidate was chosen by hand."""
    for reason in reasons:
        code, values = reason.get("code", ""), reason.get("values", {})
        if code == "ranked":
            return _ranked(values)
        if code in SENTENCES["ja"]:
            return sentence(Reason(code, values), "en" if get_language() == "en" else "ja")
    return ""


def _ranked(values: dict[str, Any]) -> str:
    known = _("この学校をよく知る方。") if values.get("known") else ""
    return known + _("学校から%(km)s km、今期%(load)s回。") % {"km": values.get("km", "?"), "load": values.get("load", 0)}
