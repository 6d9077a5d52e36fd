"""The check digit of a school code."""

import pytest

from yuinowa.organisations.importing import codes


@pytest.mark.parametrize("code", ["B107220430011", "B107220430155", "C107220440384"])
def test_codes_of_open_and_closed_schools_are_valid(code):
    assert codes.is_valid(code)


def test_a_doubled_five_may_count_as_ten_since_2023():
    assert codes.is_valid("C207220150017")
    assert codes.check_digits("C20722015001") == {"6", "7"}


def slips(code):
    """Every code with one digit wrong, its place and the digit."""
    for place in range(4, 13):
        for digit in "0123456789":
            if digit != code[place]:
                yield code[:place] + digit + code[place + 1 :], place, digit


def test_a_wrong_digit_is_found_but_for_the_doubled_five():
    passed = [(place, digit) for other, place, digit in slips("B107220430011") if codes.is_valid(other)]
    assert passed == [(6, "5"), (10, "5")]


@pytest.mark.parametrize("code", ["", "B10722043001", "Z107220430011", "B148220430011", "Ｂ107220430011"])
def test_other_forms_are_no_codes(code):
    assert not codes.is_valid(code)
