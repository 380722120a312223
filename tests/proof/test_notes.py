"""Notes and keys are those of C2SP signed-note: what others published is read, and others read what is written."""

import base64
from hashlib import sha256

import metamorphic_log
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from knowledge.proof.checkpoints import Checkpoint
from knowledge.proof.notes import BadNote, SigningKey, VerifierKey, text_of, verified_text

# The example of the reference implementation, golang.org/x/mod/sumdb/note.
KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SEED = base64.b64decode("gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=")
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n— PeterNeumann {SIGNATURE}\n"

CHECKPOINT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
"""The example of C2SP tlog-checkpoint."""


@pytest.fixture
def signing():
    return SigningKey("example.org/log", Ed25519PrivateKey.generate())


def test_a_published_key_is_read_and_written():
    assert str(VerifierKey.read(KEY)) == KEY


def test_a_published_note_is_verified():
    assert verified_text(NOTE, [VerifierKey.read(KEY)]) == TEXT


def test_the_same_key_makes_the_same_note():
    signing = SigningKey("PeterNeumann", Ed25519PrivateKey.from_private_bytes(SEED))

    assert str(signing.verifier) == KEY
    assert signing.sign(TEXT) == NOTE


def test_a_note_can_be_verified_by_hand(signing):
    text, signature = signing.sign(CHECKPOINT).split("\n\n")
    dash, name, encoded = signature.rstrip("\n").split(" ")
    signed, public = base64.b64decode(encoded), signing.private.public_key().public_bytes_raw()

    assert (dash, name) == ("\u2014", "example.org/log")
    assert signed[:4] == sha256(b"example.org/log\n\x01" + public).digest()[:4]
    Ed25519PublicKey.from_public_bytes(public).verify(signed[4:], (text + "\n").encode())


def test_another_implementation_reads_checkpoints(signing):
    checkpoint = Checkpoint("example.org/log", 5, sha256(b"root").digest())

    head = metamorphic_log.checkpoint_verify(signing.sign(str(checkpoint)), [str(signing.verifier)])

    assert (head.origin, head.size, head.root) == (checkpoint.origin, checkpoint.size, checkpoint.root)


def test_witnesses_may_add_their_signatures(signing):
    note = NOTE + signing.sign(TEXT).rpartition("\n\n")[2]

    assert verified_text(note, [VerifierKey.read(KEY)]) == TEXT
    assert verified_text(note, [signing.verifier]) == TEXT
    assert text_of(note) == TEXT


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("think", "thing"),
        NOTE.replace("x08go/ZJ", "x08go/ZK"),
        NOTE.replace("PeterNeumann", "PeterNewmann"),
        NOTE.rstrip("\n"),
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("\u2014", "-"),
        NOTE.replace("is.", "is.\t"),
        NOTE.replace("=\n", "\n"),
        NOTE + "\n",
        TEXT,
        "",
    ],
)
def test_anything_else_is_no_note_of_that_key(note):
    with pytest.raises(BadNote):
        verified_text(note, [VerifierKey.read(KEY)])


def test_a_wrong_signature_beside_a_good_one_spoils_the_note():
    bad = NOTE.replace("x08go/ZJ", "x08go/ZK").rpartition("\n\n")[2]

    with pytest.raises(BadNote):
        verified_text(NOTE + bad, [VerifierKey.read(KEY)])


@pytest.mark.parametrize(
    "key",
    [
        "",
        "PeterNeumann",
        KEY.replace("c74f20a3", "c74f20a4"),
        KEY.replace("Peter", "Petra"),
        KEY[:-4],
        KEY + "!",
        KEY.replace("+AR", "+Ah"),
        KEY.replace("Peter", "Peter "),
    ],
)
def test_anything_else_is_no_key(key):
    with pytest.raises(BadNote):
        VerifierKey.read(key)


def test_a_published_checkpoint_is_read_and_written():
    read = Checkpoint.read(CHECKPOINT)

    assert (read.origin, read.size) == ("example.com/behind-the-sofa", 20852163)
    assert str(read) == CHECKPOINT
    assert Checkpoint.read(CHECKPOINT + "an extension\n") == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        CHECKPOINT.replace("2085", "02085"),
        CHECKPOINT.replace("2085", "-2085"),
        CHECKPOINT.replace("2I=", "2I"),
        CHECKPOINT.replace("CsUY", ""),
        CHECKPOINT.replace("example.com/behind-the-sofa", ""),
        CHECKPOINT + "\n",
    ],
)
def test_anything_else_is_no_checkpoint(text):
    with pytest.raises(BadNote):
        Checkpoint.read(text)


def test_a_checkpoint_is_signed_in_the_name_of_its_log(signing):
    with pytest.raises(BadNote, match="signed in the name of"):
        Checkpoint.verified(signing.sign(CHECKPOINT), signing.verifier)
