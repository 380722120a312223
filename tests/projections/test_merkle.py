"""The tree is that of RFC 9162: known roots and proofs come out, and an independent verifier accepts all others."""

from functools import partial
from hashlib import sha256

import metamorphic_log
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_path,
    hash_of,
    inclusion_path,
    is_included,
    leaf_hash,
    nodes_of,
)

LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
"""Those of the test vectors of Certificate Transparency (RFC 6962, which RFC 9162 replaces)."""
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
NODES = {
    "1": "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "2-3": "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "4-7": "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "4-5": "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "6-7": "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "0-3": ROOTS[4],
}
"""By the leaves that they span."""
SIZES = 130


def tree_of(hashes):
    """Every complete subtree by level and number, made by appending."""
    frontier, nodes = Frontier(), {}
    for leaf, hashed in enumerate(hashes):
        for level, completed in enumerate(frontier.append(hashed)):
            nodes[level, leaf >> level] = completed
    return frontier.root, nodes


def proof(nodes, path):
    return [hash_of(span, nodes.__getitem__) for span in path]


def defined_root(hashes):
    """The root by its definition (RFC 9162 section 2.1.1), which shares nothing with the program's way to it."""
    if not hashes:
        return sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    split = max(1 << power for power in range(10) if 1 << power < len(hashes))
    return sha256(b"\x01" + defined_root(hashes[:split]) + defined_root(hashes[split:])).digest()


def verifies_inclusion(leaf_index, tree_size, leaf, inclusion_path, root_hash):
    """RFC 9162 section 2.1.3.2, step by step."""
    if leaf_index >= tree_size:
        return False
    fn, sn, r = leaf_index, tree_size - 1, leaf
    for p in inclusion_path:
        if sn == 0:
            return False
        if fn % 2 == 1 or fn == sn:
            r = sha256(b"\x01" + p + r).digest()
            if fn % 2 == 0:
                while True:
                    fn, sn = fn // 2, sn // 2
                    if fn % 2 == 1 or fn == 0:
                        break
        else:
            r = sha256(b"\x01" + r + p).digest()
        fn, sn = fn // 2, sn // 2
    return sn == 0 and r == root_hash


def verifies_consistency(first, second, first_hash, second_hash, consistency_path):
    """RFC 9162 section 2.1.4.2, step by step."""
    if first == second:
        return first_hash == second_hash and not consistency_path
    if not consistency_path:
        return False
    path = list(consistency_path)
    if first & (first - 1) == 0:
        path.insert(0, first_hash)
    fn, sn = first - 1, second - 1
    while fn % 2 == 1:
        fn, sn = fn // 2, sn // 2
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn % 2 == 1 or fn == sn:
            fr, sr = sha256(b"\x01" + c + fr).digest(), sha256(b"\x01" + c + sr).digest()
            while fn % 2 == 0 and fn != 0:
                fn, sn = fn // 2, sn // 2
        else:
            sr = sha256(b"\x01" + sr + c).digest()
        fn, sn = fn // 2, sn // 2
    return fr == first_hash and sr == second_hash and sn == 0


def agrees(verify):
    """What the second implementation of the package registry says."""
    try:
        verify()
    except metamorphic_log.VerifyError:
        return False
    return True


@pytest.fixture(scope="module")
def hashes():
    return [leaf_hash(b"%d" % leaf) for leaf in range(SIZES)]


@pytest.mark.parametrize("size", range(9))
def test_the_known_roots_come_out(size):
    root, _ = tree_of([leaf_hash(leaf) for leaf in LEAVES[:size]])

    assert root.hex() == ROOTS[size]


def test_a_tree_without_leaves_has_a_root():
    assert EMPTY_ROOT.hex() == ROOTS[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (inclusion_path(0, 1), []),
        (inclusion_path(0, 8), ["1", "2-3", "4-7"]),
        (consistency_path(1, 8), ["1", "2-3", "4-7"]),
        (consistency_path(6, 8), ["4-5", "6-7", "0-3"]),
        (consistency_path(8, 8), []),
    ],
)
def test_the_known_proofs_come_out(path, expected):
    _, nodes = tree_of([leaf_hash(leaf) for leaf in LEAVES])

    assert [hashed.hex() for hashed in proof(nodes, path)] == [NODES[span] for span in expected]


def test_every_inclusion_is_proven_at_every_size(hashes):
    for size in range(1, SIZES + 1):
        root, nodes = tree_of(hashes[:size])
        assert root == defined_root(hashes[:size])
        for leaf in range(size):
            hashes_up = proof(nodes, inclusion_path(leaf, size))
            assert verifies_inclusion(leaf, size, hashes[leaf], hashes_up, root), (leaf, size)
            assert is_included(hashes[leaf], leaf, size, hashes_up, root), (leaf, size)
            assert len(hashes_up) <= (size - 1).bit_length()


def test_every_growth_is_proven_at_every_size(hashes):
    roots = [tree_of(hashes[:size])[0] for size in range(SIZES + 1)]
    _, nodes = tree_of(hashes)
    for second in range(1, SIZES + 1):
        for first in range(1, second + 1):
            hashes_up = proof(nodes, consistency_path(first, second))
            assert verifies_consistency(first, second, roots[first], roots[second], hashes_up), (first, second)
            assert len(hashes_up) <= (second - 1).bit_length() + 1


@given(st.data())
def test_another_implementation_judges_proofs_alike(data):
    size = data.draw(st.integers(1, SIZES))
    first = data.draw(st.integers(1, size))
    leaf = data.draw(st.integers(0, size - 1))
    hashes = [leaf_hash(b"%d" % number) for number in range(size)]
    root, nodes = tree_of(hashes)
    earlier, _ = tree_of(hashes[:first])
    included, grown = proof(nodes, inclusion_path(leaf, size)), proof(nodes, consistency_path(first, size))
    if data.draw(st.booleans()):
        included, grown = spoilt(data, included), spoilt(data, grown)

    theirs = agrees(partial(metamorphic_log.verify_inclusion, leaf, size, hashes[leaf], included, root))
    assert is_included(hashes[leaf], leaf, size, included, root) == theirs
    theirs = agrees(partial(metamorphic_log.verify_consistency, first, size, grown, earlier, root))
    assert verifies_consistency(first, size, earlier, root, grown) == theirs


def spoilt(data, hashes):
    """A proof of which something is missing, added, exchanged or altered, perhaps nothing."""
    place = data.draw(st.integers(0, len(hashes)))
    return data.draw(
        st.sampled_from(
            [
                hashes[:place],
                hashes[place:],
                [*hashes, bytes(32)],
                hashes[::-1],
                [*hashes[:place], *hashes[place + 1 :]],
            ]
        )
    )


@pytest.mark.parametrize(("leaf", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_what_is_not_in_a_tree_has_no_proof(leaf, size):
    assert not is_included(leaf_hash(b""), leaf, size, [], leaf_hash(b""))


def test_a_tree_goes_on_from_its_complete_subtrees(hashes):
    for size in range(SIZES):
        _, nodes = tree_of(hashes[:size])
        frontier = Frontier(size, [nodes[node] for node in nodes_of((0, size))])
        for hashed in hashes[size : size + 3]:
            frontier.append(hashed)

        assert frontier.root == defined_root(hashes[: size + 3])
