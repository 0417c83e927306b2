"""Every setting of every process, read from the environment once, in one place."""

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
from environs import Env, EnvError
from sqlalchemy.engine import URL, make_url

from shared.messaging.events import PUBLIC_URL
from shared.struct_types import prepared

RABBITMQ, EMBEDDED = "rabbitmq", "embedded"
"""The two hosts that `SANJI_HOST` names."""
LAST_PORT = 65_535


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings of one process; `docs/operations.md` explains each."""

    host: str
    data_dir: Path
    port: int
    amqp_uri: str
    database_url: str
    secret_key: str
    field_key: str
    rpc_timeout: float
    retry_pause: float
    retry_limit: int
    retry_attempts: int
    metrics_address: str = ""
    bind: str = "127.0.0.1"
    workers: int = 2
    threads: int = 16
    body_limit: int = 10_000_000
    access_seconds: int = 900
    refresh_seconds: int = 43_200
    session_seconds: int = 604_800
    requests_a_minute: int = 600
    sign_ins_a_minute: int = 20
    public_url: str = PUBLIC_URL

    def database(self, name: str) -> URL:
        """Return one process's own database: on the server, or a SQLite file in the data folder.

        A database named in DATABASE_URL is not used itself: it is the prefix of all of them, in the place of `sanji`;
        but `postgres`, which every server has, names none.
        """
        if self.database_url:
            server = make_url(self.database_url)
            prefix = server.database if server.database not in {None, "", "postgres"} else "sanji"
            return server.set(database=f"{prefix}_{name}", drivername="postgresql+psycopg")
        return make_url(f"sqlite:///{self.data_dir}/{name}.sqlite3")

    @property
    def databases(self) -> str:
        """The databases' address, without any password."""
        if self.database_url:
            return make_url(self.database_url).render_as_string()
        return str(self.data_dir.resolve())


def load_server_settings() -> Settings:
    """Load the settings of a process that serves on RabbitMQ; exit where `SANJI_HOST` selects another host."""
    settings = load_settings()
    if settings.host != RABBITMQ:
        raise SystemExit(
            "这个进程只在 SANJI_HOST=rabbitmq 下运行；内嵌主机请用 python -m deploy.embedded"
            " · this process runs with SANJI_HOST=rabbitmq only; the embedded host is python -m deploy.embedded"
        )
    return settings


def load_tool_settings() -> Settings:
    """Load the settings of a command-line tool, and name on stderr the host whose databases it works on."""
    os.environ.setdefault("SANJI_HOST", EMBEDDED)
    settings = load_settings()
    sys.stderr.write(f"主机 host: {settings.host}  {settings.databases}\n")
    return settings


def load_settings() -> Settings:
    """Read the settings; exit without a host, without keys that outlive the process, or where one is wrong."""
    try:
        return _with_keys(_read(Env()))
    except EnvError as error:
        raise SystemExit(f"设置有误 · a setting is wrong: {error}") from None


def _read(env: Env) -> Settings:
    host = _required_host(env.str("SANJI_HOST", ""))
    data_dir = Path(env.str("DATA_DIR", ".data"))
    port = env.int("PORT", 8000)
    if not 1 <= port <= LAST_PORT:
        raise EnvError(f'Environment variable "PORT" invalid: {port} is not between 1 and {LAST_PORT}.')
    keys = _kept_keys(data_dir) if host == EMBEDDED else {"secret_key": "", "field_key": ""}
    return Settings(
        host=host,
        data_dir=data_dir,
        port=port,
        amqp_uri=env.str("AMQP_URI", "amqp://guest:guest@127.0.0.1:5672//"),
        database_url="" if host == EMBEDDED else env.str("DATABASE_URL"),
        secret_key=env.str("SANJI_SECRET_KEY", keys["secret_key"]),
        field_key=env.str("SANJI_FIELD_KEY", keys["field_key"]),
        rpc_timeout=env.float("SANJI_RPC_TIMEOUT", 10.0),
        retry_pause=env.float("SANJI_RETRY_PAUSE", 1.0),
        retry_limit=env.int("SANJI_RETRY_LIMIT", 300),
        retry_attempts=env.int("SANJI_RETRY_ATTEMPTS", 10),
        metrics_address=env.str("SANJI_METRICS", ""),
        bind=env.str("SANJI_BIND", "127.0.0.1"),
        workers=env.int("SANJI_WORKERS", 2),
        threads=env.int("SANJI_THREADS", 16),
        body_limit=env.int("SANJI_BODY_LIMIT", 10_000_000),
        access_seconds=env.int("SANJI_ACCESS_SECONDS", 900),
        refresh_seconds=env.int("SANJI_REFRESH_SECONDS", 43_200),
        session_seconds=env.int("SANJI_SESSION_SECONDS", 604_800),
        requests_a_minute=env.int("SANJI_REQUESTS_A_MINUTE", 600),
        sign_ins_a_minute=env.int("SANJI_SIGN_INS_A_MINUTE", 20),
        public_url=(env.str("SANJI_PUBLIC_URL", "") or f"http://127.0.0.1:{port}").rstrip("/"),
    )


def _with_keys(settings: Settings) -> Settings:
    if len(settings.secret_key) < 32 or len(settings.field_key) < 32:  # noqa: PLR2004 - 256 bits as text
        raise SystemExit("set SANJI_SECRET_KEY and SANJI_FIELD_KEY to random texts of at least 32 characters")
    return settings


def _required_host(host: str) -> str:
    if host not in {RABBITMQ, EMBEDDED}:
        raise SystemExit(
            f"请设置 SANJI_HOST：rabbitmq（RabbitMQ 与 PostgreSQL）或 embedded（单进程、SQLite）；现为 {host!r}"
            f" · set SANJI_HOST to rabbitmq or embedded; it is {host!r}"
        )
    return host


def _kept_keys(data_dir: Path) -> dict[str, str]:
    path = data_dir / "keys.json"
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(msgspec.json.encode({name: secrets.token_urlsafe(48) for name in ("secret_key", "field_key")}))
    return msgspec.json.decode(path.read_bytes(), type=prepared(dict[str, str]))
