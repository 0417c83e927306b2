"""Every setting of every process, read from the environment once, in one place."""

import os
import secrets
import sys
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

import msgspec
from environs import Env, EnvError
from sqlalchemy.engine import URL, make_url

from shared.keys import SHORTEST, KeyRing
from shared.messaging.events import PUBLIC_URL
from shared.openid_settings import OpenIdProvider, openid_providers
from shared.struct_types import prepared

Network = IPv4Network | IPv6Network
RABBITMQ, THREADS, EMBEDDED = "rabbitmq", "threads", "embedded"
"""The hosts that `SANJI_HOST` names; the first two differ in the processes of services alone."""
LAST_PORT = 65_535
REFUSE, ACCEPT = "refuse", "accept"
"""What `SANJI_UNSIGNED_EVENTS` says of events without a signature."""


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
    audit_limit: int = 10_000_000_000
    access_seconds: int = 900
    refresh_seconds: int = 43_200
    session_seconds: int = 604_800
    requests_a_minute: int = 600
    sign_ins_a_minute: int = 20
    renewals_a_minute: int = 120
    strangers_a_minute: int = 120
    trusted_proxies: tuple[Network, ...] = ()
    public_url: str = PUBLIC_URL
    openid_providers: tuple[OpenIdProvider, ...] = ()
    former_secret_keys: tuple[str, ...] = ()
    call_key: str = ""
    former_call_keys: tuple[str, ...] = ()
    event_key: str = ""
    unsigned_events: str = REFUSE
    owner_url: str = ""
    public_documents: bool = False
    demo_accounts: str = ""
    map_attribution: str = ""
    otlp_endpoint: str = ""

    @property
    def is_on_servers(self) -> bool:
        """Whether it works with RabbitMQ and PostgreSQL."""
        return self.host != EMBEDDED

    def database(self, name: str) -> URL:
        """Return one process's own database: on the server, or a SQLite file in the data folder."""
        if self.database_url:
            return server_database(self.database_url, name)
        return make_url(f"sqlite:///{self.data_dir}/{name}.sqlite3")

    def owned_database(self, name: str) -> URL:
        """Return one process's database as its owner reaches it; as the process does where no owner is given."""
        return server_database(self.owner_url, name) if self.owner_url else self.database(name)

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The keys that verify what the gateway signed, the one that signs first; exit where there is none."""
        return _needed("SANJI_SECRET_KEY", self.secret_key, *self.former_secret_keys)

    @property
    def call_keys(self) -> tuple[str, ...]:
        """The keys of calls between gateway and services, the one that signs first; exit where there is none."""
        if self.call_key:
            return (self.call_key, *self.former_call_keys)
        return _needed("SANJI_CALL_KEY", self.secret_key, *self.former_secret_keys)

    @property
    def event_keys(self) -> KeyRing:
        """The keys that sign events: those of SANJI_EVENT_KEY, else derived from those of SANJI_SECRET_KEY."""
        secret_keys = ",".join((self.secret_key, *self.former_secret_keys))
        return KeyRing.parse("SANJI_EVENT_KEY", self.event_key or secret_keys, "event signatures")

    @property
    def databases(self) -> str:
        """The databases' address, without any password."""
        if self.database_url:
            return make_url(self.database_url).render_as_string()
        return str(self.data_dir.resolve())


def server_database(server_url: str, name: str) -> URL:
    """Return the address of one process's database on a server.

    A database named in the server's address is not used itself: it is the prefix of all of them, in the place of
    `sanji`; but `postgres`, which every server has, names none.
    """
    server = make_url(server_url)
    return server.set(database=f"{database_prefix(server)}_{name}", drivername="postgresql+psycopg")


def database_prefix(server: URL) -> str:
    """Return what the names of all databases on a server begin with."""
    return server.database if server.database and server.database != "postgres" else "sanji"


def load_server_settings() -> Settings:
    """Load the settings of a process that serves on RabbitMQ; exit where `SANJI_HOST` selects the embedded host."""
    settings = load_settings()
    if not settings.is_on_servers:
        raise SystemExit(
            "这个进程只在 SANJI_HOST=rabbitmq 或 threads 下运行；内嵌主机请用 python -m deploy.embedded"
            " · this process runs with SANJI_HOST=rabbitmq or threads only; the embedded host is"
            " python -m deploy.embedded"
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
    except (EnvError, ValueError) as error:
        raise SystemExit(f"设置有误 · a setting is wrong: {error}") from None


def _read(env: Env) -> Settings:
    host = _required_host(env.str("SANJI_HOST", ""))
    data_dir = Path(env.str("DATA_DIR", ".data"))
    return Settings(
        host=host,
        data_dir=data_dir,
        port=_port(env),
        amqp_uri=env.str("AMQP_URI", "amqp://guest:guest@127.0.0.1:5672//"),
        database_url="" if host == EMBEDDED else env.str("DATABASE_URL"),
        **_keys(env, _kept_keys(data_dir) if host == EMBEDDED else {"secret_key": "", "field_key": ""}),
        rpc_timeout=env.float("SANJI_RPC_TIMEOUT", 10.0),
        retry_pause=env.float("SANJI_RETRY_PAUSE", 1.0),
        retry_limit=env.int("SANJI_RETRY_LIMIT", 300),
        retry_attempts=env.int("SANJI_RETRY_ATTEMPTS", 10),
        metrics_address=env.str("SANJI_METRICS", ""),
        bind=env.str("SANJI_BIND", "127.0.0.1"),
        workers=env.int("SANJI_WORKERS", 2),
        threads=env.int("SANJI_THREADS", 16),
        body_limit=env.int("SANJI_BODY_LIMIT", 10_000_000),
        audit_limit=env.int("SANJI_AUDIT_LIMIT", 10_000_000_000),
        **_lifetimes(env),
        **_limits(env),
        owner_url="" if host == EMBEDDED else env.str("DATABASE_OWNER_URL", ""),
        **_published(env),
        openid_providers=openid_providers(env.str("SANJI_OPENID_PROVIDERS", "")),
        unsigned_events=_unsigned(env.str("SANJI_UNSIGNED_EVENTS", "refuse")),
        otlp_endpoint=_collector(env.str("SANJI_OTLP_ENDPOINT", "")),
    )


def _published(env: Env) -> dict[str, Any]:
    """Read what pages and the reference show, to whom, and where they are."""
    return {
        "public_documents": env.bool("SANJI_PUBLIC_DOCUMENTS", False),
        "demo_accounts": env.str("SANJI_DEMO_ACCOUNTS", ""),
        "map_attribution": env.str("SANJI_MAP_ATTRIBUTION", ""),
        "public_url": (env.str("SANJI_PUBLIC_URL", "") or f"http://127.0.0.1:{env.int('PORT', 8000)}").rstrip("/"),
    }


def _limits(env: Env) -> dict[str, Any]:
    """Read how often one may ask, and whose word about the asker's address is taken."""
    return {
        "requests_a_minute": env.int("SANJI_REQUESTS_A_MINUTE", 600),
        "sign_ins_a_minute": env.int("SANJI_SIGN_INS_A_MINUTE", 20),
        "renewals_a_minute": env.int("SANJI_RENEWALS_A_MINUTE", 120),
        "strangers_a_minute": env.int("SANJI_STRANGERS_A_MINUTE", 120),
        "trusted_proxies": tuple(ip_network(each) for each in _listed(env.str("SANJI_TRUSTED_PROXIES", "")) if each),
    }


def _lifetimes(env: Env) -> dict[str, Any]:
    return {
        "access_seconds": env.int("SANJI_ACCESS_SECONDS", 900),
        "refresh_seconds": env.int("SANJI_REFRESH_SECONDS", 43_200),
        "session_seconds": env.int("SANJI_SESSION_SECONDS", 604_800),
    }


def _keys(env: Env, keys: dict[str, str]) -> dict[str, Any]:
    secret_key, *former_secret_keys = _listed(env.str("SANJI_SECRET_KEY", keys["secret_key"]))
    call_key, *former_call_keys = _listed(env.str("SANJI_CALL_KEY", ""))
    return {
        "secret_key": secret_key,
        "former_secret_keys": tuple(former_secret_keys),
        "call_key": call_key,
        "former_call_keys": tuple(former_call_keys),
        "event_key": env.str("SANJI_EVENT_KEY", ""),
        "field_key": env.str("SANJI_FIELD_KEY", keys["field_key"]),
    }


def _unsigned(unsigned: str) -> str:
    if unsigned not in {REFUSE, ACCEPT}:
        raise EnvError(f'Environment variable "SANJI_UNSIGNED_EVENTS" invalid: {unsigned!r} is not refuse or accept.')
    return unsigned


def _collector(address: str) -> str:
    if address and not address.startswith(("http://", "https://")):
        raise EnvError(f'Environment variable "SANJI_OTLP_ENDPOINT" invalid: {address!r} is no http address.')
    return address


def _port(env: Env) -> int:
    port = env.int("PORT", 8000)
    if not 1 <= port <= LAST_PORT:
        raise EnvError(f'Environment variable "PORT" invalid: {port} is not between 1 and {LAST_PORT}.')
    return port


def _with_keys(settings: Settings) -> Settings:
    """Check the keys that are given: each process is given those that it needs, and says which one it lacks."""
    given = {
        "SANJI_SECRET_KEY": (settings.secret_key, *settings.former_secret_keys),
        "SANJI_CALL_KEY": (settings.call_key, *settings.former_call_keys),
        "SANJI_FIELD_KEY": tuple(_listed(settings.field_key)),
    }
    for name, keys in given.items():
        if keys != ("",):
            _needed(name, *keys)
    if settings.event_key:
        _ = settings.event_keys
    return settings


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _needed(name: str, *keys: str) -> tuple[str, ...]:
    if any(len(key) < SHORTEST for key in keys):
        raise SystemExit(
            f"请设置 {name}：随机文本，至少 {SHORTEST} 个字符"
            f" · set {name} to a random text of at least {SHORTEST} characters"
        )
    return keys


def _required_host(host: str) -> str:
    if host not in {RABBITMQ, THREADS, EMBEDDED}:
        raise SystemExit(
            "请设置 SANJI_HOST：rabbitmq（RabbitMQ 与 PostgreSQL）、threads（同上，服务进程不用 nameko）"
            f"或 embedded（单进程、SQLite）；现为 {host!r}"
            f" · set SANJI_HOST to rabbitmq, threads or embedded; it is {host!r}"
        )
    return host


def _kept_keys(data_dir: Path) -> dict[str, str]:
    path = data_dir / "keys.json"
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(msgspec.json.encode({name: secrets.token_urlsafe(48) for name in ("secret_key", "field_key")}))
    return msgspec.json.decode(path.read_bytes(), type=prepared(dict[str, str]))
