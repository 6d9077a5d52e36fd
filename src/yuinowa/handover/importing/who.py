"""Who comes: somebody known, or somebody new. A mistaken name of an existing account is caught here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import jaconv
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from yuinowa.handover.importing.template import KANA, MAIL, NAME, TELEPHONE
from yuinowa.organisations.importing import cells
from yuinowa.organisations.importing.tables import Record, squeeze
from yuinowa.people.models import Appointment, Person

LONGEST = 80


class Wrong(Exception):
    def __init__(self, column: str, reason: Any, fix: Any) -> None:
        self.column, self.reason, self.fix = column, reason, fix


@dataclass(frozen=True)
class Coming:
    """``person`` is set where they are known already."""

    name: str
    kana: str
    email: str
    telephone: str
    person: Person | None = None
    note: Any = ""

    @property
    def key(self) -> Any:
        return self.person.pk if self.person else (self.email.lower() or (tight(self.name), tight(self.kana)))

    def is_same(self, person: Person) -> bool:
        return self.person.pk == person.pk if self.person else tight(self.name) == tight(person.name)


def tight(name: str) -> str:
    """Names compared without spaces, readings in one kana."""
    return jaconv.kata2hira(squeeze(name))


class Directory:
    """The known people by address and by name, read once."""

    def __init__(self, held: Iterable[Appointment]) -> None:
        self.by_mail: dict[str, Person] = {}
        for person in Person.objects.living().exclude(email="").select_related("user").order_by("-pk"):
            self.by_mail[person.email.lower()] = person
            if account := getattr(person, "user", None):
                self.by_mail.setdefault(account.email.lower(), person)
        self.by_name: dict[tuple[str, str], list[Person]] = defaultdict(list)
        for person in {row.person_id: row.person for row in held}.values():
            self.by_name[tight(person.name), tight(person.kana)].append(person)

    def coming(self, record: Record) -> Coming | None:
        """Raises Wrong where what is written cannot be a person, or is somebody else's."""
        name, kana, email = cells.name(record[NAME]), cells.name(record[KANA]), _email(record[MAIL])
        telephone = squeeze(record[TELEPHONE])[:20]
        if not (name or kana or email):
            return None
        return self.named(name, kana, email, telephone)

    def named(self, name: str, kana: str, email: str, telephone: str = "") -> Coming:
        for column, text in ((NAME, name), (KANA, kana)):
            if not text:
                raise Wrong(column, _("空です。"), _("後任の氏名とふりがなを、両方入れてください。"))
            if len(text) > LONGEST:
                raise Wrong(column, _("80文字を超えています。"), _("短くしてください。"))
        if known := self.by_mail.get(email.lower()) if email else None:
            return _known(known, name, kana, email, telephone)
        return self._by_name(name, kana, email, telephone)

    def _by_name(self, name: str, kana: str, email: str, telephone: str) -> Coming:
        alike = self.by_name.get((tight(name), tight(kana)), [])
        if email:
            note = _("いま職についている人に同じ名前の人がいます。メールがちがうので、別の人として登録します。") if alike else ""
            return Coming(name, kana, email, telephone, note=note)
        if len(alike) > 1:
            raise Wrong(
                NAME, _("同じ名前の人が%(n)s人います。") % {"n": len(alike)}, _("どの人か分かるように、いまのメールを入れてください。")
            )
        if alike:
            return Coming(name, kana, alike[0].email, telephone, person=alike[0])
        return Coming(name, kana, "", telephone, note=_("メールがないので、招待は送られません。"))


def _known(known: Person, name: str, kana: str, email: str, telephone: str) -> Coming:
    if tight(known.kana) != tight(kana) and tight(known.name) != tight(name):
        reason = _("%(email)s は、%(name)sさんのアドレスとして登録されています。") % {"email": email, "name": known.name}
        raise Wrong(MAIL, reason, _("名前とメールの組み合わせを確かめてください。"))
    return Coming(known.name, known.kana, email, telephone, person=known)


def _email(text: str) -> str:
    text = squeeze(text)
    try:
        if text:
            validate_email(text)
    except ValidationError as error:
        raise Wrong(MAIL, _("「%s」はメールアドレスの形ではありません。") % text, _("例：hanako@example.jp")) from error
    return text
