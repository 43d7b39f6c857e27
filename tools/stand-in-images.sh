#!/usr/bin/env bash
# Images by the names that suites/gitlab-ci-local and suites/act-host use, made of busybox and this machine's Python, because hubs are
# not reached: each does what its case looks at.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$(command -v busybox)" "$folder/busybox"
printf 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' > "$folder/passwd"
printf '#!/bin/sh\necho "Hello from '"'firecow/gitlab-ci-local-test-image'"' image entrypoint"\necho ${MULTILINE_VARIABLE}\nexec "$@"\n' > "$folder/greet"
printf '#!/bin/sh\nexit 1\n' > "$folder/refuse"
chmod 755 "$folder/greet" "$folder/refuse"
image() { # image NAME [LINES-OF-DOCKERFILE]
  podman image exists "$1" && return
  printf 'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox","--install","-s","/bin"]\nRUN mkdir -p /tmp /etc && chmod 1777 /tmp\nCOPY passwd /etc/passwd\nCOPY greet refuse /\n%s\nCMD ["sh"]\n' "${2:-}" > "$folder/Dockerfile"
  podman build -q -t "$1" "$folder" >/dev/null
}
image docker.io/library/alpine:latest
image docker.io/library/debian:stable-slim
image docker.io/firecow/gitlab-ci-local-test-image:latest 'ENTRYPOINT ["/greet"]'
image docker.io/firecow/gitlab-ci-local-test-image:entrypoint-with-exit 'ENTRYPOINT ["/refuse"]'
image gcr.io/kaniko-project/executor:debug 'ENTRYPOINT ["/refuse"]'

# A Python with the libraries that it is linked to.
python=$(readlink -f /usr/bin/python3)
if [ -x "$python" ] && ! podman image exists docker.io/library/node:16-buster; then
  mkdir -p "$folder/root/usr/bin" "$folder/root/usr/lib"
  cp "$python" "$folder/root/usr/bin/python"
  cp -r "/usr/lib/$(basename "$python")" "$folder/root/usr/lib/"
  ldd "$python" | grep -oE '/[^ ]+' | while read -r library; do cp --parents -L "$library" "$folder/root"; done
  printf 'FROM scratch\nCOPY busybox /bin/busybox\nCOPY root /\nRUN ["/bin/busybox","--install","-s","/bin"]\nRUN mkdir -p /tmp /etc && chmod 1777 /tmp\nCOPY passwd /etc/passwd\nCMD ["sh"]\n' > "$folder/Dockerfile"
  podman build -q -t docker.io/library/node:16-buster "$folder" >/dev/null
fi
