"""``limpide legal check``: passes on the specimen, and fails with one sentence for each text that is taken away."""

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from limpide.cli import legal
from limpide.core.errors import InvalidInput
from limpide.lenders.letter_texts import COMMON, OPTIONAL, TRANSLATED

SPECIMEN = (files("limpide.lenders") / "home_credit" / "letters.toml").read_text(encoding="utf-8")
TEXTS = [*COMMON, *(f"{language}.{name}" for language in ("fr", "en") for name in (*TRANSLATED, *OPTIONAL))]
CONFIRMED = 'country = "fr"\nconfirmed_by = "Me Roux"\nconfirmed_on = 2026-12-01'


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LETTERS", "LENDER", "CONTACT", "REVIEW_DAYS", "RETENTION_DAYS"):
        monkeypatch.delenv(f"LIMPIDE_{name}", raising=False)


def check(*arguments: str) -> Result:
    return CliRunner().invoke(legal.app, ["check", *arguments])


def use(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("LIMPIDE_LETTERS", str(path))


def without(name: str) -> str:
    """Return the specimen without one of its texts."""
    table = re.split(r"(?m)^(?=\[)", SPECIMEN)
    language, _, key = name.rpartition(".")
    place = next(
        rank for rank, part in enumerate(table) if part.startswith(f"[{language}]") or (not language and not rank)
    )
    table[place] = re.sub(rf'(?ms)^{key} = ("""[^"]*"""|"[^"\n]*")\n', "", table[place], count=1)
    text = "".join(table)
    assert len(tomllib.loads(text).get(language, tomllib.loads(text))) < len(
        tomllib.loads(SPECIMEN).get(language, tomllib.loads(SPECIMEN))
    )
    return text


def test_the_demo_s_texts_answer_every_obligation_that_can_be_checked() -> None:
    done = check()
    assert done.exit_code == 0, done.output
    assert "LACKING" not in done.output and "To do" not in done.output
    assert "holds    mediator: The lender's consumer mediator" in done.output
    assert "proof: tests/" in done.output and "no proof: " in done.output


@pytest.mark.parametrize("name", TEXTS)
def test_each_text_taken_away_is_told_with_the_obligation_that_needs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    use(monkeypatch, tmp_path, without(name))
    done = check("--json")
    assert done.exit_code == 3
    told = json.loads(done.output)
    assert told["complete"] is False and told["missing"]
    lacking = [each for each in told["obligations"] if not each["holds"]]
    for each in lacking:
        assert name.rpartition(".")[2] in each["texts"]
        [sentence] = each["missing"]
        assert f'lacks the text {name}: obligation "{each["id"]}"' in sentence
    assert told["missing"] == [sentence for each in lacking for sentence in each["missing"]]
    plain = check()
    assert plain.exit_code == 3 and all(sentence in plain.output for sentence in told["missing"])


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (r"(?s)\[legal\.retention\].*?(?=\n\[)", "", "lacks the table legal.retention"),
        ("abandoned = 60", "abandoned = 3", "legal.retention.abandoned is 3 months, less than 6 months"),
    ],
)
def test_what_the_lender_must_declare_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: str, after: str, said: str
) -> None:
    use(monkeypatch, tmp_path, re.sub(before, after, SPECIMEN))
    done = check()
    assert done.exit_code == 3 and said in done.output


@pytest.mark.parametrize(
    ("name", "said"), [("REVIEW_DAYS", "more than 31"), ("RETENTION_DAYS", "one period for every")]
)
def test_settings_that_undo_what_the_file_says_are_told(monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    monkeypatch.setenv(f"LIMPIDE_{name}", "60")
    done = check()
    assert done.exit_code == 3 and said in done.output


def test_production_takes_neither_a_specimen_nor_what_no_counsel_confirmed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert check("--production").exit_code == 3
    assert "is a specimen" in check("--production").output
    own = SPECIMEN.replace("specimen = true\n", "")
    use(monkeypatch, tmp_path, own)
    assert check().exit_code == 0
    assert "which counsel confirmed it" in check("--production").output
    use(monkeypatch, tmp_path, own.replace('country = "fr"', CONFIRMED))
    done = check("--production")
    assert done.exit_code == 0, done.output
    use(monkeypatch, tmp_path, own.replace('country = "fr"', CONFIRMED.replace("2026-12-01", "2025-01-01")))
    assert "before the law was read" in check("--production").output


def test_a_pack_that_was_to_be_read_again_is_refused_in_production(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shipped = (files("limpide.legal") / "fr.toml").read_text(encoding="utf-8")
    own = tmp_path / "fr.toml"
    own.write_text(re.sub("read_again_by = .*", "read_again_by = 2026-01-01", shipped), encoding="utf-8")
    use(monkeypatch, tmp_path, SPECIMEN.replace("specimen = true\n", "").replace('country = "fr"', CONFIRMED))
    assert check("--pack", str(own)).exit_code == 0
    done = check("--pack", str(own), "--production")
    assert done.exit_code == 3 and "was to be read again by 2026-01-01" in done.output


def test_whose_law_applies_must_be_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for country, said in (("", "does not say whose law applies"), ("xx", 'no legal pack of "xx"')):
        use(monkeypatch, tmp_path, SPECIMEN.replace('country = "fr"', f'country = "{country}"'))
        error: Any = check().exception
        assert isinstance(error, InvalidInput) and said in str(error)


def test_every_command_says_what_it_does_with_an_example() -> None:
    for command in ("check", "page"):
        shown = " ".join(CliRunner().invoke(legal.app, [command, "--help"]).output.split())
        assert f"limpide legal {command}" in shown.split("Example", 1)[1]
