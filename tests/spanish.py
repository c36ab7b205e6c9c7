"""A third language of a few sentences, in a folder as a lender writes it: the rest falls back on English."""

from pathlib import Path

CATALOGUES = {
    "language.toml": 'name = "Español"\nlocale = "es_ES"\nfallback = "en"\n',
    "screens.toml": """
[app]
language = "Idioma"

[nav]
find = "Buscar un cliente"
""",
    "api.toml": """
[problems.unknown-client]
title = "Cliente desconocido"
detail = "Ningún cliente tiene el número {client_id}. Compruebe el número."

[fields]
missing = "este campo es obligatorio"
""",
    "letters.toml": """
place_date = "{place}, {date}"
salutation = "Estimado cliente:"
"answer.accepted" = "Hemos estudiado su solicitud y nos complace comunicarle que la aceptamos."
"answer.refused" = "Hemos estudiado su solicitud y no podemos aceptarla."
who = "Una persona tomó esta decisión el {date}, con la ayuda de una evaluación automática."
"subject.amount" = "Importe solicitado: {amount}"
file_name = "decisión-{client_id}.pdf"
""",
    "grounds.toml": '[grounds]\npolicy = "Nuestras normas de concesión no permiten aceptar esta solicitud."\n',
    "words.toml": """
[families]
income = "Ingresos"

[values]
unknown = "no consta"

[values.years]
one = "{count} año"
other = "{count} años"
""",
    "features.toml": """
[income]
label = "Ingresos declarados"
definition = "Ingresos anuales que declara el cliente."
""",
    "categories.toml": '[NAME_HOUSING_TYPE]\n"With parents" = "Con sus padres"\n',
    "columns.toml": '[application.AMT_CREDIT]\nlabel = "Importe del crédito"\n',
}


def write_spanish(root: Path) -> Path:
    """Write the language into a folder of languages and return that folder."""
    folder = root / "es"
    folder.mkdir(parents=True)
    for name, text in CATALOGUES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return root
