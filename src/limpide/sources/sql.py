"""Names and values written safely into SQL text."""


def identifier(name: str) -> str:
    """Quote a name.

    >>> identifier("an")
    '"an"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | float | None) -> str:
    """Write a constant.

    >>> literal("l'an"), literal(2), literal(None)
    ("'l''an'", '2', 'NULL')
    """
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)
