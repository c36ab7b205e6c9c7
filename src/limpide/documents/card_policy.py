"""The part of the card on policy: which attributes the model may not use, why, and what that costs; proxies of them."""

from collections.abc import Mapping

from limpide.bundle.judgement import Price, Proxy
from limpide.bundle.manifest import Manifest
from limpide.documents.card_blocks import Block, Paragraph, Table
from limpide.documents.card_words import CardWords
from limpide.features.policy import ATTRIBUTES, Attribute

_DIRECTIONS = "directions"
_NAMES = {each.name: each.wording for each in ATTRIBUTES}
_HEADERS = ("attribute", "who", "reason", "auc", "cost")


def policy_blocks(manifest: Manifest, words: CardWords) -> tuple[Block, ...]:
    """Return the policy with its prices and the proxies; of bundles before format 4, the two prices they measured."""
    judgement = manifest.judgement
    if manifest.coherence is None:
        return _two_prices(judgement.prices, words)
    lead = words.say("price.lead" if judgement.prices else "price.none")
    prices = {each.choice: each for each in judgement.prices}
    return (
        Paragraph(words.say("policy.lead")),
        Paragraph(lead),
        _policy(prices, words),
        *_proxies(judgement.proxies, words),
    )


def _policy(prices: Mapping[str, Price], words: CardWords) -> Table:
    rows = [_attribute(each, prices.get(each.name), words) for each in ATTRIBUTES]
    directions = (words.say("policy.directions"), words.say("policy.all"), words.say("policy.directions_reason"))
    rows.append((*directions, *_price(prices.get(_DIRECTIONS), words)))
    return Table(words.say("policy.caption"), tuple(words.say(f"policy.{name}") for name in _HEADERS), tuple(rows))


def _attribute(attribute: Attribute, price: Price | None, words: CardWords) -> tuple[str, ...]:
    return (
        words.label(attribute.wording),
        words.say(f"use.{attribute.policy.value}"),
        words.label(attribute.reason),
        *_price(price, words),
    )


def _price(price: Price | None, words: CardWords) -> tuple[str, str]:
    if price is None:
        return words.say("policy.unmeasured"), words.say("policy.unmeasured")
    return words.estimate(price.auc, 4), words.estimate(price.cost_per_client, 4)


def _proxies(proxies: tuple[Proxy, ...], words: CardWords) -> tuple[Block, ...]:
    if not proxies:
        return (Paragraph(words.say("proxy.none")),)
    rows = tuple((_name(each.attribute, words), words.figure(each.auc, 3)) for each in proxies)
    headers = (words.say("policy.attribute"), words.say("proxy.auc"))
    return Paragraph(words.say("proxy.lead")), Table(words.say("proxy.caption"), headers, rows)


def _name(attribute: str, words: CardWords) -> str:
    wording = _NAMES.get(attribute)
    return attribute if wording is None else words.label(wording)


def _two_prices(prices: tuple[Price, ...], words: CardWords) -> tuple[Block, ...]:
    if not prices:
        return (Paragraph(words.say("price.none")),)
    rows = tuple(
        (
            words.say(
                "price.protected" if each.choice.startswith("protected") else "price.monotone", columns=each.columns
            ),
            words.estimate(each.auc, 4),
            words.estimate(each.cost_per_client, 4),
        )
        for each in prices
    )
    headers = tuple(words.say(f"price.{name}") for name in ("choice", "auc", "cost"))
    return Paragraph(words.say("price.lead")), Table(words.say("price.caption"), headers, rows)
