"""Proof as a page, for people who read no API."""

import base64
import hashlib
import json
import re
from html import unescape


def test_a_visitor_follows_the_proof_of_an_event_to_the_signed_root(bulletin):
    page = bulletin.opens("/es/verify?position=33")

    note = unescape(re.findall(r"<pre[^>]*><code>(.*?)</code>", page, re.DOTALL)[0])
    assert "lleva" in page.split('class="saved"')[1].split("</p>")[0]
    (twin,) = re.findall(r'type="application/json" href="([^"]+)"', page)
    proof = json.loads(bulletin.client.get(unescape(twin)).text)
    assert proof["root_hash"] == note.split("\n")[2]
    assert walked(proof) == proof["root_hash"]
    for one in (proof["leaf_hash"], *proof["hashes"]):
        assert one in unescape(page)


def walked(proof):
    """Combine the hashes of a proof as RFC 9162 section 2.1.3.2 says."""
    node, last, combined = proof["leaf"], proof["size"] - 1, base64.b64decode(proof["leaf_hash"])
    for text in proof["hashes"]:
        other = base64.b64decode(text)
        is_right = node % 2 == 1 or node == last
        pair = other + combined if is_right else combined + other
        combined = hashlib.sha256(b"\x01" + pair).digest()
        while is_right and node % 2 == 0 and node:
            node, last = node >> 1, last >> 1
        node, last = node >> 1, last >> 1
    return base64.b64encode(combined).decode()


def test_an_event_that_is_not_there_is_told_so(bulletin):
    assert "There is no fact at position 999999." in bulletin.opens("/en/verify?position=999999")


def test_a_position_that_is_no_number_is_refused(bulletin):
    bulletin.opens("/en/verify?position=first", status=422)


def test_a_milestone_leads_to_its_proof(bulletin):
    assert 'href="/pt/verify?position=33"' in bulletin.opens("/pt/milestones/33")
