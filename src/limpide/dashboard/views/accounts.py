"""Who may call the service, for administrators: to read; accounts are made and ended on the command line."""

import streamlit as st

from limpide.contract import AccountEntry
from limpide.dashboard.roles import ROLES
from limpide.dashboard.screen import Screen
from limpide.dashboard.tables import table
from limpide.dashboard.trouble import told_calmly
from limpide.dashboard.words import Words


def show(screen: Screen) -> None:
    """Show the page."""
    words = screen.words
    screen.title(words.say("nav.accounts"))
    st.markdown(words.say("accounts.lead"))
    with told_calmly(words):
        accounts = screen.api.client.accounts().accounts
        st.html(table([_row(account, words) for account in accounts], alt=words.say("nav.accounts")))


def _row(account: AccountEntry, words: Words) -> dict[str, str]:
    ended = account.revoked_at
    state = words.say("accounts.ended", when=words.moment(ended)) if ended else words.say("accounts.in_force")
    return {
        words.say("accounts.name"): account.name,
        words.say("accounts.role"): words.say(ROLES[account.role]),
        words.say("accounts.desk"): account.desk or words.say("accounts.every_desk"),
        words.say("accounts.created"): words.moment(account.created_at),
        words.say("accounts.expires"): words.moment(account.expires_at),
        words.say("accounts.revoked"): state,
    }
