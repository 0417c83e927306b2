#!/bin/sh
# Makes a certificate for the front that no authority has signed, until there is one that an authority has: for trying.
# Usage: self_signed.sh FOLDER [NAME]
set -eu

folder=$1
name=${2:-localhost}
mkdir -p "$folder"
[ ! -e "$folder/certificate.pem" ] || exit 0
umask 077
openssl req -x509 -newkey rsa:2048 -nodes -days 397 -subj "/CN=$name" \
    -addext "subjectAltName=DNS:$name,IP:127.0.0.1" -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null
