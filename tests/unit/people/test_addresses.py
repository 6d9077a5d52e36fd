"""An account signs in with the present address of its person."""

from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from yuinowa.core.models import OutgoingMail
from yuinowa.people import actions
from yuinowa.people.models import Person, User

NEW = "Akiko.Y@city.example.jp"


def test_staff_sign_in_with_their_new_address(cast: Cast, client: Client):
    teacher = cast.persons["teacher"]
    user = cast.users["teacher"]
    user.set_password("mizu-to-hikari-no-machi")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    actions.change_person(teacher, email=NEW, by=cast.actor("section"))

    def signs_in(address: str) -> bool:
        answer = Client().post(reverse("account_login"), {"login": address, "password": "mizu-to-hikari-no-machi"})
        return answer.status_code == 302

    assert (signs_in(NEW), signs_in("akiko.y@city.example.jp"), signs_in("teacher@city.example.jp")) == (True, True, False)
    mail = OutgoingMail.objects.get(kind="sign_in_moved")
    assert (mail.to, "𠮷田 明子 様" in mail.text, NEW.lower() in mail.text.lower()) == ("teacher@city.example.jp", True, False)


def test_an_address_of_somebody_else_is_refused_beside_its_field(cast: Cast, client: Client):
    client.force_login(cast.users["section"])
    person = cast.persons["teacher"]
    typed = {"name": person.name, "kana": person.kana, "email": "Principal@city.example.jp", "telephone": "0999-00-1111"}
    page = client.post(reverse("person_edit", args=[person.pk]), typed)
    assert "別の方がサインインに使っています" in page.context["form"].errors["email"][0]
    person.refresh_from_db()
    assert (person.email, person.telephone, User.objects.get(person=person).email) == (
        "teacher@city.example.jp",
        cast.persons["teacher"].telephone,
        "teacher@city.example.jp",
    )
    assert not OutgoingMail.objects.exists()


def test_what_changes_no_address_moves_nothing(cast: Cast):
    teacher, section = cast.persons["teacher"], cast.actor("section")
    actions.change_person(teacher, telephone="0999-00-1111", by=section)
    actions.change_person(Person.objects.get(pk=teacher.pk), email="TEACHER@city.example.jp", by=section)
    actions.change_person(Person.objects.get(pk=teacher.pk), email="", by=section)
    assert User.objects.get(person=teacher).email == "teacher@city.example.jp"
    assert not OutgoingMail.objects.exists()


def test_nobody_without_an_account_gets_one(cast: Cast):
    gardener = cast.persons["gardener"]
    actions.change_person(gardener, email="teacher@city.example.jp", by=cast.actor("section"))
    assert not User.objects.filter(person=gardener).exists()
