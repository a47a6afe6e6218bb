"""Passwords and tokens."""

from fitglue.security import passwords, tokens


def test_only_the_right_password_matches() -> None:
    kept = passwords.hashed("four words in row")
    assert passwords.matches("four words in row", kept)
    assert not passwords.matches("four words in a row", kept)


def test_nobody_has_no_password() -> None:
    assert not passwords.matches("", "")
    assert not passwords.matches("nobody", "")


def test_two_hashes_of_one_password_differ() -> None:
    assert passwords.hashed("four words in row") != passwords.hashed("four words in row")


def test_tokens_are_new_each_time_and_kept_as_hashes() -> None:
    one, other = tokens.new_token(), tokens.new_token()
    assert one != other
    assert len(tokens.token_hash(one)) == 64
    assert one not in tokens.token_hash(one)
