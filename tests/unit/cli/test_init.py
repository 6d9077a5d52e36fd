"""The first command of a real city."""

import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from yuinowa.core.models import OutgoingMail
from yuinowa.organisations.actions.municipality import is_municipality_code
from yuinowa.organisations.models import Municipality
from yuinowa.people.models import Post, User

ANSWERS = {
    "code": "072044",
    "name": "結野市",
    "kana": "ゆいのし",
    "admin_name": "市川 望",
    "admin_kana": "いちかわ のぞみ",
    "admin_email": "nozomi@city.example.jp",
}


@pytest.fixture
def printed(db, capsys) -> str:
    call_command("init", **ANSWERS)
    return str(capsys.readouterr().out)


def test_init_sets_up_the_municipality_and_its_first_post(printed):
    city = Municipality.objects.get()
    assert (city.code, city.name, city.kana, city.prefecture, city.section_name) == ("072044", "結野市", "ゆいのし", "福島県", "生涯学習課")
    assert list(Post.objects.values_list("kind", "appointments__person__name")) == [(Post.Kind.SECTION_STAFF, "市川 望")]
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == ["nozomi@city.example.jp"]


def test_the_printed_link_opens_an_account(printed, client):
    path = re.search(r"http://[^/\s]+(/\S+)", printed).group(1)
    assert client.get(path).status_code == 200
    assert not User.objects.exists()
    client.post(path, {"password": "ひみつの合言葉を長くする", "again": "ひみつの合言葉を長くする"})
    assert User.objects.get().email == "nozomi@city.example.jp"


def test_a_second_init_is_refused_and_changes_nothing(printed):
    with pytest.raises(CommandError, match="すでに"):
        call_command("init", **ANSWERS | {"name": "別の市"})
    assert list(Municipality.objects.values_list("name", flat=True)) == ["結野市"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"code": "072045"}, "コード"), ({"code": "7204"}, "コード"), ({"admin_email": "nozomi"}, "メール"), ({"name": None}, "--name")],
)
def test_a_wrong_answer_sets_nothing_up(wrong, said):
    with pytest.raises(CommandError, match=said):
        call_command("init", **ANSWERS | wrong)
    assert not Municipality.objects.exists()
    assert not Post.objects.exists()


@pytest.mark.parametrize(("code", "valid"), [("072044", True), ("372013", True), ("131016", True), ("072043", False), ("٠72044", False)])
def test_municipality_codes_have_a_check_digit(code, valid):
    assert is_municipality_code(code) is valid
