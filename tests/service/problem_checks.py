"""What every error must look like, whatever went wrong."""

from httpx import Response

from limpide.contract import Problem

KEYWORDS = ("Traceback", "Error:", "psycopg", "sqlalchemy", "site-packages")


def check_problem(answer: Response, kind: str, *, language: str = "fr") -> Problem:
    """Assert that an answer is a complete problem+json of a kind, in a language, that leaks nothing."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    assert answer.headers["x-request-id"]
    told = Problem.model_validate_json(answer.content)
    assert told.type == f"urn:limpide:problem:{kind}", answer.text
    assert told.status == answer.status_code
    assert not any(word in answer.text for word in KEYWORDS)
    return told
