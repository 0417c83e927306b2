#!/bin/sh
# Makes Alertmanager's configuration of the contact point in the environment: ALERT_EMAIL by SMTP_SERVER, ALERT_WEBHOOK.
# Usage: contact.sh FILE [SETTINGS]; what stands in a file of settings goes before the environment. Neither given: alerts are
# shown by Prometheus and Alertmanager, and sent to nobody.
set -eu

while IFS='=' read -r name value; do
    case $name in SMTP_* | ALERT_*) eval "$name=\$value" ;; esac
done <"${2:-/dev/null}"
example=$(dirname "$0")/alertmanager.yml.example
ways='s/$//'
[ -n "${ALERT_EMAIL:-}" ] || ways="$ways;/# email\$/d;/# user\$/d"
[ -n "${SMTP_USER:-}" ] || ways="$ways;/# user\$/d"
[ -n "${ALERT_WEBHOOK:-}" ] || ways="$ways;/# webhook\$/d"
set -- "$1" "$ways"
for name in SMTP_SERVER SMTP_USER SMTP_PASSWORD SMTP_TLS ALERT_FROM ALERT_EMAIL ALERT_WEBHOOK; do
    eval "value=\${$name:-}"
    case $name:$value in
        SMTP_TLS:) value=true ;;
        ALERT_FROM:) value=${ALERT_EMAIL:-} ;;
        *[\"\|\\]*)
            echo "$name 不能含 \" | \\ · $name must not contain any of \" | \\" >&2
            exit 2
            ;;
    esac
    value=$(printf '%s' "$value" | sed 's/&/\\&/g')
    set -- "$1" "$2;s|@$name@|$value|"
done
umask 022
mkdir -p "$(dirname "$1")"
sed "$2;s/  *# \(email\|user\|webhook\)\$//" "$example" >"$1"
