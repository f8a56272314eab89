#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Opens a bundle and checks everything in it without checklistapp: age, tar, openssl and sha512sum do the work.
set -eu

usage() {
    cat >&2 <<'TEXT'
usage: open-bundle.sh BUNDLE CERTIFICATE.pem OUT [IDENTITY]

BUNDLE       a .bag.tar.age file, or a public edition's plain .bag.tar
CERTIFICATE  the sender's certificate, whose fingerprint you compared with the sender
OUT          a new folder for the content; best on an encrypted disk or in memory (/dev/shm)
IDENTITY     your age identity file; without it, age asks for the bundle's passphrase

AGE names another age program (1.3 or later opens bundles for the newest keys).
TEXT
    exit 2
}

say() { printf '%s\n' "$*"; }
stop() { printf 'open-bundle.sh: %s\n' "$*" >&2; exit 1; }

[ $# -ge 3 ] && [ $# -le 4 ] || usage
bundle=$1 certificate=$2 out=$3 identity=${4:-}
age=${AGE:-age}
for program in tar openssl sha512sum; do
    command -v "$program" >/dev/null || stop "$program is missing: install it and try again."
done
[ ! -e "$out" ] || stop "$out is there already: name a new folder."

# age hands out chunks before it sees a later fault, so whatever fails from here on leaves nothing behind.
umask 077
mkdir -p "$out"
work=$(mktemp -d "$out/.opening.XXXXXX")
trap 'rm -rf "$out"' EXIT
trap 'exit 1' HUP INT TERM

key=
if [ -n "$identity" ]; then
    key=$work/key
    if grep -q '^AGE-SECRET-KEY-' "$identity"; then
        cat "$identity" >"$key"
    else
        command -v age >/dev/null || stop "age is missing: it opens your identity file."
        age -d -o "$key" "$identity" || stop "your identity file was not opened."
    fi
fi
case $bundle in
    *.tar) cat "$bundle" >"$work/bag.tar" ;;
    *)
        if [ -n "$key" ]; then
            $age -d -i "$key" -o "$work/bag.tar" "$bundle" || stop "the bundle was not opened: wrong key, or altered."
        else
            $age -d -o "$work/bag.tar" "$bundle" || stop "the bundle was not opened: wrong passphrase, or altered."
        fi
        ;;
esac
mkdir "$work/bag"
tar -xf "$work/bag.tar" -C "$work/bag" --no-same-owner --no-same-permissions || stop "the archive is damaged."
rm "$work/bag.tar"
set -- "$work/bag"/*
[ $# -eq 1 ] && [ -d "$1" ] || stop "the archive does not hold exactly one bag."
name=${1##*/}
mv "$1" "$out/$name"
cd "$out/$name"

openssl cms -verify -binary -inform DER -in signature.p7s -content tagmanifest-sha512.txt \
    -CAfile "$certificate" -purpose any -cades -out /dev/null 2>"$work/openssl" ||
    { cat "$work/openssl" >&2; stop "the signature is not this sender's."; }
say "signature: good"
for manifest in tagmanifest-sha512.txt manifest-sha512.txt; do
    [ ! -s "$manifest" ] || sha512sum --strict --quiet -c "$manifest" || stop "something was changed."
done
say "digests: good"
listed=$(cat manifest-sha512.txt tagmanifest-sha512.txt | wc -l)
present=$(find . -type f | wc -l)
[ "$present" -eq $((listed + 2)) ] && [ -z "$(find . ! -type f ! -type d)" ] ||
    stop "the bag holds something that nobody signed."
say "nothing unlisted: good"
if command -v bagit.py >/dev/null; then
    bagit.py --quiet --validate . || stop "bagit.py does not accept the bag."
    say "bagit.py: good"
fi
if [ -n "$key" ]; then
    recipient=${RECIPIENT:-$(age-keygen -y "$key" 2>/dev/null || true)}
    if [ -n "$recipient" ]; then
        digest=$(printf %s "$recipient" | sha256sum | cut -d ' ' -f 1)
        grep -q "^Recipient-SHA256: $digest\$" bag-info.txt || stop "this bundle was meant for somebody else."
        say "meant for you: good"
    else
        say "meant for you: not checked, age-keygen 1.3 or later can tell"
    fi
fi
rm -rf "$work"
trap - EXIT
say "opened: $out/$name"
