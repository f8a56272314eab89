#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Opens a bundle and checks everything in it without checklistapp: age, tar, openssl and sha512sum do the work.
set -eu
unset TAR_OPTIONS CDPATH

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
# A name beginning with a hyphen would be an option, and a relative one would mean another file after cd.
absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s' "$PWD/$1" ;; esac; }
sorted() { LC_ALL=C sort "$@"; }
named_in() { LC_ALL=C cut -b 131- "$1"; } # after 128 digits and two spaces

[ $# -ge 3 ] && [ $# -le 4 ] || usage
bundle=$(absolute "$1") certificate=$(absolute "$2") out=$(absolute "$3")
out=${out%/}
identity=${4:+$(absolute "$4")}
age=${AGE:-age}
for program in tar openssl sha512sum; do
    command -v "$program" >/dev/null || stop "$program is missing: install it and try again."
done
[ ! -e "$out" ] || stop "$out is there already: name a new folder."

# age hands out chunks before it sees a later fault, so whatever fails from here on leaves nothing behind.
umask 077
mkdir -p "$(dirname "$out")"
mkdir "$out"
# A folder in the archive may come without the permissions that deleting it needs.
trap 'chmod -R u+rwx "$out" 2>/dev/null || :; rm -rf "$out"' EXIT
trap 'exit 1' HUP INT QUIT PIPE TERM
work=$(mktemp -d "$out/.opening.XXXXXX")

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
plain=
case $bundle in
    *.tar)
        plain=yes
        cat "$bundle" >"$work/bag.tar"
        ;;
    *)
        if [ -n "$key" ]; then
            $age -d -i "$key" -o "$work/bag.tar" "$bundle" || stop "the bundle was not opened: wrong key, or altered."
        else
            $age -d -o "$work/bag.tar" "$bundle" || stop "the bundle was not opened: wrong passphrase, or altered."
        fi
        ;;
esac
mkdir "$work/bag"
# From a pipe tar decompresses nothing of its own accord; --keep-old-files makes a second entry for a file an error.
# shellcheck disable=SC2002
cat "$work/bag.tar" |
    tar -x -f - -C "$work/bag" --no-same-owner --no-same-permissions --keep-old-files || stop "the archive is damaged."
rm "$work/bag.tar"

[ -z "$(find "$work/bag" ! -type f ! -type d)" ] && [ -z "$(find "$work/bag" -type f -links +1)" ] ||
    stop "the archive holds something other than files and folders."
set -- "$work/bag"/*
[ "$(find "$work/bag" -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ] && [ -d "$1" ] ||
    stop "the archive does not hold exactly one bag."
name=${1##*/}
case $name in *[!A-Za-z0-9._-]*) stop "the bag has a name that no bundle has." ;; esac
mv "$1" "$out/$name"
cd "$out/$name"

for file in bag-info.txt bagit.txt manifest-sha512.txt signature.p7s statement.json tagmanifest-sha512.txt; do
    [ -f "$file" ] || stop "the bag lacks $file."
done
# Names come before digests: sha512sum reads whatever a manifest names, outside the bag too.
[ "$(named_in tagmanifest-sha512.txt | sorted)" = "$(printf '%s\n' bag-info.txt bagit.txt manifest-sha512.txt statement.json)" ] ||
    stop "the bag does not list its own files."
! named_in manifest-sha512.txt | grep -q -v '^data/' || stop "the bag lists something that is not its content."
{
    printf '%s\n' signature.p7s tagmanifest-sha512.txt
    named_in tagmanifest-sha512.txt
    named_in manifest-sha512.txt
} | sorted >"$work/listed"
sorted -u "$work/listed" | cmp -s - "$work/listed" || stop "the bag lists a file twice."
find . -type f | cut -c 3- | sorted | cmp -s - "$work/listed" && [ -z "$(find . -type d -empty ! -path ./data)" ] ||
    stop "the bag holds something that nobody signed, or lacks something."
say "nothing unlisted: good"
# The machine's own authorities vouch for web sites, not for this sender.
openssl cms -verify -binary -inform DER -in signature.p7s -content tagmanifest-sha512.txt \
    -CAfile "$certificate" -no-CApath -no-CAstore -purpose any -cades -out /dev/null 2>"$work/openssl" ||
    { cat "$work/openssl" >&2; stop "the signature is not this sender's."; }
say "signature: good"
for manifest in tagmanifest-sha512.txt manifest-sha512.txt; do
    [ ! -s "$manifest" ] || sha512sum --strict --quiet -c "$manifest" || stop "something was changed."
done
say "digests: good"
if [ -n "$plain" ]; then
    [ "$(grep -o '"kind":"[^"]*"' statement.json)" = '"kind":"public"' ] ||
        stop "this bundle is confidential, and somebody unsealed it on its way."
    say "made for the public: good"
fi
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
