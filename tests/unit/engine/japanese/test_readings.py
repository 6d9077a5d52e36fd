from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuinowa.engine.japanese.readings import kana_reading, render_ruby, ruby_markup, strip_ruby

MARK = "｜漢字《かんじ》"
RUBY = "<ruby>漢字<rt>かんじ</rt></ruby>"
SENTENCES = st.text(st.sampled_from("学校に行き3人11月日20分地域の方がお茶を飲む、。ミシンａ <>&｜《》一二生け花"), max_size=40)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("食べる", "｜食《た》べる"),
        ("生け花の先生", "｜生《い》け｜花《ばな》の｜先生《せんせい》"),
        ("小学校", "｜小学校《しょうがっこう》"),
        ("11月1日", "11｜月《がつ》｜1日《ついたち》"),
        ("10月20日まで", "10｜月《がつ》｜20日《はつか》まで"),
        ("3日間", "3｜日間《にちかん》"),
        ("1人と15人", "｜1人《ひとり》と15｜人《にん》"),
        ("10分と15分", "10｜分《ぷん》と15｜分《ふん》"),
        ("地域の方", "｜地域《ちいき》の｜方《かた》"),
        ("ミシン ABC", "ミシン ABC"),
        ("｜台南《だいみなみ》小", "｜台南《だいみなみ》｜小《しょう》"),
    ],
)
def test_readings_stand_over_the_kanji_only(text, marked):
    assert ruby_markup(text) == marked


def test_names_of_places_win_over_the_dictionary():
    names = {"三和": "みわ", "中央台南小": "ちゅうおうだいみなみしょう", "中央台": "ちゅうおうだい"}
    assert ruby_markup("三和と中央台南小", names) == "｜三和《みわ》と｜中央台南小《ちゅうおうだいみなみしょう》"


@given(SENTENCES)
def test_markup_never_changes_the_text_under_it(text):
    assert strip_ruby(ruby_markup(strip_ruby(text))) == strip_ruby(strip_ruby(text))


def test_a_reading_can_be_suggested():
    assert kana_reading("公民館でミシン") == "こうみんかんでみしん"


@pytest.mark.parametrize(
    ("html", "rendered"),
    [
        (f"<p>{MARK}を読む</p>", f"<p>{RUBY}を読む</p>"),
        (f'<a title="{MARK}" href="/x/">{MARK}</a>', f'<a title="漢字" href="/x/">{RUBY}</a>'),
        (f"<a title='a > {MARK}'>x</a>", "<a title='a > 漢字'>x</a>"),
        (f"<title>{MARK}</title>", "<title>漢字</title>"),
        (f"<option value=1>{MARK}</option><b>{MARK}</b>", f"<option value=1>漢字</option><b>{RUBY}</b>"),
        (f"<textarea>{MARK}<b></textarea>{MARK}", f"<textarea>漢字<b></textarea>{RUBY}"),
        (f'<script type="application/json">["<p>{MARK}"]</script>', '<script type="application/json">["<p>漢字"]</script>'),
        (f"<!-- {MARK} --><P>{MARK}", f"<!-- 漢字 --><P>{RUBY}"),
        ("｜&lt;script&gt;《かんじ》", "<ruby>&lt;script&gt;<rt>かんじ</rt></ruby>"),
        ("｜漢<b>字《かんじ》</b>", "｜漢<b>字《かんじ》</b>"),
        (f"<svg><title>{MARK}</title><text>{MARK}</text></svg>{MARK}", f"<svg><title>漢字</title><text>漢字</text></svg>{RUBY}"),
        (f"<option>{MARK}", "<option>漢字"),
        (f"1 < 2 {MARK}", f"1 < 2 {RUBY}"),
        ("<p>縦棒｜だけ</p>", "<p>縦棒｜だけ</p>"),
    ],
)
def test_ruby_is_rendered_only_where_it_may_stand(html, rendered):
    assert render_ruby(html) == rendered


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<b a='", "'>", '"', "｜", "《", "》", "漢", "か", "&lt;", "<option>", "</option>", "<script>", "</script>"]
        ),
        max_size=20,
    ).map("".join)
)
def test_rendering_adds_nothing_but_ruby(html):
    rendered = render_ruby(html)
    bare = rendered.replace("<ruby>", "｜").replace("</rt></ruby>", "》").replace("<rt>", "《")
    assert strip_ruby(bare) == strip_ruby(html)


def test_threads_read_at_the_same_time():
    text = "公民館でお茶を飲む。" * 50
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(kana_reading, [text] * 80)) == {"こうみんかんでおちゃをのむ。" * 50}
