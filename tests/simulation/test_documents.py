"""Merge patches as a client applies them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.delta import patch
from simulation.documents import merged, overlaid, without

# The examples of RFC 7396, appendix A.
EXAMPLES = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]

documents = st.recursive(
    st.dictionaries(st.sampled_from("abcd"), st.integers(), max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), inner | st.lists(st.integers(), max_size=2), max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(("document", "change", "result"), EXAMPLES)
def test_a_patch_does_what_the_rfc_says(document, change, result):
    assert merged(document, change) == result


def test_what_was_there_before_stays_as_it_was():
    before = {"aria": {"hp": 20, "conditions": ["prone"]}}
    merged(before, {"aria": {"hp": 3, "conditions": None}})
    assert before == {"aria": {"hp": 20, "conditions": ["prone"]}}


@given(documents, documents)
def test_the_engines_patch_leads_a_client_to_the_new_document(old, new):
    assert merged(old, patch(old, new)) == new


def test_her_own_document_lies_over_the_partys():
    party = {"participants": {"aria": {"name": "Ser Aldith", "hpWord": "hurt"}, "goblin": {"name": "Goblin"}}}
    own = {"participants": {"aria": {"currentHP": 7}}}
    assert overlaid(party, own)["participants"] == {
        "aria": {"name": "Ser Aldith", "hpWord": "hurt", "currentHP": 7},
        "goblin": {"name": "Goblin"},
    }


def test_presence_can_be_left_out_of_a_comparison():
    assert without({"presence": {"1": {}}, "name": "Mill"}, "presence") == {"name": "Mill"}
