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
    wrapping_keys: SecretStr | None = None  # EPOCH:KEY,…; None: the folder in ``home``
    key_grace_days: int = Field(default=30, ge=0, le=3650)  # how long a retired wrapping key still reads old backups
    oidc_issuer: str | None = None
    oidc_audience: str = "limpide"
    oidc_name_claim: str = "preferred_username"
    oidc_role_claim: str = "roles"
    oidc_desk_claim: str = "desk"
    oidc_all_desks: str = ""  # roles that see every desk when a token names none, with commas between
    officer_scores_at_once: int = Field(default=60, ge=1)  # scores of invented data; see docs/security.md
    officer_scores_an_hour: int = Field(default=1_800, ge=1)
    reviewer_scores_at_once: int = Field(default=60, ge=1)
    reviewer_scores_an_hour: int = Field(default=1_800, ge=1)
    service_scores_at_once: int = Field(default=200_000, ge=1)
    service_scores_an_hour: int = Field(default=3_600_000, ge=1)
    allowed_hosts: str = ""  # names under which API and dashboard are reached, with commas between; "*.name" too
    frames: str = Field(default="none", pattern="^(none|self)$")  # whose pages may frame the dashboard
    access_months: int = Field(default=36, ge=1)  # how long it is kept who read about whom
    review_days: int = Field(default=30, ge=1, le=365)
    retention_days: int | None = Field(default=None, ge=1)  # for every outcome, in place of the lender's file
    letters: Path | None = None  # the lender's own texts in letters; None: the shipped specimen
    pieces: Path | None = None  # the documents that the lender asks for; None: those of the demo
    languages: Path | None = None  # a folder of languages beside the shipped ones: docs/languages.md
    lender: str | None = None  # these two replace the name and the contact of that file
    contact: str | None = None
    log_format: str = Field(default="console", pattern="^(console|json)$")
    connections_per_address: int = Field(default=1_000, ge=1)  # of one client or proxy, with each worker
    database_connections: int | None = Field(default=None, ge=2)  # of each process; None: a share of what there are
    replicas: int = Field(default=1, ge=1, le=1_000)  # services at most that share the database
    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")  # the owner's
    login_url: SecretStr | None = Field(default=None, validation_alias="LIMPIDE_DATABASE_URL")  # the service's own
    require_least_privilege: bool = False

    @property
    def address(self) -> SecretStr | None:
        """Where the database is: the owner's address, else that of another login; None for one of our own."""
        return self.database_url or self.login_url

    @property
    def service_address(self) -> SecretStr | None:
        """Where the service and readers log in: under a name of their own, else as the owner."""
        return self.login_url or self.database_url

    @property
    def accepted(self) -> tuple[str, ...]:
        """Faults of the client base that are accepted by name, such as ``bureau:missing-table``."""
        return tuple(each.strip() for each in (self.accept or "").split(",") if each.strip())

    @property
    def token(self) -> str | None:
        """The token with which the dashboard signs in by itself, None to ask for one."""
        return None if self.api_token is None else self.api_token.get_secret_value()

    @property
    def wrapping(self) -> str | None:
        """The wrapping keys of clients' keys, None to use the folder in ``home``."""
        return None if self.wrapping_keys is None else self.wrapping_keys.get_secret_value()

    @property
    def secret(self) -> str | None:
        """The secret of the journal in base64, None to use the file in ``home``."""
        return None if self.key is None else self.key.get_secret_value()
