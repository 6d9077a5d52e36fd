"""What a search for a talent finds: names, skills, own words and place, never telephone or e-mail."""

from collections.abc import Iterable

from yuinowa.engine.japanese.grams import grams
from yuinowa.engine.japanese.normalise import normalise
from yuinowa.talents.models import Skill, Talent


def index(talent: Talent, skills: Iterable[Skill]) -> None:
    """Fill the search columns of an unsaved or changed talent."""
    parts = [talent.name, talent.kana, talent.skill_text, talent.introduction, talent.address]
    parts += [skill.name for skill in skills]
    text = " ".join(part for part in parts if part)
    talent.search_text = normalise(text)
    talent.search_grams = grams(text)
