"""Ciphertexts and blind indexes of several keys, and those from before either named its key."""

import pytest
from cryptography.exceptions import InvalidTag

from shared.field_encryption import FieldCipher

OLD, NEW = "o" * 32, "n" * 32
PLACE, SCOPE, TEXT = "member/d/m/phone", "identity d", "19900001234"
BEFORE = bytes.fromhex("015aaa3ac303caded2d76419279d1f528eb5a084c9219bbb2a866fca762b423c18003118b4bd3275")
INDEX_BEFORE = "f7ee580a30d17f0a84fe356f256eace0bd3fef996bf8f6a553448905573ed5c0"
"""Both under the old key."""


@pytest.mark.parametrize("keys", [OLD, f"{OLD},{NEW}", f"{NEW}, {OLD}"])
def test_what_any_key_of_the_list_encrypted_is_decrypted(keys: str) -> None:
    cipher = FieldCipher(keys)
    for sealed in (BEFORE, FieldCipher(OLD).encrypt(TEXT, place=PLACE)):
        assert cipher.decrypt(sealed, place=PLACE) == TEXT
        with pytest.raises(InvalidTag):
            cipher.decrypt(sealed, place="member/d/another/phone")
        with pytest.raises(InvalidTag):
            FieldCipher(NEW).decrypt(sealed, place=PLACE)
    assert {INDEX_BEFORE, FieldCipher(OLD).index(TEXT, scope=SCOPE)} <= set(cipher.indexes(TEXT, scope=SCOPE))


def test_the_first_key_of_the_list_encrypts() -> None:
    both, first = FieldCipher(f"{NEW},{OLD}"), FieldCipher(NEW)
    assert first.decrypt(both.encrypt(TEXT, place=PLACE), place=PLACE) == TEXT
    assert first.decrypt_text(both.encrypt_text(TEXT, place=PLACE), place=PLACE) == TEXT
    assert first.index(TEXT, scope=SCOPE) == both.index(TEXT, scope=SCOPE)
    assert len(first.index(TEXT, scope=SCOPE)) == len(INDEX_BEFORE)
