"""Secrets are compared in a time that tells nothing: by `hmac.compare_digest`, nowhere by `==`."""

from __future__ import annotations

import ast
import hmac
from collections.abc import Iterator
from pathlib import Path

import pytest
from multidict import MultiDict

from channels.payloads import Payloads
from channels.twilio import signature
from channels.vault import Vault, new_secret
from suar import paths

ROOMS = ("actions", "campaign", "channels", "desk", "standin", "suar")
SECRET_WORDS = {"token", "secret", "signature", "password", "mark", "digest", "mac", "csrf", "hash"}
# Looked up in the database by its hash; a reviewer's name and day; the same field typed twice.
NO_SECRETS = {
    "desk/accounts.py": "token_hash",
    "campaign/review.py": "signature",
    "desk/staff.py": "password",
}


def names_in(node: ast.expr) -> Iterator[str]:
    """The last name of a value that is compared: `request.token` gives `token`."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.Call):
        yield from names_in(node.func)


def is_secret(node: ast.expr, known: str) -> bool:
    return any(
        name != known and SECRET_WORDS & set(name.strip("_").split("_")) for name in names_in(node)
    )


def plain_comparisons(path: Path, known: str = "") -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        equal = any(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops)
        against_constant = any(isinstance(side, ast.Constant) for side in sides)
        if equal and not against_constant and any(is_secret(side, known) for side in sides):
            yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def test_no_secret_is_compared_by_its_characters() -> None:
    files = [path for room in ROOMS for path in sorted((paths.ROOT / room).rglob("*.py"))]
    assert len(files) > 100
    known = {paths.ROOT / name: word for name, word in NO_SECRETS.items()}
    found = [one for path in files for one in plain_comparisons(path, known.get(path, ""))]
    assert found == []


def test_a_plain_comparison_would_be_found(tmp_path: Path) -> None:
    code = "a = token == given\nb = x.signature != y\nc = form_token(z) == w\nd = kind == 'token'\n"
    (tmp_path / "x.py").write_text(code + "e = invites.c.token_hash == made\n")
    found = [one.split(":")[1] for one in plain_comparisons(tmp_path / "x.py", "token_hash")]
    assert found == ["1", "2", "3"]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[bytes | str]:
    """What goes through `hmac.compare_digest`."""
    seen: list[bytes | str] = []
    genuine = hmac.compare_digest

    def spy(one: bytes | str, other: bytes | str) -> bool:
        seen.extend([one, other])
        return genuine(one, other)

    monkeypatch.setattr(hmac, "compare_digest", spy)
    return seen


def test_twilios_signature_goes_through_compare_digest(compared: list[bytes | str]) -> None:
    with pytest.raises(signature.Forged):
        signature.check("https://suar.example/x", MultiDict(), "guess", "token", "AC")
    assert b"guess" in compared


def test_the_mark_of_a_button_goes_through_compare_digest(compared: list[bytes | str]) -> None:
    assert Payloads(Vault(new_secret())).read("risk_sea~guess") is None
    assert b"guess" in compared


def test_a_session_of_the_web_chat_goes_through_compare_digest(compared: list[bytes | str]) -> None:
    from channels.web.sessions import Sessions

    forged = f"{'a' * 22}.1700000000.en.{'0' * 32}"
    assert Sessions(Vault(new_secret()), 60).read(forged) is None
    assert "0" * 32 in compared


def test_a_one_time_code_goes_through_compare_digest(compared: list[bytes | str]) -> None:
    from desk import secrets

    assert secrets.code_step("A" * 32, "12 34 56", 0) is None
    assert b"123456" in compared


def test_telegrams_secret_token_goes_through_compare_digest(compared: list[bytes | str]) -> None:
    from aiohttp import web
    from aiohttp.test_utils import make_mocked_request

    from channels.telegram.adapter import SECRET_HEADER, TelegramAdapter

    adapter = TelegramAdapter.__new__(TelegramAdapter)
    adapter._secret = "token"
    request = make_mocked_request("POST", "/telegram/message", headers={SECRET_HEADER: "guess"})
    with pytest.raises(web.HTTPForbidden):
        adapter._check(request)
    assert b"guess" in compared
