"""Letters leave through a real server, or into a folder."""

import ssl
import stat
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from knowledge.mail.letters import About, write_letter
from knowledge.mail.post import NOT_SENT, open_post
from knowledge.settings import BadSetting, Settings
from tests.support.mailbox import mailbox

PROVIDER = {"OIDC_ISSUER": "https://login.example"}


@pytest.fixture
def letter():
    gaps = {"site": "https://knowledge.example", "link": f"https://knowledge.example/{'x' * 90}", "until": "mañana"}
    return write_letter(
        About.INVITATION, to="maría@correo.example", sender="Plataforma <a@b.example>", language="es", gaps=gaps
    )


def post_to(port, folder, **settings):
    given = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_SECURITY": "none", **settings}
    return open_post(Settings.read({"DATA_DIR": str(folder), **given}).sign_in.mail)


def test_a_letter_reaches_a_server_as_it_was_written(letter, tmp_path):
    with mailbox() as box:
        post_to(box.port, tmp_path).send(letter)

    (arrived,) = box.letters
    assert arrived["Subject"].strip() == letter["Subject"]
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert f"https://knowledge.example/{'x' * 90}\r\n" in arrived.get_content()
    assert "mañana" in arrived.get_content()
    assert box.envelopes[0].rcpt_tos == ["maría@correo.example"]


def test_what_the_server_refuses_did_not_leave(letter, tmp_path):
    with mailbox() as box:
        box.is_busy = True
        with pytest.raises(NOT_SENT):
            post_to(box.port, tmp_path).send(letter)


def test_a_server_that_is_away_takes_nothing(letter, tmp_path):
    with mailbox() as box:
        gone = box.port
    with pytest.raises(NOT_SENT):
        post_to(gone, tmp_path).send(letter)


def test_nothing_is_sent_where_the_line_cannot_be_encrypted(letter, tmp_path):
    with mailbox() as box:
        with pytest.raises(NOT_SENT):
            post_to(box.port, tmp_path, SMTP_SECURITY="starttls").send(letter)
        assert box.letters == []


@pytest.fixture
def identity(tmp_path):
    """A certificate of this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(tz=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "identity.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_letters_travel_encrypted_to_a_server_whose_certificate_is_known(
    letter, tmp_path, identity, security, monkeypatch
):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(identity)
    options = {
        "starttls": {"tls_context": context, "require_starttls": True},
        "tls": {"ssl_context": context, "auth_require_tls": False},
    }[security]
    given = {"SMTP_SECURITY": security, "SMTP_USER": "platform", "SMTP_PASSWORD": "the password"}
    with mailbox(**options) as box:
        with pytest.raises(NOT_SENT):
            post_to(box.port, tmp_path, **given).send(letter)
        assert (box.letters, box.signed_in) == ([], [])

        monkeypatch.setenv("SSL_CERT_FILE", str(identity))
        post_to(box.port, tmp_path, **given).send(letter)

    assert len(box.letters) == 1
    assert box.signed_in == ["platform"]


def test_without_a_server_letters_are_files_for_their_owner_alone(letter, tmp_path):
    open_post(Settings.read({"DATA_DIR": str(tmp_path)}).sign_in.mail).send(letter)

    (file,) = (tmp_path / "outbox").iterdir()
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == "maría@correo.example"


@pytest.mark.parametrize(
    ("setting", "given"),
    [
        ("MAIL_FROM", {"MAIL_FROM": "nobody"}),
        ("MAIL_FROM", {"MAIL_FROM": "a@b.example\r\nBcc: c@d.example"}),
        ("SMTP_SECURITY", {"SMTP_USER": "a", "SMTP_PASSWORD": "b", "SMTP_SECURITY": "none"}),
        ("SMTP_PASSWORD", {"SMTP_PASSWORD": "b", "SMTP_PASSWORD_FILE": "/dev/null"}),
        ("SMTP_PASSWORD_FILE", {"SMTP_PASSWORD_FILE": "/nowhere/at/all"}),
        ("OIDC_ISSUER", {"OIDC_ISSUER": "http://login.example"}),
        ("OIDC_CLIENT_ID", {"OIDC_ISSUER": "https://login.example"}),
        (
            "OIDC_CLIENT_SECRET",
            {"OIDC_ISSUER": "https://login.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "weak"},
        ),
        ("PUBLIC_URL", {"PUBLIC_URL": "knowledge.example"}),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(setting, given):
    with pytest.raises(BadSetting, match=f"^{setting}:"):
        Settings.read(given)
