"""Compliance check of a lender's file and settings against a legal pack: what holds, what the lender must fill in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from limpide.language.languages import installed_languages
from limpide.legal.pack import LegalPack, Need, Obligation
from limpide.lenders.legal_terms import OUTCOMES, Retention
from limpide.lenders.letter_texts import COMMON, LetterTexts

_DAYS_IN_MONTH = 30


@dataclass(frozen=True)
class Finding:
    """One obligation: ``missing`` are sentences on what the lender must fill in, ``notes`` what it has to know."""

    obligation: Obligation
    missing: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is missing that the check can see."""
        return not self.missing


@dataclass(frozen=True, kw_only=True)
class LegalReport:
    """What was found of each obligation; ``refused`` are sentences on the file as a whole, for production only."""

    pack: LegalPack
    source: str
    findings: tuple[Finding, ...]
    refused: tuple[str, ...] = field(default=())

    @property
    def missing(self) -> tuple[str, ...]:
        """Return everything that must be filled in, one sentence each."""
        return (*self.refused, *(sentence for each in self.findings for sentence in each.missing))


def check_lender(
    pack: LegalPack,
    texts: LetterTexts,
    *,
    review_days: int,
    retention_days: int | None,
    today: date,
    production: bool = False,
) -> LegalReport:
    """Check a lender's texts and settings; ``retention_days`` of the environment hide the lender's own periods.

    For ``production`` a specimen, texts that no counsel confirmed and a pack not read again in time are refused.
    """
    lender = _Lender(pack, texts, review_days, retention_days)
    findings = tuple(
        Finding(each, missing=tuple(lender.missing(each)), notes=tuple(lender.notes(each))) for each in pack.obligations
    )
    refused = tuple(_refusals(pack, texts, today)) if production else ()
    return LegalReport(pack=pack, source=texts.source, findings=findings, refused=refused)


@dataclass(frozen=True)
class _Lender:
    pack: LegalPack
    texts: LetterTexts
    review_days: int
    retention_days: int | None

    def missing(self, obligation: Obligation) -> Iterator[str]:
        named = f'obligation "{obligation.id}" ({obligation.title_en}) needs it'
        for name in obligation.texts:
            for full in [name] if name in COMMON else [f"{language}.{name}" for language in installed_languages()]:
                if not self.texts.has(full):
                    yield f"{self.texts.source} lacks the text {full}: {named}"
        for need in obligation.needs:
            fault = self._fault(need)
            if fault is not None:
                yield f"{fault}: {named}"

    def notes(self, obligation: Obligation) -> Iterator[str]:
        if "assessment" in obligation.needs and not self.texts.legal.assessment_required:
            yield "legal.assessment is optional: decisions without a record of the assessment are accepted"
        if obligation.lender:
            yield f"the lender's part: {obligation.lender}"

    def _fault(self, need: Need) -> str | None:
        retention, source = self.texts.legal.retention, self.texts.source
        if need == "review_days" and self.review_days > self.pack.max_review_days:
            return f"LIMPIDE_REVIEW_DAYS is {self.review_days}, more than {self.pack.max_review_days}"
        if need == "retention" and self.retention_days is not None:
            return "LIMPIDE_RETENTION_DAYS sets one period for every outcome; leave it out"
        if need == "retention" and retention is None:
            return f"{source} lacks the table legal.retention"
        if need == "logs" and retention is not None:
            return self._short(retention)
        return None

    def _short(self, retention: Retention) -> str | None:
        fewest = self.pack.min_retention_months
        for name in OUTCOMES:
            period = retention.of(name)
            months = period.count if period.unit == "months" else period.count / _DAYS_IN_MONTH
            if months < fewest:
                return f"legal.retention.{name} is {period}, less than {fewest} months"
        return None


def _refusals(pack: LegalPack, texts: LetterTexts, today: date) -> Iterator[str]:
    if texts.specimen:
        yield f"{texts.source} is a specimen: copy it, write the lender's own texts, and take specimen = true out"
    if not texts.legal.confirmed_by or texts.legal.confirmed_on is None:
        yield f"{texts.source} does not say which counsel confirmed it and when: legal.confirmed_by, legal.confirmed_on"
    elif texts.legal.confirmed_on < pack.read_on:
        yield f"{texts.source} was confirmed on {texts.legal.confirmed_on}, before the law was read on {pack.read_on}"
    if today > pack.read_again_by:
        yield f"the legal pack of {pack.title} was to be read again by {pack.read_again_by}: have counsel read it"
