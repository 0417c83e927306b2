#!/bin/sh
# `make up`: the whole system with docker compose. The secrets are made once, here, and stay on this machine; the
# administrators' accounts are made once, and their passwords shown once.
set -eu
cd "$(dirname "$0")/../.."

if ! docker compose version >/dev/null 2>&1; then
    echo '需要 Docker 及其 compose 插件；不用容器的方法见 docs/operations.md · Docker with its compose plugin is needed;' \
        'docs/operations.md says how to do without' >&2
    exit 1
fi

sh deploy/setup/settings.sh .env
sh deploy/alertmanager/contact.sh deploy/alertmanager/made/alertmanager.yml .env
# Each file is mounted by itself: the containers read them, and no other user of this machine enters the folder.
sh deploy/nginx/self_signed.sh deploy/nginx/tls
chmod 700 deploy/nginx/tls
chmod 644 deploy/nginx/tls/certificate.pem deploy/nginx/tls/key.pem

docker compose build organizations
# The superuser's address is given to this one command, which makes what the others work in, or takes it over.
docker compose run --rm provision
docker compose up --no-build --detach --wait

sh deploy/setup/administrators.sh docker compose exec -T gateway python -m gateway.accounts
address=http://$(docker compose port gateway 8000)
echo "三级 Sanji  https://$(docker compose port nginx 8443)  本机 here: $address   API 文档 reference: $address/api/v1/docs"
echo 'Grafana http://127.0.0.1:3000   日志 logs: docker compose logs -f   停止 stop: docker compose down'
