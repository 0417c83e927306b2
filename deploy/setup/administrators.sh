#!/bin/sh
# Makes the accounts of three persons: who keeps the platform, who gives rights in it, and who checks both. Each password is
# shown once; an account that is there stays as it is. Usage: administrators.sh COMMAND..., which runs gateway.accounts.
set -eu

for role in system_admin security_admin auditor; do
    if told=$("$@" create --username "${role%_admin}" --role "$role" 2>&1); then
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
