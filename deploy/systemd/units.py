"""Units of systemd: one for each process, with the limits of its container and nothing to write to."""

from deploy.systemd.processes import Process

HOME = "/opt/sanji"
SETTINGS = "/etc/sanji"
TARGET = "sanji.target"
HARDENED = """\
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
ProtectProc=invisible
ProcSubset=pid
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
UMask=0077
"""
"""What no process of ours needs is not to be had. `MemoryDenyWriteExecute` is left out: cffi's closures write code."""


def unit_name(process: Process) -> str:
    """Return the name of a process's unit, without its ending."""
    return f"sanji-{process.name}"


def unit(process: Process) -> str:
    """Return the unit of one process that runs all the time."""
    return f"""\
[Unit]
Description=三级 Sanji: {process.name}
Documentation=file:{HOME}/docs/operations.md
PartOf={TARGET}
Wants=network-online.target
After=network-online.target postgresql.service rabbitmq-server.service
# A process that waits for its servers is started again for as long as it takes.
StartLimitIntervalSec=0

[Service]
{_run(process)}
Restart=always
RestartSec=2
# The process ends its own children; those that it left behind are killed with it.
KillMode=mixed
TimeoutStopSec={process.stop_seconds}
{HARDENED}
[Install]
WantedBy={TARGET}
"""


def target() -> str:
    """Return the unit by which all processes are started and stopped together."""
    return f"""\
[Unit]
Description=三级 Sanji
Documentation=file:{HOME}/docs/operations.md

[Install]
WantedBy=multi-user.target
"""


def _run(process: Process) -> str:
    return f"""\
User=sanji
Group=sanji
WorkingDirectory={HOME}
EnvironmentFile={SETTINGS}/processes/{process.name}.env
ExecStart={HOME}/.venv/bin/python {" ".join(process.command)}
MemoryMax={process.memory}
CPUQuota={process.processors:.0%}
TasksMax={process.tasks}"""
