"""A RabbitMQ node that belongs to one test: it may be restarted, killed and cut off without hurting anyone."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from typing import Self

import amqp

from tools.servers.processes import ServerUnavailableError, await_true, end, free_port, program, scratch, start

# Debian's own rabbitmq-server drops what we set and changes the user; the scripts it wraps do neither.
UNWRAPPED = "/usr/lib/rabbitmq/bin"
STARTUP_SECONDS = 60

CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{port}
log.console = false
log.file.level = warning
disk_free_limit.absolute = 50MB
default_user = guest
default_pass = guest
"""
MEMBER = """\
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.randomized_startup_delay_range.min = 0
cluster_formation.randomized_startup_delay_range.max = 1
"""


def is_installed() -> bool:
    """Return whether this machine has RabbitMQ's programs."""
    return program("rabbitmq-server", UNWRAPPED) is not None


class PrivateRabbitMQ:
    """One node on ports of its own, without plugins; its folder is removed when it is closed."""

    def __init__(self, *, cookie: str | None = None) -> None:
        server = program("rabbitmq-server", UNWRAPPED)
        if server is None:
            raise ServerUnavailableError("Install RabbitMQ (apt install rabbitmq-server): a test needs its own node.")
        self._server = server
        self.folder = scratch("sanji-mq-")
        self.port, self.dist_port = free_port(), free_port()
        self.node = f"sanji-{secrets.token_hex(4)}@localhost"
        self.cookie = cookie or secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        self._write_files()

    def _write_files(self) -> None:
        (self.folder / "rabbitmq.conf").write_text(CONFIGURATION.format(port=self.port))
        (self.folder / "enabled_plugins").write_text("[].\n")
        (self.folder / "rabbitmq-env.conf").touch()
        cookie = self.folder / ".erlang.cookie"
        cookie.write_text(self.cookie)
        cookie.chmod(0o400)

    @property
    def env(self) -> dict[str, str]:
        """What this node and its rabbitmqctl are told; nothing of the machine's own node is left in it."""
        return {
            "HOME": str(self.folder),
            "RABBITMQ_NODENAME": self.node,
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self.dist_port),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "rabbitmq-env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }

    @property
    def uri(self) -> str:
        """The address of its first virtual host."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    @property
    def pid(self) -> int:
        """The process to end when nobody closes the node."""
        if self._process is None:
            raise ServerUnavailableError("The node was never started.")
        return int(self._process.pid)

    def launch(self) -> Self:
        """Start the node and not wait for it."""
        self._process = start([self._server], env=self.env, cwd=self.folder, log=self.folder / "output.log")
        return self

    def await_ready(self) -> Self:
        """Wait until the node answers AMQP; what it printed is in the refusal if it does not."""
        try:
            await_true(self._answers, seconds=STARTUP_SECONDS, what="RabbitMQ answers", process=self._process)
        except ServerUnavailableError as refusal:
            refusal.add_note((self.folder / "output.log").read_text(errors="replace")[-2000:])
            raise
        return self

    def start(self) -> Self:
        """Start the node and wait until it answers."""
        return self.launch().await_ready()

    def _answers(self) -> bool:
        try:
            with amqp.Connection(host=f"127.0.0.1:{self.port}", connect_timeout=2, read_timeout=5):
                return True
        except (OSError, amqp.AMQPError):
            return False

    def stop(self) -> None:
        """End the node as its operator would."""
        if self._process is not None:
            end(self._process, gently=signal.SIGTERM)

    def kill(self) -> None:
        """End the node as a power cut would.

        The tables on disk are written first: RabbitMQ writes down a new quorum queue within half a second, and one
        that is killed inside it comes back with a queue that nobody can use. That is not what a test kills it for.
        """
        with contextlib.suppress(ServerUnavailableError, subprocess.TimeoutExpired):
            self.ctl("eval", "[dets:sync(Table) || Table <- dets:all()].")
        if self._process is not None:
            end(self._process)

    def restart(self) -> None:
        """Stop the node and start it again with what it kept, on the same port."""
        self.stop()
        self.start()

    def ctl(self, *arguments: str) -> str:
        """Run rabbitmqctl on this node and return what it printed."""
        return run_ctl(*arguments, env=self.env)

    def cut_connections(self) -> None:
        """Close every client's connection; the node goes on."""
        self.ctl("close_all_connections", "cut by a test")

    def know(self, nodes: Sequence["PrivateRabbitMQ"]) -> None:
        """Have this node form a cluster with others, of the same cookie, when it starts for the first time."""
        members = [f"cluster_formation.classic_config.nodes.{at} = {each.node}\n" for at, each in enumerate(nodes, 1)]
        with (self.folder / "rabbitmq.conf").open("a") as configuration:
            configuration.write(MEMBER + "".join(members))

    def close(self) -> None:
        """End the node and remove what it kept."""
        if self._process is not None:
            end(self._process)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()


def run_ctl(*arguments: str, env: dict[str, str] | None = None) -> str:
    """Run rabbitmqctl on the machine's node, or with `env` on one of ours, and return what it said.

    A failure is refused with the command's own words.
    """
    command = program("rabbitmqctl", UNWRAPPED) if env else program("rabbitmqctl")
    if command is None:
        raise ServerUnavailableError("rabbitmqctl is not on this machine.")
    done = subprocess.run(
        [command, *arguments, "--quiet"],
        env=os.environ | (env or {}),
        capture_output=True,
        text=True,
        timeout=180,  # it boots a virtual machine of its own, which a busy machine takes its time for
        check=False,
    )
    if done.returncode:
        raise ServerUnavailableError(f"rabbitmqctl {arguments[0]}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


class RabbitMQCluster:
    """Three nodes side by side, of which the loss of one leaves a majority."""

    def __init__(self) -> None:
        cookie = secrets.token_hex(16)
        self.nodes = [PrivateRabbitMQ(cookie=cookie) for _ in range(3)]
        for node in self.nodes:
            node.know(self.nodes)

    @property
    def uri(self) -> str:
        """The addresses of all nodes."""
        return ";".join(node.uri for node in self.nodes)

    def launch(self) -> Self:
        """Start the nodes and not wait for them."""
        for node in self.nodes:
            node.launch()
        return self

    def await_ready(self) -> Self:
        """Wait until every node answers and knows the others."""
        for node in self.nodes:
            node.await_ready()
        return self

    def leader_of(self, queue: str) -> PrivateRabbitMQ:
        """Return the node that leads a quorum queue."""
        listed = json.loads(self.nodes[0].ctl("list_queues", "name", "leader", "--formatter=json"))
        (leader,) = [each["leader"] for each in listed if each["name"] == queue]
        return next(node for node in self.nodes if node.node == leader)

    def close(self) -> None:
        """End the nodes and remove what they kept."""
        for node in self.nodes:
            node.close()
