from campaigns.ids import new_id


def test_an_id_is_sixteen_lowercase_base32_characters():
    assert all(len(new_id()) == 16 and set(new_id()) <= set("abcdefghijklmnopqrstuvwxyz234567") for _ in range(200))


def test_ids_tell_no_order_and_never_repeat():
    ids = [new_id() for _ in range(2_000)]
    assert len(set(ids)) == 2_000
    assert ids != sorted(ids)
