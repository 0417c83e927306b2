#!/bin/sh
# Makes a file of settings of .env.example with random secrets, once; later it adds the secrets that a newer version needs.
# Usage: settings.sh FILE. Where somebody sits at the keyboard it asks once whom alerts reach.
set -eu

file=$1
example=$(dirname "$0")/../../.env.example
secret() {
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

umask 077
if [ ! -e "$file" ]; then
    while IFS= read -r line; do
        case $line in
            *=change-me) echo "${line%change-me}$(secret)" ;;
            *) echo "$line" ;;
        esac
    done <"$example" >"$file.made"
    mv "$file.made" "$file"
    echo "已生成 $file（含密钥，只有你能读）· $file made, with secrets that only you can read"
fi
# A newer version may need a secret that the file of an older one has not got.
grep '=change-me$' "$example" | while IFS='=' read -r name _; do
    # The last line of an edited file may have no end.
    grep -q "^$name=" "$file" || printf '\n%s=%s\n' "$name" "$(secret)" >>"$file"
done

if [ -t 0 ] && ! grep -q '^ALERT_EMAIL=.\|^ALERT_WEBHOOK=.' "$file"; then
    echo '告警发到哪里？邮箱地址、http(s) 地址，或直接回车暂不发送 · where do alerts go? an e-mail or http(s) address, or Enter for nowhere'
    read -r contact
    case $contact in
        http*) echo "ALERT_WEBHOOK=$contact" >>"$file" ;;
        *@*)
            echo '发信服务器 host:port · the mail server, host:port' && read -r server
            printf 'ALERT_EMAIL=%s\nSMTP_SERVER=%s\n' "$contact" "$server" >>"$file"
            ;;
    esac
fi
