#!/usr/bin/env bash
# Runs the tests of the Kubernetes runtime on a real cluster, as a service account with the Role of docs/kubernetes.md and no more.
#   tools/test-k8s.sh FOLDER   starts a cluster of the programs in FOLDER by K8S_UP, and ends it by K8S_DOWN
#   DURU_K8S_ADMIN=KUBECONFIG tools/test-k8s.sh   takes a cluster that runs; its nodes must reach DURU_K8S_REGISTRY, and this
#     machine the cluster's Services
# Needs kubectl. TESTS names other tests than all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
export DURU_K8S_REGISTRY=${DURU_K8S_REGISTRY:-127.0.0.1:15000}
export DURU_K8S_NAMESPACE=${DURU_K8S_NAMESPACE:-duru-test}
state=$(mktemp -d /var/tmp/duru-k8s.XXXXXX)
started=
finish() {
  [ -z "$started" ] || "${K8S_DOWN:-../shared/tools/k8s-down.sh}" "$state/cluster" --purge >/dev/null 2>&1 || true
  rm -rf "$state"
}
trap finish EXIT
if [ -z "${DURU_K8S_ADMIN:-}" ]; then
  programs=${1:?give the folder of kube-apiserver, kube-controller-manager, kube-scheduler, kubelet and kube-proxy, or DURU_K8S_ADMIN}
  started=yes
  REGISTRY=$DURU_K8S_REGISTRY "${K8S_UP:-../shared/tools/k8s-up.sh}" "$programs" "$state/cluster"
  DURU_K8S_ADMIN=$state/cluster/admin.conf
fi
admin() { kubectl --kubeconfig "$DURU_K8S_ADMIN" "$@"; }
mine() { admin --namespace "$DURU_K8S_NAMESPACE" "$@"; }
admin version 2>/dev/null | grep -i server || true
admin create namespace "$DURU_K8S_NAMESPACE" --dry-run=client -o yaml | admin apply -f - >/dev/null
mine create serviceaccount duru --dry-run=client -o yaml | mine apply -f - >/dev/null
# The Role is the one that users read.
awk '/^```yaml/ { text = ""; inside = 1; next } /^```/ { if (inside && text ~ /kind: Role\n/) printf "%s", text; inside = 0 } inside { text = text $0 "\n" }' \
  docs/kubernetes.md | sed "s/namespace: shop/namespace: $DURU_K8S_NAMESPACE/" > "$state/role.yaml"
mine apply -f "$state/role.yaml" >/dev/null
mine create rolebinding duru --role=duru --serviceaccount="$DURU_K8S_NAMESPACE:duru" --dry-run=client -o yaml | mine apply -f - >/dev/null
# From 1.24 on a token is asked for; before that each account has a Secret with one.
for _ in $(seq 60); do
  secret=$(mine get serviceaccount duru -o 'jsonpath={.secrets[0].name}')
  [ -z "$secret" ] || break
  token=$(mine create token duru --duration=2h 2>/dev/null) && break || sleep 1
done
token=${token:-$(mine get secret "$secret" -o 'jsonpath={.data.token}' | base64 -d)}
cp "$DURU_K8S_ADMIN" "$state/duru.conf"
export DURU_K8S_KUBECONFIG=$state/duru.conf
context=$(kubectl config current-context --kubeconfig "$DURU_K8S_KUBECONFIG")
kubectl config set-credentials duru --token="$token" --kubeconfig "$DURU_K8S_KUBECONFIG" >/dev/null
kubectl config set-context "$context" --user=duru --namespace="$DURU_K8S_NAMESPACE" --kubeconfig "$DURU_K8S_KUBECONFIG" >/dev/null
${MVN:-mvn -B --no-transfer-progress -q} test -pl station/delivery -am -Dtest="${TESTS:-KubernetesClusterTest,KilledClusterTest}" \
  -Dsurefire.failIfNoSpecifiedTests=false ${ARGS:-}
