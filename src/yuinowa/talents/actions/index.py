"""What a search for a talent finds: names, skills and own words, never telephone, mail or address."""

from collections.abc import Iterable

from yuinowa.core.search import set_search
from yuinowa.talents.models import Skill, Talent


def index(talent: Talent, skills: Iterable[Skill]) -> None:
    """Fill the search columns of an unsaved or changed talent."""
    set_search(talent, talent.searched_with(skills))
