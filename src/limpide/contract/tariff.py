"""The lender's tariff: its prices, learnt from its loans or given by the lender."""

from pydantic import Field

from limpide.contract.message import Message


class TariffPrice(Message):
    """One price of a kind of contract."""

    kind: str = Field(description="As in NAME_CONTRACT_TYPE.")
    instalment_per_10000: float = Field(description="Per month and 10,000 borrowed.")
    months: int | None = Field(description="Duration; null where past loans do not tell it.")
    yearly_rate: float | None = Field(description="Effective yearly rate; null without a duration.")
    min_amount: float
    max_amount: float
    loans: int | None = Field(description="Loans behind a learnt price; null for one that the lender gave.")


class TariffList(Message):
    """All prices, by kind of contract, then by duration."""

    given: bool = Field(description="The lender gave them; otherwise they are learnt from the client base.")
    prices: list[TariffPrice]
