"""What a timer starts where the databases are this machine's: the nightly backup, the weekly drill on one."""

from collections.abc import Iterator
from typing import NamedTuple

from deploy.systemd.processes import Own, containers, filled
from deploy.systemd.units import HOME

BACKUPS = "/var/backups/sanji"


class Scheduled(NamedTuple):
    """A command with its user, and when it runs."""

    name: str
    command: str
    user: str
    when: str
    options: str


def scheduled(own: Own) -> list[Scheduled]:
    """Return the backup, which reads all and writes one folder, and the drill, which begins as root."""
    limits = containers()["backup"]
    kept = filled(limits["environment"]["BACKUP_KEPT"], own)
    more = f"Environment=BACKUP_KEPT={kept}\nMemoryMax={limits['mem_limit'].upper()}\nReadWritePaths={BACKUPS}\n"
    return [
        Scheduled("sanji-backup", f"backup.sh {BACKUPS}", "postgres", "*-*-* 01:30", more),
        Scheduled("sanji-restore-drill", f"drill.sh {BACKUPS}", "root", "Sun *-*-* 03:30", ""),
    ]


SERVICE = f"""\
[Unit]
Description=三级 Sanji: {{name}}
Documentation=file:{HOME}/docs/operations.md#backup-and-restore
After=postgresql.service

[Service]
Type=oneshot
User={{user}}
ExecStart=/bin/sh {HOME}/deploy/backup/{{command}}
Nice=10
IOSchedulingClass=idle
{{options}}NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
"""
TIMER = """\
[Unit]
Description=三级 Sanji: when {name} runs

[Timer]
OnCalendar={when} Asia/Shanghai
# One that was missed, because the machine was off, is made up for.
Persistent=yes
RandomizedDelaySec=10m

[Install]
WantedBy=timers.target
"""


def units(own: Own) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each service and its timer."""
    for each in scheduled(own):
        yield f"{each.name}.service", SERVICE.format_map(each._asdict())
        yield f"{each.name}.timer", TIMER.format_map(each._asdict())
