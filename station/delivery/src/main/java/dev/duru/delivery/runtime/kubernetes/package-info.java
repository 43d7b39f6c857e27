/**
 * Replicas as pods of a Kubernetes cluster.
 *
 * <p>What is sent is built by pure code ({@link dev.duru.delivery.runtime.kubernetes.Objects}) and
 * sent by server-side apply under the field manager {@code duru}: a Deployment, a Service, a
 * ConfigMap and a Secret for each release, with an autoscaler and a disruption budget where they
 * are wanted, in the versions that the cluster serves. What is seen is read by pure code too:
 * {@link dev.duru.delivery.runtime.kubernetes.PodSight} says why a pod does not start, {@link
 * dev.duru.delivery.runtime.kubernetes.Drift} what somebody else changed, which is mended and told
 * as an event.
 *
 * <p>Objects that the repository describes itself are written out by {@link
 * dev.duru.delivery.runtime.kubernetes.OwnFiles}; in {@link
 * dev.duru.delivery.runtime.kubernetes.OwnObjects} one Deployment becomes the pattern of the
 * release's pods, and {@link dev.duru.delivery.runtime.kubernetes.Beside} says whose the others
 * are. Commands run as Jobs ({@link dev.duru.delivery.runtime.kubernetes.KubernetesTask}).
 *
 * <p>Everything carries labels (this Duru, owner, project, environment, release), by which the next
 * Duru finds it. A folder for each release keeps its namespace, its restarts and its output.
 *
 * <p>Rules: nothing outside the namespace of the environment is touched; while the cluster does not
 * answer, what was seen last holds. Works from Kubernetes 1.20 on; docs/kubernetes.md has the
 * rights that are needed.
 */
@NullMarked
package dev.duru.delivery.runtime.kubernetes;

import org.jspecify.annotations.NullMarked;
