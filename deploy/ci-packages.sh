#!/usr/bin/env bash
# Debian packages that the whole test suite wants beside Python: a PostgreSQL server, Chromium, Korean fonts, gettext.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"
packages="postgresql chromium fonts-noto-cjk gettext golang-go golang-golang-x-mod-dev"
for package in $packages; do
  dpkg -s "$package" >/dev/null 2>&1 || missing="${missing:-} $package"
done
if [ -n "${missing:-}" ]; then
  $sudo apt-get update -qq
  # shellcheck disable=SC2086
  $sudo apt-get install -y -qq --no-install-recommends $missing
fi
