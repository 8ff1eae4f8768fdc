import pytest

from madang.ledger.notes import BadNote, Checkpoint, Signer, Verifier, open_checkpoint, open_note

# The example in the documentation of golang.org/x/mod/sumdb/note: another implementation's key and signature.
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = (
    TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
CHECKPOINT = Checkpoint("PeterNeumann", 7, bytes(range(32)))


def test_keys_and_signatures_are_those_of_another_implementation() -> None:
    signer = Signer.parse(PRIVATE)

    assert str(signer) == PRIVATE
    assert str(signer.verifier) == PUBLIC
    assert signer.sign(TEXT) == SIGNED
    assert open_note(SIGNED, [Verifier.parse(PUBLIC)]) == TEXT


def test_a_printed_signer_does_not_show_its_key() -> None:
    assert "AYEK" not in repr(Signer.parse(PRIVATE))


def test_signatures_of_unknown_keys_are_ignored_beside_a_known_one() -> None:
    other = Signer("witness.example", bytes(32))
    both = SIGNED + other.sign(TEXT).rpartition("\n\n")[2]

    assert open_note(both, [Verifier.parse(PUBLIC)]) == TEXT
    assert open_note(both, [other.verifier]) == TEXT


@pytest.mark.parametrize(
    "note",
    [
        SIGNED.replace("problem,", "problem!"),
        SIGNED.replace("x08go/ZJ", "x08go/ZK"),
        TEXT,
        TEXT + "\n",
        SIGNED.rstrip("\n"),
        SIGNED.replace("— ", "- "),
        SIGNED.replace("x08go", "x08g*"),
        Signer("PeterNeumann", bytes(32)).sign(TEXT),
    ],
)
def test_a_note_that_the_key_has_not_signed_is_refused(note: str) -> None:
    with pytest.raises(BadNote):
        open_note(note, [Verifier.parse(PUBLIC)])


@pytest.mark.parametrize("vkey", ["", "a+b", PUBLIC.replace("c74f", "c74e"), PUBLIC[:-4], PUBLIC.replace("AR", "BB")])
def test_a_damaged_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadNote):
        Verifier.parse(vkey)


@pytest.mark.parametrize("key", ["", PUBLIC, PRIVATE.replace("c74f", "c74e"), PRIVATE[:-4]])
def test_a_damaged_private_key_is_refused(key: str) -> None:
    with pytest.raises(BadNote):
        Signer.parse(key)


@pytest.mark.parametrize("name", ["", "two words", "plus+sign", "no\u00a0break", "line\nbreak"])
def test_a_name_that_no_signature_line_can_carry_is_refused(name: str) -> None:
    with pytest.raises(BadNote):
        Signer(name, bytes(32))


@pytest.mark.parametrize("text", ["no newline", "a\tb\n", "a\x00b\n"])
def test_a_text_that_no_note_can_carry_is_not_signed(text: str) -> None:
    with pytest.raises(BadNote):
        Signer.parse(PRIVATE).sign(text)


def test_a_checkpoint_is_read_as_it_was_signed() -> None:
    note = Signer.parse(PRIVATE).sign(str(CHECKPOINT))

    assert open_checkpoint(note, Verifier.parse(PUBLIC)) == CHECKPOINT


def test_a_checkpoint_under_another_origin_is_refused() -> None:
    note = Signer.parse(PRIVATE).sign(str(Checkpoint("elsewhere", 7, bytes(32))))

    with pytest.raises(BadNote, match="elsewhere"):
        open_checkpoint(note, Verifier.parse(PUBLIC))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n",
        "a\n7\n",
        "a\n07\nAAAA\n",
        "a\n-1\nAAAA\n",
        "a\n٧\nAAAA\n",
        "a\n7\nAAAA\n",
        "a\n7\n*\n",
        "a\n7\n\nAAAA\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(text)
