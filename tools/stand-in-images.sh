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
image() { # image NAME [LINES-OF-DOCKERFILE [COMMAND]]
  podman image exists "$1" && return
  local command=${3:-}
  [ -n "$command" ] || command='["sh"]'
  printf 'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox","--install","-s","/bin"]\nRUN mkdir -p /tmp /etc && chmod 1777 /tmp\nCOPY passwd /etc/passwd\nCOPY greet refuse /\n%b\nCMD %s\n' "${2:-}" "$command" > "$folder/Dockerfile"
  podman build -q -t "$1" "$folder" >/dev/null
}
image docker.io/library/alpine:latest
image docker.io/library/debian:stable-slim
image docker.io/firecow/gitlab-ci-local-test-image:latest 'ENTRYPOINT ["/greet"]'
image docker.io/firecow/gitlab-ci-local-test-image:entrypoint-with-exit 'ENTRYPOINT ["/refuse"]'
image gcr.io/kaniko-project/executor:debug 'ENTRYPOINT ["/refuse"]'

printf '<html><head>\n<title>Welcome to nginx!</title>\n</head></html>\n' > "$folder/index.html"
server='["httpd","-f","-p","80","-h","/www"]'
for name in docker.io/library/nginx:latest registry-1.docker.io:443/library/nginx:1.29.7 docker.io/library/redis:latest; do
  image "$name" 'COPY index.html /www/' "$server"
done

# One of this machine's programs with the libraries that it is linked to; nothing where it is not there.
program() { # program IMAGE PROGRAM NAME-INSIDE [FOLDER]
  [ -x "$2" ] && ! podman image exists "$1" || return 0
  rm -rf "$folder/root"
  mkdir -p "$folder/root/usr/bin" "$folder/root/usr/lib"
  cp "$2" "$folder/root/usr/bin/$3"
  [ -z "${4:-}" ] || cp -r "$4" "$folder/root/usr/lib/"
  ldd "$2" | grep -oE '/[^ ]+' | while read -r library; do cp --parents -L "$library" "$folder/root"; done
  printf 'FROM scratch\nCOPY busybox /bin/busybox\nCOPY root /\nRUN ["/bin/busybox","--install","-s","/bin"]\nRUN mkdir -p /tmp /etc && chmod 1777 /tmp\nCOPY passwd /etc/passwd\nCMD ["sh"]\n' > "$folder/Dockerfile"
  podman build -q -t "$1" "$folder" >/dev/null
}
python=$(readlink -f /usr/bin/python3)
program docker.io/library/node:16-buster "$python" python "/usr/lib/$(basename "$python")"
program docker.io/massenz/dnsutils:2.4.0 /usr/bin/host host
program docker.io/curlimages/curl:8.18.0 /usr/bin/curl curl
