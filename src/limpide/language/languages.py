"""Installed languages: one folder of catalogues for each, shipped with the package or added by the lender.

A folder is named by its code (ISO 639) and holds ``language.toml`` (``name``, ``locale`` of the CLDR, ``fallback``: the
language of what is not translated) beside any of the catalogues that the shipped ones have.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from limpide.core.errors import InvalidInput

Language = str
"""Code of an installed language, such as "fr"."""

DEFAULT: Language = "fr"
CODE = r"^[a-z]{2,3}$"
_FILE = "language.toml"
_FIELDS = {"name", "locale", "fallback"}
_added: list[Path] = []


@dataclass(frozen=True)
class InstalledLanguage:
    """A language's own name, its locale, its folder, and the language of what it lacks (None for a whole one)."""

    code: Language
    name: str
    locale: Locale
    fallback: Language | None
    folder: Traversable


def add_languages(folder: Path | None) -> None:
    """Install the languages of a folder of folders beside the shipped ones; twice is once, None is none.

    Raises InvalidInput for a folder that is no language, one that is shipped, or a fallback that is not installed.
    """
    if folder is None or folder.resolve() in _added:
        return
    _added.append(folder.resolve())
    installed_languages.cache_clear()
    try:
        installed_languages()
    except InvalidInput:
        _added.remove(folder.resolve())
        installed_languages.cache_clear()
        raise


def forget_added_languages() -> None:
    """Leave the shipped languages alone installed."""
    _added.clear()
    installed_languages.cache_clear()


@cache
def installed_languages() -> Mapping[Language, InstalledLanguage]:
    """Return the installed languages by code: those of the package in order of the default, then those added."""
    found = {each.code: each for each in map(_read_folder, _folders(files("limpide.language") / "catalogues"))}
    shipped = {code: found[code] for code in sorted(found, key=lambda code: (code != DEFAULT, code))}
    added: dict[Language, InstalledLanguage] = {}
    for root in _added:
        if not root.is_dir():
            raise InvalidInput(f"{root} is not a folder of languages; name one folder with a folder for each language")
        for folder in _folders(root):
            if folder.name in shipped or folder.name in added:
                raise InvalidInput(f'{folder} cannot be added: "{folder.name}" is installed already')
            added[folder.name] = _read_folder(folder, usual_fallback="en")
    languages = MappingProxyType({**shipped, **added})
    for each in added.values():
        if each.fallback not in shipped:
            raise InvalidInput(f'{each.folder}: fallback must be one of {", ".join(shipped)}; it is "{each.fallback}"')
    return languages


def find_language(code: str) -> InstalledLanguage:
    """Return an installed language; ``InvalidInput`` names those that there are."""
    languages = installed_languages()
    if code not in languages:
        raise InvalidInput(f'there are no texts in "{code}"; choose {" or ".join(languages)}')
    return languages[code]


def choose_language(code: str | None) -> Language:
    """Return the code where it is that of an installed language, else the default.

    >>> choose_language("en"), choose_language("tlh"), choose_language(None)
    ('en', 'fr', 'fr')
    """
    return code if code is not None and code in installed_languages() else DEFAULT


def with_fallback(language: Language) -> tuple[InstalledLanguage, ...]:
    """Return a language and, after it, the one that says what it lacks."""
    found = find_language(language)
    return (found,) if found.fallback is None else (found, find_language(found.fallback))


def spoken(texts: Mapping[Language, str], language: Language) -> str:
    """Return the text in a language, in its fallback where there is none; ``KeyError`` where both lack.

    >>> spoken({"fr": "oui", "en": "yes"}, "en")
    'yes'
    """
    found = next((each.code for each in with_fallback(language) if each.code in texts), language)
    return texts[found]


def _folders(root: Traversable) -> list[Traversable]:
    found = [each for each in root.iterdir() if each.is_dir() and not each.name.startswith(("_", "."))]
    return sorted(found, key=lambda each: each.name)


def _read_folder(folder: Traversable, usual_fallback: Language | None = None) -> InstalledLanguage:
    if not re.fullmatch(CODE, folder.name):
        raise InvalidInput(f'{folder}: a language\'s folder is named by its code of two or three letters, such as "es"')
    try:
        content = tomllib.loads((folder / _FILE).read_text(encoding="utf-8"))
        locale = Locale.parse(content["locale"])
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError, UnknownLocaleError) as error:
        raise InvalidInput(f'{folder} needs a file {_FILE} with name and locale, such as "es_ES" ({error})') from error
    strange = sorted(set(content) - _FIELDS)
    if strange or not all(isinstance(value, str) for value in content.values()) or "name" not in content:
        raise InvalidInput(f"{folder / _FILE} must hold the texts name, locale and fallback, and nothing else")
    return InstalledLanguage(folder.name, content["name"], locale, content.get("fallback", usual_fallback), folder)
