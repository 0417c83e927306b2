#!/bin/sh
# `make uninstall`: takes away what `make install` brought. Databases, RabbitMQ's virtual host, /etc/sanji/sanji.env and the
# backups stay; with PURGE=data all but the backups go too.
set -eu
cd "$(dirname "$0")/../.."
. deploy/systemd/shared.sh

if [ -n "${DESTDIR:-}" ]; then
    settings=$DESTDIR$settings
    systemd_files list --root "$DESTDIR" | xargs -d '\n' rm -f
    rm -rf "$DESTDIR/etc/prometheus/alertmanager.yml" "$DESTDIR/etc/nginx/sanji/tls"
    find "$DESTDIR" -depth -type d -empty -delete
    exit 0
fi
need_root
unset RUN
read_settings
systemctl disable --quiet --now sanji.target || true
[ -n "${DATABASE_URL:-}" ] || systemctl disable --quiet --now sanji-backup.timer sanji-restore-drill.timer || true
systemd_files units | while read -r unit _; do systemctl disable --quiet --now "$unit" || true; done
systemd_files list | xargs -d '\n' rm -f
rm -f /etc/prometheus/alertmanager.yml
for each in $theirs; do
    [ ! -e "$each.before-sanji" ] || mv "$each.before-sanji" "$each"
done
systemctl daemon-reload
systemctl restart prometheus prometheus-alertmanager || true
systemctl reload-or-restart nginx || true

if [ "${PURGE:-}" = data ]; then
    if [ -z "${AMQP_URI:-}" ]; then
        rabbitmqctl delete_vhost sanji
        rabbitmqctl delete_user sanji
    fi
    if [ -z "${DATABASE_URL:-}" ]; then
        # Databases first: a role that owns one cannot be dropped.
        sql="SELECT 'DROP DATABASE ' || quote_ident(datname) FROM pg_database WHERE datname LIKE 'sanji\\_%'
            UNION ALL SELECT 'DROP ROLE ' || quote_ident(rolname) FROM pg_roles WHERE rolname LIKE 'sanji\\_%'"
        printf '%s\\gexec\n' "$sql" | setpriv --reuid=postgres --regid=postgres --init-groups -- psql --no-psqlrc
    fi
    rm -rf "$settings_folder" /etc/nginx/sanji
    userdel sanji
else
    echo "数据保留：数据库、RabbitMQ、$settings · what is kept: the databases, RabbitMQ, $settings"
fi
rm -rf "$home"
