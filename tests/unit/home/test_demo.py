"""Demo mode: sign in as anybody, read every mail; neither exists outside it."""

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client, override_settings

from tests.cast import MOMENT, Cast
from yuinowa.core.models import OutgoingMail
from yuinowa.home.personas import PERSONAS, cast_now

pytestmark = pytest.mark.django_db
in_demo = pytest.mark.urls("tests.demo_urls")


@pytest.fixture
def mail(cast: Cast) -> OutgoingMail:
    return OutgoingMail.objects.create(
        key="demo:1",
        message_id="<1@example.jp>",
        kind="asked",
        to="seamstress@mail.example.jp",
        subject="ミシンのお願い",
        text="ご返事は https://127.0.0.1/offers/abc/ から。\n<b>太字</b>ではありません。",
        not_before=MOMENT,
        created_at=MOMENT,
    )


@in_demo
def test_the_page_offers_every_role_that_somebody_can_play(cast: Cast, client: Client) -> None:
    played = {persona.code for persona, _part in cast_now()}
    assert played == {persona.code for persona in PERSONAS} - {"workplace"}
    page = client.get("/demo/").content.decode()
    assert all(f"/demo/{code}/become/" in page for code in [*played, "public"])
    assert "/demo/workplace/become/" not in page


@in_demo
@pytest.mark.parametrize(
    ("code", "part"), [("coordinator", "coordinator"), ("vice_principal", "vice_principal"), ("section_staff", "section")]
)
def test_one_click_signs_in_at_the_post(cast: Cast, client: Client, code: str, part: str) -> None:
    response = client.post(f"/demo/{code}/become/")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(cast.users[part].pk)
    assert client.session["post_id"] == cast.posts[part].pk


@in_demo
def test_a_talent_acts_for_nobody_else(cast: Cast, client: Client) -> None:
    client.post("/demo/talent/become/")
    assert client.session["_auth_user_id"] == str(cast.users["seamstress"].pk)
    assert client.session["post_id"] == 0


@in_demo
def test_the_public_is_signed_out(cast: Cast, client: Client) -> None:
    client.force_login(cast.users["teacher"])
    client.post("/demo/public/become/")
    assert "_auth_user_id" not in client.session


@in_demo
@pytest.mark.parametrize("code", ["workplace", "mayor"])
def test_nobody_plays_that(cast: Cast, client: Client, code: str) -> None:
    assert client.post(f"/demo/{code}/become/").status_code == 404


@in_demo
def test_opening_an_address_signs_nobody_in(cast: Cast, client: Client) -> None:
    assert client.get("/demo/coordinator/become/").status_code == 405
    assert "_auth_user_id" not in client.session


@in_demo
def test_mails_are_listed_and_found_by_address(mail: OutgoingMail, client: Client) -> None:
    assert mail.subject in client.get("/demo/mails/").content.decode()
    assert mail.subject in client.get("/demo/mails/?to=SEAM").content.decode()
    assert mail.subject not in client.get("/demo/mails/?to=gardener").content.decode()


@in_demo
def test_a_mail_says_in_words_how_it_stands(mail: OutgoingMail, client: Client) -> None:
    page = client.get(f"/demo/mails/{mail.pk}/").content.decode()
    assert "送る前" in page
    assert "Waiting" not in page


@in_demo
def test_links_of_a_mail_can_be_clicked_and_nothing_else_is_markup(mail: OutgoingMail, client: Client) -> None:
    page = client.get(f"/demo/mails/{mail.pk}/").content.decode()
    assert '<a href="https://127.0.0.1/offers/abc/"' in page
    assert "<b>太字</b>" not in page


@pytest.mark.parametrize("address", ["/demo/", "/demo/mails/", "/demo/coordinator/become/"])
def test_the_addresses_do_not_exist_outside_demo_mode(cast: Cast, client: Client, address: str) -> None:
    assert settings.DEMO is False
    assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    "production",
    [{"IS_HTTPS": True}, {"ALLOWED_HOSTS": ["yui.city.example.jp"]}, {"ALLOWED_HOSTS": ["*"]}],
)
def test_a_check_refuses_demo_mode_in_production(production: dict[str, object]) -> None:
    with override_settings(DEMO=True, ALLOWED_HOSTS=["127.0.0.1"]):
        assert [error.id for error in run_checks(tags=["security"])] == []
        with override_settings(**production):
            assert [error.id for error in run_checks(tags=["security"])] == ["yuinowa.E001"]
