"""Checker of a letter's text against the stored decision; it knows the letter from its PDF alone."""

import io
import re
from typing import Any

from pypdf import PdfReader

FOLLOWED = ("follows_score", "new_information", "client_history", "other")
MOTIVES = {
    "fr": {
        "new_information": "des informations que l’évaluation automatique ne connaissait pas",
        "data_error": "une erreur dans les données",
        "client_history": "l’historique de nos relations",
        "policy": "Nos règles d’octroi ne permettent pas",
        "other": "une raison propre à votre dossier",
    },
    "en": {
        "new_information": "information that the automated assessment did not have",
        "data_error": "found an error in the data",
        "client_history": "the history of our relationship",
        "policy": "Our lending rules do not allow",
        "other": "a reason particular to your case",
    },
}
OPINIONS = {
    "fr": {
        "refused": r"évaluation automatique était (elle aussi )?défavorable",
        "review": r"n’a pas permis de conclure",
        "accepted": r"évaluation automatique était favorable",
    },
    "en": {
        "refused": r"automated assessment was unfavourable",
        "review": r"was not conclusive",
        "accepted": r"automated assessment was favourable",
    },
}
ANSWERS = {
    "fr": {"accepted": "que nous l’acceptons", "refused": "nous ne pouvons pas l’accepter"},
    "en": {"accepted": "that we approve it", "refused": "We cannot approve it"},
}
SECOND = {"fr": "Une seconde personne", "en": "A second person"}
CHANCE = {
    "fr": r"(environ ([\d,]+|un) dossiers? comparables? au vôtre sur 100 (donnent|donne) lieu|moins d’un dossier)",
    "en": r"(about ([\d.]+|one) in 100 applications comparable to yours (leads?) to|fewer than one in 100)",
}
ZONE = {
    "fr": r"De ([\d,]+) à [\d,]+ sur 100, une personne décide.*?à partir de ([\d,]+) sur 100",
    "en": r"From ([\d.]+) to [\d.]+ in 100, a person decides.*?from ([\d.]+) in 100",
}
LIMIT = {
    "fr": r"défavorable à partir de ([\d,]+) sur 100 \(point d’équilibre\)",
    "en": r"unfavourable from ([\d.]+) in 100 \(break-even point\)",
}
RESERVE = {"fr": "sous réserve d’une nouvelle étude", "en": "subject to a new assessment"}
PROMISES = r"serait acceptée|sera acceptée|would be accepted|will be accepted|garantie|guaranteed"
NOT_USED = {
    "fr": {"gender": "le sexe", "age": "l’âge", "children": "le nombre d’enfants", "region_rating": "résidence"},
    "en": {"gender": "sex", "age": "age", "children": "number of children", "region_rating": "place of residence"},
}


def read_text(content: bytes) -> tuple[str, str]:
    """Return a PDF's text as it is extracted, and with all blanks as one space."""
    raw = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    raw = raw.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff").replace("ﬃ", "ffi")
    return raw, plain(raw)


def plain(text: str) -> str:
    """Join lines and hyphenated words, and straighten what typography changes."""
    return re.sub(r"\s+", " ", re.sub(r"[-\u00ad]\n", "-", text)).replace("'", "’")


def check_letter(
    text: str, decision: dict[str, Any], shown: dict[str, Any], *, language: str, offers: list[str]
) -> None:
    """Compare every statement with the decision, the explanation shown with it and today's other loans."""
    refused, model, motive = decision["choice"] == "refused", decision["model_decision"], decision["motive"]
    said = {answer for answer, phrase in ANSWERS[language].items() if phrase in text}
    assert said == {decision["choice"]}
    assert (SECOND[language] in text) is (decision["review_of"] is not None)
    opinions = {each for each, phrase in OPINIONS[language].items() if re.search(phrase, text)}
    assert opinions == ({model} if refused else set())
    check_motive(text, decision, language=language)
    with_model = refused and model == "refused" and motive in FOLLOWED
    check_reasons(text, decision, printed=with_model or (refused and model == "review" and motive == "follows_score"))
    check_chance(text, decision, language=language, printed=with_model)
    assert not re.search(PROMISES, text)
    for offer in offers:
        assert (plain(offer) in text) is with_model
    if with_model and offers:
        assert RESERVE[language] in text
    for name, phrase in NOT_USED[language].items():
        used = any(each["name"] == name for each in shown["features"])
        listed = re.search(r"(N’entrent pas dans cette évaluation :|Not part of this assessment:)(.*?)\.", text)
        assert listed is not None and (phrase in listed[2]) is not used


def check_motive(text: str, decision: dict[str, Any], *, language: str) -> None:
    """The officer's motive is printed when it is a ground of a refusal, no other one, and the officer's own words."""
    refused, motive = decision["choice"] == "refused", decision["motive"]
    found = {code for code, phrase in MOTIVES[language].items() if phrase in text}
    expected = {motive} & set(MOTIVES[language]) if refused else set()
    if refused and motive == "follows_score" and decision["model_decision"] == "accepted":
        expected = {"other"}  # the record contradicts itself: nothing may be told as the model's reason
    assert found == expected
    if decision["grounds"]:
        assert (plain(decision["grounds"]) in text) is refused
    assert not decision["comment"] or plain(decision["comment"]) not in text


def check_reasons(text: str, decision: dict[str, Any], *, printed: bool) -> None:
    """The reasons are the record's, against the client, in its order, four at most; or none at all."""
    known = [each for each in decision["reasons"] if each["evidence"] is not None]
    against = [each for each in known if each["contribution"] > 0][:4] if printed else []
    places = [text.index(plain(each["sentence"])) for each in against]
    assert places == sorted(places)
    for each in known:
        if each not in against:
            assert plain(each["sentence"]) not in text
    for each, place in zip(against, places, strict=True):
        source = text[place + len(plain(each["sentence"])) :][:60]
        if each["family"] == "external_scores":
            assert re.match(r" Source ?: (un organisme|an outside)", source), source


def check_chance(text: str, decision: dict[str, Any], *, language: str, printed: bool) -> None:
    """The probability is the decision's, counted in a number that agrees, beside the zone or the break-even point."""
    found = re.search(CHANCE[language], text)
    zone, limit = re.search(ZONE[language], text), re.search(LIMIT[language], text)
    assert (found is not None) is printed and ((zone or limit) is not None) is printed
    assert not re.search(r"\b1 (connaissent|donnent|dossiers)|about 1 ", text)
    if found is None:
        return
    chance = 100 * decision["probability_of_default"]
    if found[2] is None:
        assert chance < 0.5
    else:
        written = 1.0 if found[2] in ("un", "one") else number(found[2])
        assert abs(written - chance) <= 0.5 * 10 ** -len(found[2].replace(",", ".").partition(".")[2])
    band = decision["grey_zone"]
    if band and band["low"] < band["high"]:
        assert zone is not None and abs(number(zone[1]) - 100 * band["low"]) <= 0.05
        assert abs(number(zone[2]) - 100 * band["high"]) <= 0.05
    else:
        assert limit is not None and abs(number(limit[1]) - 100 * decision["threshold"]) <= 0.05


def number(text: str) -> float:
    return float(text.replace(",", "."))


def check_typography(raw: str, *, language: str) -> None:
    """No straight apostrophe between letters, no sign alone at the start of a line."""
    assert not re.search(r"\w'\w", raw)
    if language == "fr":
        found = re.search(r".{20}[ \n][;:!?»%€].{5}|.{5}«[ \n].{20}", raw, re.DOTALL)
        assert found is None, found
    else:
        assert not re.search(r"\s[;:!?%]", raw)


TITLES = {"fr": {"ms": "Madame", "mr": "Monsieur"}, "en": {"ms": "Ms", "mr": "Mr"}}
ANONYMOUS = {"fr": ("Madame, Monsieur,", "à compléter avant l’envoi"), "en": ("Dear Sir or Madam,", "to be completed")}
FAREWELL = {
    "fr": r"Nous vous prions d’agréer(, (Madame|Monsieur|Madame, Monsieur),)? l’expression",
    "en": r"Yours (\w+),",
}


def check_recipient(text: str, identity: dict[str, Any] | None, client_id: str, *, language: str) -> None:
    """The window, salutation and closing are those of the recorded identity, or say that it lacks."""
    anonymous, lacking = ANONYMOUS[language]
    farewell = re.search(FAREWELL[language], text)
    assert farewell is not None and str(client_id) in text
    if identity is None:
        assert lacking in text and anonymous in text
        assert (farewell[2] if language == "fr" else farewell[1]) in ("Madame, Monsieur", "faithfully")
        return
    assert anonymous not in text
    title = TITLES[language].get(identity["title"], "")
    name = f"{identity['given_names']} {identity['family_name']}"
    address = identity["address"]
    assert (lacking in text) is (address is None)
    window = [f"{title} {name}".strip()]
    if address:
        country = [address["country"]] if address["country"] else []
        window += [*address["lines"], f"{address['postcode']} {address['city']}", *country]
    assert plain(" ".join(window)) in text
    greeting = f"{title} {identity['family_name']}" if title else f"Bonjour {name}" if language == "fr" else name
    assert plain(f"{greeting if language == 'fr' else f'Dear {greeting}'},") in text
    assert (farewell[2] or "" if language == "fr" else farewell[1]) == (title if language == "fr" else "sincerely")
    other = identity["co_borrower"]
    together = {"fr": "co-emprunteur", "en": "co-borrower"}[language]
    assert (together in text) is (other is not None)
    if other is not None:
        named = f"{other['given_names']} {other['family_name']}"
        assert text.count(plain(named)) == 2  # in the subject, and where the data used are told
        assert {"fr": "aucune donnée de votre co-emprunteur", "en": "no data of your co-borrower"}[language] in text


def check_request(text: str, record: dict[str, Any], labels: dict[str, str], *, language: str, due: str) -> None:
    """A request names its documents with what is accepted, in their order, no other one, and the day."""
    assert due in text
    places = [
        text.index(plain(f"{each['label']}{' ' if language == 'fr' else ''}: {each['accepted']}"))
        for each in record["pieces"]
    ]
    assert places == sorted(places) and places
    asked = {each["code"] for each in record["pieces"]}
    for code, label in labels.items():
        assert (plain(label) in text) is (code in asked), code
    assert record["request_id"] in text.replace("- ", "-")
    assert not re.search(PROMISES, text)
    for answers in ANSWERS[language].values():
        assert answers not in text
