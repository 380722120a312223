"""A bundle can be checked by people who share nothing with the platform, and nothing in it can be altered unseen."""

import base64
import io
import json
import zipfile

import metamorphic_log
import pytest
import tamperlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.errors import NotFound
from knowledge.proof.bundles import BadBundle, Exporter, opened
from knowledge.proof.checkpoints import Checkpoint
from knowledge.proof.notes import SigningKey, VerifierKey
from knowledge.proof.offline import BundleCheck
from tests.projections.test_setting_aside import CROWNED, put
from tests.support.databases import Database
from tests.support.proofs import ORIGIN
from tests.support.stories import established


@pytest.fixture
def database(tmp_path):
    """On SQLite, as nothing here differs between databases."""
    return Database(f"sqlite:///{tmp_path}/log.db", f"sqlite:///{tmp_path}/views.db")


@pytest.fixture
def key():
    return SigningKey(ORIGIN, Ed25519PrivateKey.generate())


@pytest.fixture
def export(log, key, tmp_path):
    def write(*only, checkpoint=None):
        file = io.BytesIO()
        note = key.sign(str(checkpoint or log.checkpoint()))
        Exporter(log.kept.platform, lambda _: None).write(file, note=note, key=str(key.verifier), only=only)
        (tmp_path / "bundle").write_bytes(file.getvalue())
        return tmp_path / "bundle"

    return write


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def altered(path, **texts):
    kept = parts(path) | {name.replace("_", "."): text for name, text in texts.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in kept.items():
            archive.writestr(name, text)
    return path


def lines(path, name):
    return [json.loads(line) for line in parts(path)[name].splitlines()]


def as_lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def findings(path, *earlier):
    with opened(path) as bundle:
        checkpoint = Checkpoint.verified(bundle.note, VerifierKey.read(bundle.key))
        return [(one.kind.value, one.position) for one in BundleCheck(bundle, checkpoint, earlier).run().findings]


def leaf_of(event):
    """The bytes of a leaf, by the README of the bundle alone."""
    stored = event["stored"].encode() if "stored" in event else base64.b64decode(event["stored_base64"])
    texts = [str(event[name]).encode() for name in ("leaf", "position", "aggregate_id", "version", "name")]
    return b"".join(b"%d:%s," % (len(part), part) for part in [*texts, stored])


def test_the_root_comes_out_by_code_of_somebody_else(export, log, database):
    put(database, "PE", 3, CROWNED, state=b"\xff no text")
    path = export()

    root = tamperlog.merkle_root([tamperlog.hash_leaf(leaf_of(event)) for event in lines(path, "events.jsonl")])

    bundle = {name: text.decode() for name, text in parts(path).items()}
    head = metamorphic_log.checkpoint_verify(bundle["checkpoint"], [bundle["key"].strip()])
    assert (head.size, head.root) == (26, root)
    assert root == log.evidence.root(26)


def test_the_proof_of_every_event_is_accepted_by_code_of_somebody_else(export):
    path = export()
    bundle = parts(path)
    note, key = bundle["checkpoint"].decode(), bundle["key"].decode().strip()

    events, proofs = lines(path, "events.jsonl"), lines(path, "proofs.jsonl")
    assert len(events) == len(proofs) == 25
    for event, proof in zip(events, proofs, strict=True):
        hashes = [base64.b64decode(each) for each in proof["hashes"]]
        hashed = tamperlog.hash_leaf(leaf_of(event))
        metamorphic_log.checkpoint_verify_inclusion(note, [key], proof["leaf"], hashed, hashes)
        with pytest.raises(metamorphic_log.VerifyError):
            metamorphic_log.checkpoint_verify_inclusion(note, [key], proof["leaf"], bytes(32), hashes)


def test_a_whole_bundle_is_in_order(export, log):
    earlier = log.checkpoint()
    log.kept.platform.record(established("SV"))

    assert findings(export(), earlier) == []


def test_the_same_log_makes_the_same_bundle(export, log):
    checkpoint = log.checkpoint()
    first = export(checkpoint=checkpoint).read_bytes()
    log.kept.platform.record(established("SV"))

    assert export(checkpoint=checkpoint).read_bytes() == first


def test_a_bundle_of_some_events_proves_these_alone(export):
    path = export(3, 20)

    assert [event["position"] for event in lines(path, "events.jsonl")] == [3, 20]
    assert findings(path) == []


def test_a_bundle_of_some_events_cannot_be_held_to_other_checkpoints(export, log):
    assert findings(export(3, 20), log.checkpoint()) == [("checkpoint", None)]


def test_an_event_that_there_is_not_is_not_exported(export):
    with pytest.raises(NotFound):
        export(3, 26)


@pytest.mark.parametrize("name", ["position", "version", "name", "stored", "aggregate_id", "leaf"])
def test_an_altered_event_is_found(export, name):
    path = export()
    events = lines(path, "events.jsonl")
    value = events[7][name]
    events[7][name] = value + 1 if isinstance(value, int) else value[:-1] + ("0" if value[-1] != "0" else "1")
    proofs = lines(path, "proofs.jsonl")
    proofs[7]["leaf"] = events[7]["leaf"]

    found = findings(altered(path, events_jsonl=as_lines(events), proofs_jsonl=as_lines(proofs)))

    assert ("proof", events[7]["position"]) in found


def test_an_event_left_out_of_the_end_is_not_hidden(export):
    path = export()
    events, proofs = parts(path)["events.jsonl"].splitlines(), parts(path)["proofs.jsonl"].splitlines()
    path = altered(path, events_jsonl=b"\n".join(events[:-1]), proofs_jsonl=b"\n".join(proofs[:-1]))

    with opened(path) as bundle:
        checkpoint = Checkpoint.verified(bundle.note, VerifierKey.read(bundle.key))
        verdict = BundleCheck(bundle, checkpoint, []).run()
    assert (verdict.events, verdict.size) == (24, 25)


def test_events_out_of_order_are_found(export):
    path = export()
    events, proofs = lines(path, "events.jsonl"), lines(path, "proofs.jsonl")
    events[3:5], proofs[3:5] = events[4:2:-1], proofs[4:2:-1]

    assert ("proof", 4) in findings(altered(path, events_jsonl=as_lines(events), proofs_jsonl=as_lines(proofs)))


def test_a_bundle_that_contradicts_an_earlier_checkpoint_is_found(export, log):
    past = log.checkpoint()
    log.kept.platform.record(established("SV"))

    assert findings(export(), Checkpoint(ORIGIN, 25, bytes(32))) == [("checkpoint", None)]
    assert findings(export(checkpoint=past), log.checkpoint()) == [("rolled-back", None)]


def test_an_altered_log_is_not_exported(export, log, tamperer):
    checkpoint = log.checkpoint()
    tamperer.flip(5, byte=40)

    with pytest.raises(BadBundle, match="not the one that was signed"):
        export(checkpoint=checkpoint)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"no archive"),
        lambda path: path.write_bytes(path.read_bytes()[:-200]),
        lambda path: path.unlink(),
        lambda path: altered(path, events_jsonl="{}\n"),
        lambda path: altered(path, events_jsonl=parts(path)["events.jsonl"].replace(b"stored", b"stared")),
        lambda path: altered(path, proofs_jsonl=b"\n".join(parts(path)["proofs.jsonl"].splitlines()[:-1])),
        lambda path: altered(path, events_jsonl=b"\n".join(parts(path)["events.jsonl"].splitlines()[:-1])),
        lambda path: altered(path, proofs_jsonl=parts(path)["proofs.jsonl"].replace(b'"leaf":3,', b'"leaf":4,')),
    ],
    ids=["text", "cut off", "nothing", "empty event", "unknown field", "few proofs", "few events", "other proofs"],
)
def test_what_is_no_bundle_is_refused(export, spoil):
    path = export()
    spoil(path)

    with pytest.raises(BadBundle):
        findings(path)


def test_a_file_without_the_parts_is_no_bundle(tmp_path):
    with zipfile.ZipFile(tmp_path / "bundle", "w") as archive:
        archive.writestr("checkpoint", "")

    with pytest.raises(BadBundle, match="lacks"):
        findings(tmp_path / "bundle")
