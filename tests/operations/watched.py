"""What alarms, recorded figures and pictures ask Prometheus for."""

import json

import yaml

from tests.tooling.trees import ROOT

RULES = yaml.safe_load((ROOT / "deploy" / "prometheus" / "rules.yml").read_text("utf-8"))
RECORDED = {rule["record"]: rule["expr"] for group in RULES["groups"] for rule in group["rules"] if "record" in rule}
ALARMS = {rule["alert"]: rule for group in RULES["groups"] for rule in group["rules"] if "alert" in rule}
DASHBOARDS = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
}
PANELS = [(name, panel) for name, dashboard in DASHBOARDS.items() for panel in dashboard["panels"]]
ASKED = [
    *RECORDED.values(),
    *(alarm["expr"] for alarm in ALARMS.values()),
    *(target["expr"] for _, panel in PANELS for target in panel["targets"]),
]
BROKERS = {
    "rabbitmq_alarms_memory_used_watermark",
    "rabbitmq_alarms_free_disk_space_watermark",
    "rabbitmq_detailed_queue_messages_ready",
}
"""What RabbitMQ's own plugin counts; that it does is asked of a real node below."""
