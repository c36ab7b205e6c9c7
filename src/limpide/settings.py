"""What the environment may say; read at the front doors (command line, service, dashboard) and nowhere else."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Environment variables, all with the prefix ``LIMPIDE_`` but ``DATABASE_URL``."""

    model_config = SettingsConfigDict(env_prefix="LIMPIDE_", extra="ignore")

    bundle: Path = Path("bundle")
    snapshot: Path = Path("snapshot")
    home: Path = Path(".limpide")
    api_url: str = "http://127.0.0.1:8000"
    key: SecretStr | None = None
    log_format: str = Field(default="console", pattern="^(console|json)$")
    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
