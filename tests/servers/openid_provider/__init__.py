"""A real OpenID Connect provider as a process (npm `oidc-provider`), and a browser that signs in by its forms."""

import json
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from shared.openid_settings import OpenIdProvider
from tests.tooling.trees import ROOT
from tools.servers import processes
from tools.servers.processes import ServerUnavailableError

FOLDER = Path(__file__).parent
INSTALLED = ROOT / ".openid-provider"
PROGRAM = "provider.js"
WHAT_TO_DO = "No OpenID Connect provider: install node (20 or later) and npm, which fetches it once."
CALLBACK = "https://sanji.example/callback"
CLIENT, OTHER, SECRET = "sanji", "other", "a client's secret: 100% of it"
PATIENCE = 30.0


def install() -> None:
    """Install the provider as its lock says, where it is not there, in a folder that no one reads as ours."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise ServerUnavailableError(WHAT_TO_DO)
    INSTALLED.mkdir(exist_ok=True)
    lock, mark = INSTALLED / "package-lock.json", INSTALLED / "node_modules" / ".package-lock.json"
    is_there = mark.exists() and lock.exists() and lock.read_bytes() == (FOLDER / lock.name).read_bytes()
    for name in ("package.json", lock.name, PROGRAM):
        shutil.copy(FOLDER / name, INSTALLED)
    words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if not is_there and subprocess.run(words, cwd=INSTALLED, capture_output=True, check=False).returncode != 0:
        raise ServerUnavailableError(WHAT_TO_DO)


def new_key(name: str) -> dict[str, Any]:
    """Make a private key to sign with."""
    made = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    return RSAAlgorithm.to_jwk(made, as_dict=True) | {"kid": name, "use": "sig", "alg": "RS256"}


@dataclass
class ProviderProcess:
    """The provider on a port of its own, with other keys or another name after a restart."""

    folder: Path
    port: int = field(default_factory=processes.free_port)
    keys: list[dict[str, Any]] = field(default_factory=lambda: [new_key("first")])
    callback: str = CALLBACK
    ahead: timedelta = timedelta()
    """By how much its time differs from this machine's."""
    process: processes.Process | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def setting(self) -> OpenIdProvider:
        """What a gateway is told of it."""
        return OpenIdProvider(
            name="district", label="区统一身份认证", issuer=self.issuer, client_id=CLIENT, client_secret=SECRET,
            redirect_uri=self.callback, claim="employee_number",
        )  # fmt: skip

    def start(self, issuer: str = "") -> None:
        """Start it, by another name if one is given, and wait until it answers."""
        clients = [
            {"client_id": name, "client_secret": SECRET, "redirect_uris": [self.callback]} for name in (CLIENT, OTHER)
        ]
        asked = {"issuer": issuer or self.issuer, "port": self.port, "jwks": {"keys": self.keys}, "clients": clients}
        asked["ahead"] = self.ahead.total_seconds() * 1000
        (self.folder / "provider.json").write_text(json.dumps(asked))
        words = ["node", PROGRAM, str(self.folder / "provider.json")]
        self.process = processes.start(words, cwd=INSTALLED, log=self.folder / "provider.log")
        until = time.monotonic() + PATIENCE
        while not processes.listens(self.port):
            assert time.monotonic() < until, (self.folder / "provider.log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """End it; what it knew of sign-ins is lost."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.process = None

    def restart(self, issuer: str = "") -> None:
        self.stop()
        self.start(issuer)

    def plant(
        self, claims: dict[str, Any] | None, key: Any = None, algorithm: str = "RS256", kid: str = "first"
    ) -> None:
        """Have every answer hold an ID token of these claims, or none of ours any more."""
        place = self.folder / "id_token"
        place.unlink(missing_ok=True)
        if claims is not None:
            place.write_text(jwt.encode(claims, key, algorithm=algorithm, headers={"kid": kid}))


def sign_in_at(address: str, person: str) -> dict[str, str]:
    """Sign a person in by the forms of the provider, and return what the browser brings back."""
    browser, asked = requests.Session(), urlsplit(address)
    base = f"{asked.scheme}://{asked.netloc}"
    answer = browser.get(address, allow_redirects=False, timeout=10)
    for prompt in ("login", "consent"):
        form = urljoin(base, answer.headers["Location"])
        page = browser.get(form, timeout=10)
        assert f'value="{prompt}"' in page.text, page.text
        sent = {"prompt": prompt, "login": person, "password": "any"}
        answer = browser.post(form, data=sent, allow_redirects=False, timeout=10)
        answer = browser.get(urljoin(base, answer.headers["Location"]), allow_redirects=False, timeout=10)
    back = answer.headers["Location"]
    assert back.startswith(CALLBACK), back
    return {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
