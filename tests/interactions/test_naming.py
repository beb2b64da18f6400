"""Names for several of a kind: the visible are counted, the hidden tell nothing."""

import random

from interactions.naming import EPITHETS, names


def named(*creatures: tuple[str, bool]) -> list[str]:
    return names(creatures, random.Random(1))


def test_one_alone_is_simply_what_it_is():
    assert named(("Goblin", False), ("Ogre", False)) == ["Goblin", "Ogre"]


def test_several_visible_ones_are_counted():
    assert named(("Goblin", False), ("Ogre", False), ("Goblin", False)) == ["Goblin 1", "Ogre", "Goblin 2"]


def test_a_hidden_one_is_plain_where_no_visible_one_is():
    assert named(("Goblin", True)) == ["Goblin"]
    assert named(("Goblin", False), ("Goblin", True), ("Goblin", False)) == ["Goblin 1", "Goblin", "Goblin 2"]


def test_a_hidden_one_beside_a_plain_one_has_an_epithet():
    plain, hidden = named(("Goblin", False), ("Goblin", True))
    assert plain == "Goblin"
    assert hidden.startswith("Goblin (")


def test_how_the_visible_are_called_does_not_depend_on_the_hidden():
    seen = [("Goblin", False)] * 2
    for hidden in range(4):
        assert names([*seen, *[("Goblin", True)] * hidden])[:2] == ["Goblin 1", "Goblin 2"]


def test_many_hidden_ones_have_different_names_without_numbers():
    many = named(*[("Goblin", True)] * (len(EPITHETS) + 20))
    assert len(set(many)) == len(many)
    assert not any(character.isdigit() for name in many for character in name)
