"""Readability of French (Kandel and Moles 1958) and English (Flesch 1948): 100 is very easy, 60 plain, 30 hard."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)|\n{2,}")
_VOWELS = {"fr": "aeiouyàâäéèêëîïôöùûüœæ", "en": "aeiouy"}


def count_syllables(word: str, language: str) -> int:
    """Count groups of vowels; an "e" that nobody hears at the end (also "es", "ent" and "ed") counts none."""
    plain = word.lower()
    silent = r"(?<=[^aeiouyéèê’])(es?|ent)$" if language == "fr" else r"(?<=[^aeiouylr])(es?|ed)$|(?<=[aeiouy][rl])e$"
    spoken = re.sub(silent, "", plain) if len(plain) > 3 else plain
    groups = re.findall(f"[{_VOWELS[language]}]+", spoken)
    return max(1, len(groups))


def measure_readability(text: str, language: str) -> float:
    """Return the score of a text."""
    words = _WORD.findall(text)
    sentences = max(1, sum(bool(_WORD.search(part)) for part in _SENTENCE.split(text)))
    syllables = sum(count_syllables(word, language) for word in words)
    length, weight = len(words) / sentences, syllables / len(words)
    return 207 - 1.015 * length - 73.6 * weight if language == "fr" else 206.835 - 1.015 * length - 84.6 * weight
