#!/bin/sh
# `make install`: everything on one machine without containers, under systemd; run again it brings a newer version.
#
# The settings stand in /etc/sanji/sanji.env, made once like the .env of `make up`. Servers of other machines that they name
# (AMQP_URI; DATABASE_URL, with DATABASE_ADMIN_URL in the environment) are not touched here.
# With DESTDIR the files are written below that folder, and nothing else is done.
set -eu
cd "$(dirname "$0")/../.."
. deploy/systemd/shared.sh

write_files() {
    systemd_files write --root "${DESTDIR:-/}"
    sh deploy/nginx/self_signed.sh "${DESTDIR:-}/etc/nginx/sanji/tls" "$(uname -n)"
    sh deploy/alertmanager/contact.sh "${DESTDIR:-}/etc/prometheus/alertmanager.yml" "$settings"
}

if [ -n "${DESTDIR:-}" ]; then
    settings=$DESTDIR$settings
    mkdir -p "$(dirname "$settings")"
    sh deploy/setup/settings.sh "$settings"
    write_files
    exit 0
fi
need_root
unset RUN
install -d -m 0700 "$settings_folder"
sh deploy/setup/settings.sh "$settings"
read_settings

missing=
need() {
    command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing="$missing $2"
}
need nginx nginx-light
need openssl openssl
need prometheus prometheus
need prometheus-alertmanager prometheus-alertmanager
python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
[ -n "${AMQP_URI:-}" ] || need rabbitmqctl rabbitmq-server
[ -n "${DATABASE_URL:-}" ] || need pg_lsclusters postgresql
# shellcheck disable=SC2086 # each word is a package
[ -z "$missing" ] || apt-get install --yes --no-install-recommends $missing

# What runs belongs to root: no process can change what it runs.
install -d -m 0755 "$home"
for each in $product; do
    rm -rf "${home:?}/$each"
    cp -R "$each" "$home/$each"
done
rm -rf "$home/deploy/nginx/tls" "$home/deploy/alertmanager/made"
(cd "$home" && UV_NO_DEV=1 VENV=.venv sh deploy/bootstrap.sh)
chmod -R go+rX "$home"

for each in $theirs; do
    [ ! -e "$each" ] || [ -e "$each.before-sanji" ] || cp -p "$each" "$each.before-sanji"
done
write_files
systemd-sysusers sanji.conf

if [ -z "${AMQP_URI:-}" ]; then
    rabbitmq-plugins enable rabbitmq_prometheus
    rabbitmqctl --quiet list_vhosts | grep -qx sanji ||
        rabbitmqctl add_vhost sanji --default-queue-type quorum 2>/dev/null || rabbitmqctl add_vhost sanji
    if rabbitmqctl --quiet list_users | grep -q '^sanji[[:space:]]'; then deed=change_password; else deed=add_user; fi
    # Read from its input, the password is in no list of processes.
    printf '%s\n' "$RABBITMQ_PASSWORD" | rabbitmqctl "$deed" sanji
    rabbitmqctl set_permissions --vhost sanji sanji '.*' '.*' '.*'
fi

if [ -z "${DATABASE_URL:-}" ]; then
    DATABASE_ADMIN_URL='postgresql://postgres@/sanji?host=/var/run/postgresql'
    as_admin='setpriv --reuid=postgres --regid=postgres --init-groups --'
    wanted=$(sed -n 's/.*max_connections=\([0-9]*\).*/\1/p' docker-compose.yml)
    admitted=$($as_admin psql --no-psqlrc --tuples-only --no-align --command 'SHOW max_connections')
    if [ "$admitted" -lt "$wanted" ]; then
        $as_admin psql --no-psqlrc --quiet --command "ALTER SYSTEM SET max_connections = $wanted"
        systemctl restart postgresql
    fi
fi
(
    set -a
    . "$settings_folder/processes/provision.env"
    DATABASE_ADMIN_URL=${DATABASE_ADMIN_URL:?DATABASE_URL names a server: give its superuser\'s address here}
    cd "$home"
    # shellcheck disable=SC2086 # words of a command
    exec ${as_admin:-} .venv/bin/python -m deploy.provision
)

# Old and new processes understand one another: they are replaced one after the other, and one gateway always answers.
systemctl daemon-reload
systemd_files units | while read -r unit address; do
    systemctl enable --quiet "$unit"
    systemctl restart "$unit"
    [ -z "$address" ] || sh deploy/setup/await.sh "http://$address/healthz"
done
systemctl enable --quiet --now sanji.target
if [ -z "${DATABASE_URL:-}" ]; then
    install -d -o postgres -g postgres -m 0700 /var/backups/sanji
    systemctl enable --quiet --now sanji-backup.timer sanji-restore-drill.timer
    systemctl start --no-block sanji-backup
fi
systemctl restart prometheus prometheus-alertmanager
systemctl reload-or-restart nginx
sh deploy/setup/administrators.sh sanji-tool gateway.accounts
echo '三级 Sanji  https://127.0.0.1/   日志 logs: journalctl --follow --unit "sanji-*"   停止 stop: systemctl stop sanji.target'
