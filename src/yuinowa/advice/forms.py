"""The forms and filters of this room: they parse, the actions decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from yuinowa.advice.actions import Promised
from yuinowa.advice.actions.writing import LONGEST
from yuinowa.advice.files import ACCEPTED, HELP, MAX_PICTURE_BYTES, MOST_FILES, Sent, clean_name
from yuinowa.advice.models import Consultation, Knowledge, Topic
from yuinowa.organisations.models import Block
from yuinowa.people.models import Post
from yuinowa.promises.forms import DateInput, PostField
from yuinowa.ui.fields import NamedChoiceField
from yuinowa.ui.templatetags.dates import fiscal_year as year_name

STATES = [("", _("終わっていないもの")), *Consultation.State.choices, ("every", _("すべて"))]


class FilesInput(forms.FileInput):
    """Several files at once; on a telephone also the camera."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True, "accept": ACCEPTED})


class FilesField(forms.FileField):
    """Gives a list of ``Sent``. What is far too big or too many is not even read; all else the action judges."""

    widget = FilesInput

    def __init__(self) -> None:
        super().__init__(label=_("添付"), required=False, allow_empty_file=True, help_text=HELP)

    def clean(self, data: Any, initial: Any = None) -> list[Sent]:
        files: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_now("ファイルは一度に%(n)sつまでです。分けて送ってください。") % {"n": MOST_FILES})
        if big := [file for file in files if file.size > MAX_PICTURE_BYTES]:
            raise forms.ValidationError(_now("「%(name)s」は大きすぎます。") % {"name": clean_name(big[0].name)})
        return [Sent(file.name, file.read()) for file in files]


def _text(label: Any, rows: int, help_text: Any = "", *, required: bool = True, longest: int = LONGEST) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


class AskForm(forms.Form):
    """A question. Who stands in for a vacant 事業担当教員 says for which post."""

    asked_by = PostField(Post.objects.none(), label=_("相談する職"), empty_label=None)
    subject = forms.CharField(label=_("件名"), max_length=100, help_text=_("例：ミシンの補助に来てくれる人が見つからない"))
    topic = forms.ChoiceField(label=_("種類"), choices=Topic.choices, initial=Topic.PEOPLE)
    text = _text(
        _("相談したいこと"), 6, _("いつ、どの学年で、何に困っているかを書くと、早く答えられます。子どもの名前は書かないでください。")
    )
    attachments = FilesField()
    is_shared = forms.BooleanField(label=_("受け持ちの社会教育指導員・公民館にも見せる"), required=False)

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_by"].queryset = posts  # type: ignore[attr-defined]
        if posts.count() < 2:
            del self.fields["asked_by"]
        if not posts.filter(school__isnull=False).exists():
            # At a 公民館 there is nobody else to show it to.
            self.fields["is_shared"].label = _("同じ地区の社会教育指導員・公民館にも見せる")


class FollowForm(forms.Form):
    text = _text(_("つづけて書く"), 4)
    attachments = FilesField()


class AnswerForm(forms.Form):
    """An answer, and what is promised in it."""

    text = _text(_("答え"), 6, _("相談した職の担当者に、メールでも届きます。"))
    attachments = FilesField()
    promise = forms.CharField(
        label=_("約束すること"), max_length=300, required=False, help_text=_("書くと、約束の一覧にも入ります。例：名簿を届ける")
    )
    keeper = forms.ChoiceField(
        label=_("守る人"), choices=[("us", _("わたし")), ("them", _("相談した職"))], initial="us", widget=forms.RadioSelect
    )
    due_on = forms.DateField(label=_("約束の期限"), required=False, widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].required = False

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = self.cleaned_data
        if typed.get("promise") and not typed.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _now("約束の期限を入れてください。"))
        if typed.get("due_on") and not typed.get("promise"):
            self.add_error("promise", _now("何を約束するかを書いてください。"))
        return typed

    def promised(self) -> Promised | None:
        typed = self.cleaned_data
        if not typed.get("promise"):
            return None
        return Promised(typed["promise"], typed["due_on"], is_askers=typed.get("keeper") == "them")


class RecordForm(forms.Form):
    """What somebody asked by telephone, at the window or on paper."""

    asked_by = PostField(Post.objects.none(), label=_("相談した職"), empty_label=_("選んでください"))
    channel = forms.ChoiceField(
        label=_("どうやって"), choices=Consultation.Channel.choices[1:], initial=Consultation.Channel.TELEPHONE, widget=forms.RadioSelect
    )
    asked_on = forms.DateField(label=_("聞いた日"), widget=DateInput())
    subject = forms.CharField(label=_("件名"), max_length=100)
    topic = forms.ChoiceField(label=_("種類"), choices=Topic.choices, initial=Topic.PEOPLE)
    text = _text(_("相談の内容"), 4)
    answered = _text(
        _("その場で答えたこと"),
        4,
        _("書くと、終わった相談として残ります。メールは行きません。あとで答えるときは空けておきます。"),
        required=False,
    )

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_by"].queryset = posts  # type: ignore[attr-defined]


class KnowledgeForm(forms.Form):
    title = forms.CharField(label=_("題名"), max_length=100)
    topic = forms.ChoiceField(label=_("種類"), choices=Topic.choices)
    question = _text(_("こんなとき"), 5, required=False)
    answer = _text(_("こうするとよい"), 8)


class PublishForm(forms.Form):
    is_checked = forms.BooleanField(label=_("読み直して、人や学校がわからないことを確かめました"), required=False)


class Filter(forms.Form):
    """Filters that are wrong are left out instead of complained about."""

    q = forms.CharField(label=_("ことば"), required=False, max_length=100)
    topic = forms.ChoiceField(label=_("種類"), required=False, choices=[("", _("すべて")), *Topic.choices])

    def typed(self, name: str) -> Any:
        return self.cleaned_data.get(name) or None

    @property
    def has_wishes(self) -> bool:
        return any(self.typed(name) for name in self.fields)


class ConsultationFilter(Filter):
    state = forms.ChoiceField(label=_("状態"), required=False, choices=STATES)
    year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    block = NamedChoiceField(Block.objects.none(), label=_("ブロック"), required=False, empty_label=_("すべて"))
    field_order = ["q", "state", "topic", "year", "block"]

    def __init__(self, data: Any, *, years: Sequence[int], blocks: Any = None) -> None:
        super().__init__(data)
        self.fields["year"].choices = [("", _("すべて")), *((year, year_name(year)) for year in years)]  # type: ignore[attr-defined]
        if blocks is None:
            del self.fields["block"]
        else:
            self.fields["block"].queryset = blocks  # type: ignore[attr-defined]
        self.is_valid()


class KnowledgeFilter(Filter):
    state = forms.ChoiceField(label=_("状態"), required=False, choices=[("", _("すべて")), *Knowledge.State.choices])

    def __init__(self, data: Any, *, may_edit: bool) -> None:
        super().__init__(data)
        if not may_edit:
            del self.fields["state"]
        self.is_valid()
