"""The one municipality of this installation."""

from typing import Any

from django.utils.translation import gettext as _

from yuinowa.access.matrix import Permission
from yuinowa.core.actions import Actor, action
from yuinowa.core.errors import Refused
from yuinowa.core.history import remember
from yuinowa.organisations.importing.places import PREFECTURES
from yuinowa.organisations.models import Municipality


@action(Permission.CHANGE_SETTINGS)
def found_municipality(*, code: str, name: str, kana: str, by: Actor, **settings: Any) -> Municipality:
    """Begin an installation: ``code`` is the six-digit 全国地方公共団体コード; the prefecture follows from it."""
    if Municipality.objects.exists():
        raise Refused("already_founded", _("この設置には、すでに市町村が登録されています。"))
    if not is_municipality_code(code):
        raise Refused("bad_code", _("全国地方公共団体コード（6桁）が正しくありません。検査数字を含めて確かめてください。"))
    settings.setdefault("prefecture", PREFECTURES[int(code[:2]) - 1] if 1 <= int(code[:2]) <= 47 else "")
    return Municipality.objects.create(code=code, name=name, kana=kana, **settings)


def is_municipality_code(code: str) -> bool:
    """Six digits of which the last is the check digit (総務省, 全国地方公共団体コード仕様): weights 6 to 2, modulo 11."""
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(code[:5], (6, 5, 4, 3, 2), strict=True))
    return int(code[5]) == (11 - total % 11) % 10


@action(Permission.CHANGE_SETTINGS)
def change_settings(municipality: Municipality, *, by: Actor, **decided: Any) -> Municipality:
    """Write what the municipality decided; ``decided`` are fields of the row."""
    changed = [name for name, value in decided.items() if getattr(municipality, name) != value]
    for name in changed:
        setattr(municipality, name, decided[name])
    if changed:
        municipality.save(update_fields=changed)
        remember(municipality, "changed", by=by, fields=changed)
    return municipality
