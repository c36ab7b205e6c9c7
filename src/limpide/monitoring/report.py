"""What was measured, gathered: one verdict, one list of alarms, one JSON file, one page in each language."""

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from limpide import __version__
from limpide.language.languages import installed_languages
from limpide.monitoring.alarm import Alarm, sort_alarms
from limpide.monitoring.challenger import Challenge
from limpide.monitoring.drift import Drift
from limpide.monitoring.fairness import Fairness
from limpide.monitoring.limits import Limits, Verdict, worst
from limpide.monitoring.page.challenger import tell_challenge
from limpide.monitoring.page.drift import name_drift_subjects, tell_drift
from limpide.monitoring.page.fairness import name_groups, tell_fairness
from limpide.monitoring.page.html import Html
from limpide.monitoring.page.page import Content, Subject, render
from limpide.monitoring.page.performance import name_period, tell_performance
from limpide.monitoring.page.words import Words, get_words
from limpide.monitoring.performance import Performance

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Report:
    """Any of the parts; ``kind`` names the files and chooses the title."""

    kind: str
    limits: Limits
    drift: Drift | None = None
    performance: Performance | None = None
    fairness: Fairness | None = None
    challenge: Challenge | None = None

    @property
    def parts(self) -> dict[str, Drift | Performance | Fairness | Challenge]:
        """What was measured, by name."""
        every = {
            "drift": self.drift,
            "performance": self.performance,
            "fairness": self.fairness,
            "challenger": self.challenge,
        }
        return {name: part for name, part in every.items() if part is not None}

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """Everything beyond its limit, the most urgent first."""
        return sort_alarms(alarm for part in self.parts.values() for alarm in part.alarms)

    @property
    def verdict(self) -> Verdict:
        """The most urgent of all parts."""
        return worst([part.verdict for part in self.parts.values()])

    def as_json(self) -> dict[str, Any]:
        """Return everything as objects, lists, text, numbers and nulls."""
        return {
            "format": FORMAT,
            "limpide": __version__,
            "kind": self.kind,
            "verdict": self.verdict.value,
            "alarms": [alarm.as_json() for alarm in self.alarms],
            "limits": self.limits.model_dump(),
            **{name: part.as_json() for name, part in self.parts.items()},
        }

    def write(self, folder: Path) -> None:
        """Write the JSON file, and the page in every installed language, into a folder."""
        text = json.dumps(self.as_json(), ensure_ascii=False, indent=1, allow_nan=False)
        (folder / f"{self.kind}.json").write_text(text + "\n", encoding="utf-8")
        for language in installed_languages():
            page = render(self._content(get_words(language)), get_words(language))
            (folder / f"{self.kind}.{language}.html").write_text(page, encoding="utf-8")

    def _content(self, words: Words) -> Content:
        return Content(
            name=self.kind,
            title=words.say(f"{self.kind}.title"),
            verdict=self.verdict,
            alarms=self.alarms,
            subject=self._subject(words),
            sections=self._sections(words),
            false_alarms=self.limits.false_alarms,
        )

    def _sections(self, words: Words) -> list[Html]:
        sections = []
        if self.performance is not None:
            sections += tell_performance(self.performance, words)
        if self.drift is not None:
            sections += tell_drift(self.drift, self.limits.drift, words)
        if self.fairness is not None:
            sections += tell_fairness(self.fairness, self.limits.fairness, words)
        if self.challenge is not None:
            sections += tell_challenge(self.challenge, words)
        return sections

    def _subject(self, words: Words) -> Subject:
        """Each part names what its own alarms are about."""
        naming: list[tuple[tuple[Alarm, ...], Subject]] = []
        if self.drift is not None:
            naming.append((self.drift.alarms, name_drift_subjects(self.drift, words)))
        if self.fairness is not None:
            naming.append((self.fairness.alarms, name_groups(self.fairness, words)))

        def subject(alarm: Alarm) -> str:
            own = (name for alarms, name in naming if any(alarm is each for each in alarms))
            return next(own, partial(name_period, words=words))(alarm)

        return subject
