"""The family of errors: worded where they are shown, in the language asked for, and whole wherever they go."""

from __future__ import annotations

import pickle

import pytest

from indeks import edition, errors, regions
from indeks.errors import Faults, IndeksError
from indeks.scoring import SpdOutOfRange


def raised(function, *arguments) -> IndeksError:
    with pytest.raises(IndeksError) as caught:
        function(*arguments)
    return caught.value


def a_file_with_two_faults(tmp_path):
    path = tmp_path / "my.toml"
    text = edition.load("iid-2026").path.read_text(encoding="utf-8")
    path.write_text(text.replace('code = "lakip"', 'code = "pad"').replace("value = 250", "value = 260"))
    return path


@pytest.fixture
def each(tmp_path) -> list[IndeksError]:
    return [
        raised(regions.resolve, "Pangkal Pinag"),
        raised(regions.resolve, "19.7"),
        raised(regions.resolve, "Bandung"),
        raised(regions.record, "19.70"),
        raised(edition.load, "iid-1999"),
        raised(edition.load, a_file_with_two_faults(tmp_path)),
        raised(edition.resolve, None, 1999),
        raised(edition.load("iid-2021").constant, "min_divisor"),
        SpdOutOfRange("edition.error.spd_range", region="19.71", total=70, maximum=63),
        Faults("edition.error.head", [IndeksError("edition.error.no_sources", where="x")], path="y"),
    ]


def test_every_error_says_itself_in_both_languages(each):
    for error in each:
        assert error.text("id") != error.text("en")
        assert "{" not in error.text("id") + error.text("en")


def test_an_error_speaks_the_language_of_the_process_at_the_time_it_is_shown(each):
    for error in each:
        errors.speak("en")
        assert str(error) == error.text("en")
        errors.speak("id")
        assert str(error) == error.text("id")


def test_an_error_arrives_whole_from_another_process(each):
    for error in each:
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert again.text("en") == error.text("en")


def test_the_nearest_regions_are_named_in_the_language_of_showing():
    error = raised(regions.resolve, "Pangkal Pinag")
    assert "Kota Pangkalpinang (19.71)" in error.text("id")
    assert "Pangkalpinang City (19.71)" in error.text("en")


def test_the_family_is_known_by_descent():
    class Own(IndeksError):
        pass

    class Child(Own):
        pass

    assert {IndeksError, Own, Child, edition.MissingPart} <= errors.family()
