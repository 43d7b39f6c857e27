#!/usr/bin/env bash
# Installs, from Debian's packages, the real tools that the optional tests are run against. Needs root and apt.
set -euo pipefail
packages=(git bubblewrap skopeo podman runc netavark aardvark-dns iptables busybox-static docker.io docker-registry prometheus prometheus-alertmanager prometheus-node-exporter chromium chromium-driver curl python3 util-linux procps openssl bind9-host nghttp2-client nghttp2-server pebble bsdutils syslog-ng-core syslog-ng-mod-http syslog-ng-scl ripgrep python3-elasticsearch)
# Any Node.js with npm will do, whoever packaged it.
command -v npm >/dev/null 2>&1 || packages+=(nodejs npm)
missing=()
for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then echo "deps-test: all there"; exit 0; fi
command -v apt-get >/dev/null 2>&1 || { echo "deps-test: this is not Debian; install by hand: ${missing[*]}" >&2; exit 1; }
echo "deps-test: installing ${missing[*]}"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "deps-test: done"
