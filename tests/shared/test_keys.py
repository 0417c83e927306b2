"""Lists of keys: the first signs, all verify, and a process says which setting is wrong."""

import pytest

from shared.keys import KeyRing
from shared.messaging.signatures import EventSignatures, SignatureRefusedError
from shared.settings import load_settings

OLD, NEW = "o" * 32, "n" * 32


def signatures(text: str, **more: bool) -> EventSignatures:
    return EventSignatures(KeyRing.parse("SANJI_EVENT_KEY", text, "event signatures"), **more)


def test_the_first_key_signs_and_every_key_of_the_list_verifies():
    both = signatures(f"{NEW}, {OLD}")
    both.require(b"body", signatures(OLD).headers(b"body"))
    signatures(NEW).require(b"body", both.headers(b"body"))
    with pytest.raises(SignatureRefusedError, match="unknown key"):
        signatures(NEW).require(b"body", signatures(OLD).headers(b"body"))


def test_a_transition_accepts_unsigned_events_and_no_wrong_ones():
    accepting = signatures(NEW, accepts_unsigned=True)
    accepting.require(b"body", {})
    with pytest.raises(SignatureRefusedError, match="wrong"):
        accepting.require(b"another", accepting.headers(b"body"))
    with pytest.raises(SignatureRefusedError, match="wrong"):
        accepting.require(b"body", {"sanji-key-id": accepting.headers(b"body")["sanji-key-id"]})


@pytest.mark.parametrize(("name", "value"), [("SANJI_EVENT_KEY", f"{NEW},short"), ("SANJI_UNSIGNED_EVENTS", "perhaps")])
def test_a_wrong_setting_ends_the_process_and_is_named(name, value, tmp_path, monkeypatch):
    monkeypatch.setenv("SANJI_HOST", "embedded")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=name):
        load_settings()


def test_without_an_event_key_one_is_derived_from_the_secret_key(tmp_path, monkeypatch):
    monkeypatch.setenv("SANJI_HOST", "embedded")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    settings = load_settings()
    identifier, _ = settings.event_keys.sign(b"body")
    assert load_settings().event_keys.find(identifier) is not None
    assert settings.secret_key.encode() not in settings.event_keys.keys
