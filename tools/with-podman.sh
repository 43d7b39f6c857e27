#!/usr/bin/env bash
# Runs a command with DOCKER_HOST naming the API of a Podman with a storage of its own, which is gone afterwards.
# Where DOCKER_HOST is set already, or there is no Podman, the command just runs.
set -euo pipefail
if [ -n "${DOCKER_HOST:-}" ] || ! command -v podman >/dev/null || ! command -v netavark >/dev/null && [ ! -x /usr/lib/podman/netavark ]; then exec "$@"; fi
folder=$(mktemp -d /tmp/duru-podman.XXXXXX)
driver=vfs
if (cd "$folder" && mkdir l u w m && mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m && umount m) 2>/dev/null; then driver=overlay; fi
printf '[storage]\ndriver = "%s"\nrunroot = "%s/run"\ngraphroot = "%s/graph"\n' "$driver" "$folder" "$folder" > "$folder/storage.conf"
printf 'unqualified-search-registries = []\n' > "$folder/registries.conf"
cat > "$folder/containers.conf" <<C
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$folder/tmp"
[network]
network_backend = "netavark"
network_config_dir = "$folder/networks"
C
export CONTAINERS_CONF=$folder/containers.conf CONTAINERS_STORAGE_CONF=$folder/storage.conf CONTAINERS_REGISTRIES_CONF=$folder/registries.conf
podman system service --time=0 "unix://$folder/p.sock" >"$folder/service.log" 2>&1 &
service=$!
end() {
  kill "$service" 2>/dev/null || true
  podman rm -fa -t 0 >/dev/null 2>&1 || true
  podman system reset --force >/dev/null 2>&1 || true
  grep -o " $folder/[^ ]*" /proc/mounts | sort -r | xargs -r umount -l 2>/dev/null || true
  rm -rf "$folder" 2>/dev/null || true
}
trap end EXIT
for _ in $(seq 100); do [ -S "$folder/p.sock" ] && break; read -rt 0.1 <> <(:) || true; done
export DOCKER_HOST=unix://$folder/p.sock
"$@"
