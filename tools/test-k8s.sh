#!/usr/bin/env bash
# Runs the tests of the Kubernetes runtime on a real cluster.
#   tools/test-k8s.sh FOLDER   starts a cluster of the programs in FOLDER by K8S_UP, and ends it by K8S_DOWN
#   DURU_K8S_KUBECONFIG=FILE tools/test-k8s.sh   takes a cluster that runs; its nodes must reach DURU_K8S_REGISTRY
set -euo pipefail
cd "$(dirname "$0")/.."
export DURU_K8S_REGISTRY=${DURU_K8S_REGISTRY:-127.0.0.1:15000}
if [ -z "${DURU_K8S_KUBECONFIG:-}" ]; then
  programs=${1:?give the folder of kube-apiserver, kube-controller-manager, kube-scheduler and kubelet, or DURU_K8S_KUBECONFIG}
  state=$(mktemp -d /var/tmp/duru-k8s.XXXXXX)
  trap '"${K8S_DOWN:-../shared/tools/k8s-down.sh}" "$state" --purge >/dev/null 2>&1 || true; rm -rf "$state"' EXIT
  REGISTRY=$DURU_K8S_REGISTRY "${K8S_UP:-../shared/tools/k8s-up.sh}" "$programs" "$state"
  export DURU_K8S_KUBECONFIG=$state/admin.conf
fi
mvn -B --no-transfer-progress -q test -pl station/delivery -am -Dtest=KubernetesClusterTest -Dsurefire.failIfNoSpecifiedTests=false ${ARGS:-}
