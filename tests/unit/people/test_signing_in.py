"""The pages of an account speak the words of this house."""

import re

from django.test import Client

from tests.cast import Cast


def labels(page: str) -> list[str]:
    """The words of every label, without what says whether the field is wanted."""
    found = re.findall(r"<label[^>]*>(.*?)</label>", page, re.DOTALL)
    return [re.sub(r"<[^>]+>|\s+|必須|なくてもよい", "", label) for label in found]


def test_signing_in(db: None, client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert [label for label in labels(page) if label][-3:] == ["メールアドレス", "パスワード", "このままサインインしておく"]
    assert "placeholder" not in page.split("<main")[1]
    assert '<span aria-current="page">サインイン</span>' in page


def test_a_passkey_and_an_app(cast: Cast, client: Client) -> None:
    user = cast.users["teacher"]
    # Nothing to ask again, so the pages open at once.
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    passkey = client.get("/accounts/2fa/webauthn/add/").content.decode()
    assert [label for label in labels(passkey) if label][-2:] == ["パスキーの名前", "このパスキーだけでサインインする"]
    app = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert "アプリに出ている6けたの番号" in labels(app)
