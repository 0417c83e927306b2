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

secret() {
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

umask 077
if [ ! -e .env ]; then
    while IFS= read -r line; do
        case $line in
            *=change-me) echo "${line%change-me}$(secret)" ;;
            *) echo "$line" ;;
        esac
    done <.env.example >.env.made
    mv .env.made .env
    echo '已生成 .env（含密钥，只有你能读）· .env made, with secrets that only you can read'
fi
# A newer version may need a secret that the .env of an older one has not got.
grep '=change-me$' .env.example | while IFS='=' read -r name _; do
    # The last line of an edited file may have no end.
    grep -q "^$name=" .env || printf '\n%s=%s\n' "$name" "$(secret)" >>.env
done

# Whom alerts reach: asked once, where somebody sits at the keyboard; .env keeps the answer.
if [ -t 0 ] && ! grep -q '^ALERT_EMAIL=.\|^ALERT_WEBHOOK=.' .env; then
    echo '告警发到哪里？邮箱地址、http(s) 地址，或直接回车暂不发送 · where do alerts go? an e-mail or http(s) address, or Enter for nowhere'
    read -r contact
    case $contact in
        http*) echo "ALERT_WEBHOOK=$contact" >>.env ;;
        *@*)
            echo '发信服务器 host:port · the mail server, host:port' && read -r server
            printf 'ALERT_EMAIL=%s\nSMTP_SERVER=%s\n' "$contact" "$server" >>.env
            ;;
    esac
fi
(
    set -a
    while IFS='=' read -r name value; do
        case $name in SMTP_* | ALERT_*) eval "$name=\$value" ;; esac
    done <.env
    sh deploy/alertmanager/contact.sh deploy/alertmanager/made/alertmanager.yml
)
# Each file is mounted by itself: the containers read them, and no other user of this machine enters the folder.
sh deploy/nginx/self_signed.sh deploy/nginx/tls
chmod 700 deploy/nginx/tls
chmod 644 deploy/nginx/tls/certificate.pem deploy/nginx/tls/key.pem

docker compose build organizations
# The superuser's address is given to this one command, which makes what the others work in, or takes it over.
docker compose run --rm provision
docker compose up --no-build --detach --wait

# Three persons: who keeps the platform, who gives rights in it, and who checks both.
for role in system_admin security_admin auditor; do
    if told=$(docker compose exec -T gateway \
        python -m gateway.accounts create --username "${role%_admin}" --role "$role" 2>&1); then
        echo "$role：密码只显示这一次 · its password is shown this once"
        echo "$told"
    else
        case $told in
            *'exists already'*) ;;
            *)
                echo "$told" >&2
                exit 1
                ;;
        esac
    fi
done
address=http://$(docker compose port gateway 8000)
echo "三级 Sanji  https://$(docker compose port nginx 8443)  本机 here: $address   API 文档 reference: $address/api/v1/docs"
echo 'Grafana http://127.0.0.1:3000   日志 logs: docker compose logs -f   停止 stop: docker compose down'
