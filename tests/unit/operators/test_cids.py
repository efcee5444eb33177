"""CIDs: what the chain keeps of them, and what is refused."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.operators import cids
from ecomchain.operators.errors import FieldError
from ecomchain.rewards import content

EMPTY = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
"""The CID of no bytes, as Kubo gives it."""


@given(st.binary(min_size=32, max_size=32).filter(any), st.sampled_from([cids.DAG_PB, cids.RAW]))
def test_cid__shown__reads_back(digest: bytes, codec: int) -> None:
    assert cids.parse(cids.show((digest, codec))) == (digest, codec)


def test_cid__raw__is_that_of_the_other_implementation() -> None:
    digest = sha256(b"").digest()
    assert cids.show((digest, cids.RAW)) == content.cid_text(digest) == EMPTY
    assert cids.parse(EMPTY) == (digest, cids.RAW)


def test_cid__none__is_no_text() -> None:
    assert cids.show(cids.NO_CID) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not a CID"),
        (EMPTY.upper(), "is not a CID"),
        (EMPTY[:-1], "is not a CID"),
        (EMPTY + "a", "is not a CID"),
        ("ipfs://" + EMPTY, "is not a CID"),
        ("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG", "ipfs cid base32 Qm"),
        ("b" + "a" * 58, "another kind of CID"),
        (EMPTY[:-1] + "v", "not in canonical base32"),
    ],
)
def test_cid__other_forms__are_refused_with_the_remedy(text: str, why: str) -> None:
    with pytest.raises(FieldError, match=why):
        cids.parse(text)
