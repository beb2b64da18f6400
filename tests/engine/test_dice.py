"""The dice of a seed, against vectors that another implementation of HMAC gave (openssl dgst -sha256 -mac hmac)."""

from collections import Counter

from engine.dice import SeededDice, die, seed_hash

SEED = bytes(range(32))
OTHER = bytes(32)


def test_the_first_ten_dice_of_a_known_seed():
    assert [die(SEED, counter, 20) for counter in range(10)] == [14, 10, 20, 7, 19, 14, 20, 17, 13, 1]
    assert [die(SEED, counter, 6) for counter in range(10)] == [4, 2, 6, 1, 3, 6, 2, 5, 3, 5]


def test_the_first_word_of_the_digest_decides():
    # HMAC-SHA256(seed, counter 0) begins 9f0cd9b9 = 2668419513, and 2668419513 mod 100 is 13.
    assert die(SEED, 0, 100) == 14


def test_a_word_that_would_favour_low_faces_is_passed_over():
    # With 3 × 2^30 sides a quarter of all words is rejected: of counter 1 the first three are.
    assert die(SEED, 1, 3 << 30) == 2751793207


def test_each_die_takes_one_number_of_its_own_counter():
    dice = SeededDice(SEED, OTHER)
    assert dice.roll(2, 20, secret=False) == (14, 10)
    dice.roll(3, 6, secret=True)
    assert dice.roll(1, 20, secret=False) == (20,)
    assert dice.spent() == (3, 3)


def test_a_source_goes_on_where_the_journal_says_it_was():
    assert SeededDice(SEED, OTHER, (4, 0)).roll(2, 20, secret=False) == (19, 14)


def test_secret_dice_tell_nothing_of_the_public_ones():
    public, secret = SeededDice(SEED, OTHER), SeededDice(SEED, OTHER)
    assert public.roll(8, 20, secret=False) != secret.roll(8, 20, secret=True)


def test_no_dice_cost_nothing():
    dice = SeededDice(SEED, OTHER)
    assert dice.roll(0, 6, secret=False) == ()
    assert dice.spent() == (0, 0)


def test_every_face_comes_up_about_as_often():
    faces = Counter(SeededDice(SEED, OTHER).roll(6000, 6, secret=False))
    assert set(faces) == {1, 2, 3, 4, 5, 6}
    assert all(850 < times < 1150 for times in faces.values())


def test_the_seed_is_published_as_its_sha256():
    assert seed_hash(SEED) == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"
