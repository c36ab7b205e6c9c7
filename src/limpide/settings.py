"""What the environment may say; read at the front doors (command line, service, dashboard) and nowhere else."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Environment variables, all with the prefix ``LIMPIDE_`` but ``DATABASE_URL`` and ``MLFLOW_TRACKING_URI``."""

    model_config = SettingsConfigDict(env_prefix="LIMPIDE_", extra="ignore")

    bundle: str = "bundle"  # these three may be paths or addresses
    snapshot: str = "snapshot"
    challenger: str | None = None
    accept: str | None = None  # faults of the client base that are accepted by name, with commas between them
    report: Path | None = None  # the folder that "limpide monitor" writes
    delivery_token: SecretStr | None = None
    home: Path = Path(".limpide")
    registry: str = Field(default="sqlite:///mlflow.db", validation_alias="MLFLOW_TRACKING_URI")
    api_url: str = "http://127.0.0.1:8000"
    visits: Path | None = None  # a folder in which the dashboard's processes keep visits; None: in memory
    api_token: SecretStr | None = None
    key: SecretStr | None = None
    oidc_issuer: str | None = None
    oidc_audience: str = "limpide"
    oidc_name_claim: str = "preferred_username"
    oidc_role_claim: str = "roles"
    oidc_desk_claim: str = "desk"
    review_days: int = Field(default=30, ge=1, le=365)
    retention_days: int | None = Field(default=None, ge=1)  # for every outcome, in place of the lender's file
    letters: Path | None = None  # the lender's own texts in letters; None: the shipped specimen
    pieces: Path | None = None  # the documents that the lender asks for; None: those of the demo
    languages: Path | None = None  # a folder of languages beside the shipped ones: docs/languages.md
    lender: str | None = None  # these two replace the name and the contact of that file
    contact: str | None = None
    log_format: str = Field(default="console", pattern="^(console|json)$")
    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")

    @property
    def accepted(self) -> tuple[str, ...]:
        """Faults of the client base that are accepted by name, such as ``bureau:missing-table``."""
        return tuple(each.strip() for each in (self.accept or "").split(",") if each.strip())

    @property
    def token(self) -> str | None:
        """The token with which the dashboard signs in by itself, None to ask for one."""
        return None if self.api_token is None else self.api_token.get_secret_value()

    @property
    def secret(self) -> str | None:
        """The secret of the journal in base64, None to use the file in ``home``."""
        return None if self.key is None else self.key.get_secret_value()
