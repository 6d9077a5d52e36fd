"""``yuinowa init``: the municipality, the first post of the section in charge, and the invitation of who holds it."""

import argparse
import sys
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from yuinowa.core import clock
from yuinowa.core.actions import system_actor
from yuinowa.core.errors import Refused
from yuinowa.organisations.actions import found_municipality
from yuinowa.people.actions import add_person, appoint, invite, open_post
from yuinowa.people.mails import SALT
from yuinowa.people.models import Invitation, Post

# Option, question, default.
QUESTIONS = (
    ("code", "全国地方公共団体コード（6桁） / municipality code (6 digits)", ""),
    ("name", "市町村名 / name of the municipality", ""),
    ("kana", "市町村名のかな / its reading", ""),
    ("section", "担当課 / section in charge", "生涯学習課"),
    ("telephone", "担当課の電話 / telephone of the section", ""),
    ("admin-name", "最初の管理者の氏名 / name of the first administrator", ""),
    ("admin-kana", "最初の管理者のかな / reading of that name", ""),
    ("admin-email", "最初の管理者のメール / e-mail of the first administrator", ""),
)
OPTIONAL = {"telephone"}


class Command(BaseCommand):
    help = "空の設置に市町村と最初の管理者を登録します。 / Sets up the municipality and its first administrator."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        for option, question, _default in QUESTIONS:
            parser.add_argument(f"--{option}", help=question)

    def handle(self, *args: Any, **options: Any) -> None:
        answers = {option: self._answer(option, question, default, options) for option, question, default in QUESTIONS}
        check_email(answers["admin-email"])
        try:
            invitation = found(answers)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        path = reverse("invitation_accept", args=[signing.dumps(invitation.pk, salt=SALT)])
        self.stdout.write(f"\n{answers['name']}を登録しました。次のリンクを開いて、パスワードを決めてください。")
        self.stdout.write(f"Open this link and choose a password (valid until {invitation.expires_on}):\n")
        self.stdout.write(f"  {settings.BASE_URL}{path}\n\n")

    def _answer(self, option: str, question: str, default: str, options: dict[str, Any]) -> str:
        given = options[option.replace("-", "_")]
        if given is None and (default or option in OPTIONAL) and not sys.stdin.isatty():
            return default
        if given is None and not sys.stdin.isatty():
            raise CommandError(f"--{option} がありません / is missing: {question}")
        while not given:
            given = input(f"{question}{f' [{default}]' if default else ''}: ").strip() or default
            if option in OPTIONAL:
                break
        return str(given).strip()


def check_email(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise CommandError(f"メールアドレスの形ではありません / not an e-mail address: {address}") from error


@transaction.atomic
def found(answers: dict[str, str]) -> Invitation:
    by = system_actor("init")
    found_municipality(
        code=answers["code"],
        name=answers["name"],
        kana=answers["kana"],
        section_name=answers["section"],
        telephone=answers["telephone"],
        email=answers["admin-email"],
        by=by,
    )
    post = open_post(kind=Post.Kind.SECTION_STAFF, by=by)
    person = add_person(name=answers["admin-name"], kana=answers["admin-kana"], email=answers["admin-email"], by=by)
    return invite(appoint(post, person=person, from_on=clock.today(), by=by), by=by)
