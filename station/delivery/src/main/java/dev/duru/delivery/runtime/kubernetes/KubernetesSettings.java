package dev.duru.delivery.runtime.kubernetes;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster.
 *
 * @param kubeconfig null for the account of the pod that Duru runs in, or what kubectl would use
 * @param namespace where environments go that name none; {@code ""} for the kubeconfig's own
 */
public record KubernetesSettings(@Nullable Path kubeconfig, String namespace) {}
