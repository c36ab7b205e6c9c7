"""Page of a legal pack in Markdown: obligations with their proof, the index by annex IV, the outline of a FRIA."""

from collections.abc import Iterable

from limpide.legal.pack import IndexEntry, LegalPack, Obligation, Source

_BEGIN = """# Law: what is asked, and what proves it

Obligations of a lender in {title}, and what satisfies each of them. The page is written by `limpide legal page`
from the legal pack (`src/limpide/legal/{country}.toml`), read on {read_on}, to be read again by {read_again_by}.

!!! warning
    Paraphrases are Limpide's own. They are neither the wording of the law nor legal advice: the lender's counsel
    confirms each of them. *Rests on* says what a paraphrase rests on: the text of the article, a commentary, or memory
    alone.

Is a lender's file complete?

```sh
limpide legal check
```

It lists each obligation with its proof, or what the lender must fill in: texts of
[the lender's file](operations.md#letters-to-clients), periods of retention, days of a review. Exit code 3 where
something is missing. `--production` also refuses specimen texts, texts that no counsel confirmed (`legal.confirmed_by`,
`legal.confirmed_on`) and a pack that was not read again in time; `--json` is for programs. Another country is another
file: `--pack FILE`, and `country` in the table `[legal]` of the lender's file.
"""
_OBLIGATIONS = "\n## Obligations\n"
_ANNEX = """
## Index by annex IV

Technical documentation of a high-risk system, point by point. The card of each model (`limpide bundle card`) holds the
same index with that model's own sections.

"""
_RIGHTS = """
## Outline of a fundamental rights impact assessment

Article 27 asks it of whoever deploys the system, so that the lender writes it; what Limpide can contribute stands
beside each point.

"""
_PARTS = (
    ("letter", "Letter"),
    ("screen", "Screen"),
    ("api", "API"),
    ("journal", "Journal"),
    ("lender", "Lender's part"),
)
_READ = {"text": "the text", "commentary": "a commentary", "memory": "memory"}


def build_page(pack: LegalPack) -> str:
    """Return the page of a pack; links are relative to ``docs``."""
    page = _BEGIN.format(title=pack.title, country=pack.country, read_on=pack.read_on, read_again_by=pack.read_again_by)
    page += _OBLIGATIONS + "".join(map(_obligation, pack.obligations))
    if pack.annex_iv:
        page += _ANNEX + _index(pack.annex_iv)
    if pack.fundamental_rights:
        page += _RIGHTS + _index(pack.fundamental_rights)
    return page


def _obligation(found: Obligation) -> str:
    lines = [f"\n### {found.title_en}\n", f"{found.paraphrase_en} *Rests on {_READ[found.read]}.*\n"]
    lines.append(f"- Sources: {'; '.join(map(_source, found.sources))}")
    lines += [f"- {label}: {getattr(found, name)}" for name, label in _PARTS if getattr(found, name)]
    if found.texts:
        lines.append(f"- Texts of the lender: {_codes(found.texts)}")
    if found.needs:
        lines.append(f"- Declarations of the lender: {_codes(found.needs)}")
    proof = "".join(f"\n    - `{each}`" for each in found.proof)
    lines.append(f"- Proof:{proof}" if proof else f"- No proof: {found.no_proof}")
    return "\n".join(lines) + "\n"


def _source(source: Source) -> str:
    since = f" (applies from {source.applies_from})" if source.applies_from else ""
    return f"{source.text}, {source.articles}{since}"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _index(entries: Iterable[IndexEntry]) -> str:
    lines = ["| point | asks | where | the lender adds |", "|---|---|---|---|"]
    lines += [f"| {each.point} | {each.asks} | {_links(each.where)} | {each.lender or '—'} |" for each in entries]
    return "\n".join(lines) + "\n"


def _links(paths: Iterable[str]) -> str:
    """Link pages of ``docs``; other files of the repository are named."""
    inside = "docs/"
    shown = [
        f"[{each[len(inside) :]}]({each[len(inside) :]})" if each.startswith(inside) else f"`{each}`" for each in paths
    ]
    return ", ".join(shown) or "—"
