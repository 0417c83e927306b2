"""What alarms, recorded figures and pictures ask Prometheus for."""

import json

import yaml

from tests.tooling.trees import ROOT

RULES = yaml.safe_load((ROOT / "deploy" / "prometheus" / "rules.yml").read_text("utf-8"))
RECORDED = {rule["record"]: rule["expr"] for group in RULES["groups"] for rule in group["rules"] if "record" in rule}
ALARMS = {rule["alert"]: rule for group in RULES["groups"] for rule in group["rules"] if "alert" in rule}
PICTURES = json.loads((ROOT / "deploy" / "grafana" / "dashboards" / "sanji.json").read_text("utf-8"))
PANELS = [panel for panel in PICTURES["panels"] if panel["type"] != "row"]
ASKED = [
    *RECORDED.values(),
    *(alarm["expr"] for alarm in ALARMS.values()),
    *(target["expr"] for panel in PANELS for target in panel["targets"]),
]
BROKERS = {
    "rabbitmq_alarms_memory_used_watermark",
    "rabbitmq_alarms_free_disk_space_watermark",
    "rabbitmq_detailed_queue_messages_ready",
}
"""What RabbitMQ's own plugin counts; that it does is asked of a real node below."""
