package dev.duru.manifest;

import java.util.List;
import java.util.Map;

/** The keys of each kind of mapping: what the reader accepts, and what schema and docs describe. */
public final class Keys {
    public static final List<String> ROOT = List.of("app", "package", "environments", "alerts");
    public static final List<String> PACKAGE =
            List.of("files", "dockerfile", "run", "health", "env");
    public static final List<String> HEALTH = List.of("path", "timeout");
    public static final List<String> ENVIRONMENT =
            List.of(
                    "from",
                    "after",
                    "approve",
                    "freeze",
                    "queue",
                    "release",
                    "irreversible",
                    "drift",
                    "runtime",
                    "replicas",
                    "env",
                    "secrets",
                    "rollout",
                    "verify",
                    "quiet",
                    "rollback",
                    "drain",
                    "resources",
                    "container",
                    "kubernetes");
    public static final List<String> RESOURCES = List.of("memory", "cpu", "pids");
    public static final List<String> CONTAINER = List.of("port", "volumes", "network", "readOnly");
    public static final List<String> KUBERNETES =
            List.of(
                    "namespace",
                    "port",
                    "autoscale",
                    "gateway",
                    "hosts",
                    "manifests",
                    "kustomize",
                    "helm");
    public static final List<String> AUTOSCALE = List.of("most", "cpu");
    public static final List<String> HELM = List.of("chart", "values");
    public static final List<String> APPROVE = List.of("role", "count", "self", "checklist");
    public static final List<String> CHECK = List.of("item", "evidence");
    public static final List<String> FREEZE =
            List.of("from", "to", "cron", "for", "zone", "reason");
    public static final List<String> RELEASE = List.of("run", "timeout");
    public static final List<String> ROLLOUT = List.of("canary", "every", "patience");
    public static final List<String> GATE =
            List.of(
                    "name",
                    "signal",
                    "query",
                    "below",
                    "above",
                    "compare",
                    "tolerance",
                    "window",
                    "minRequests");
    public static final List<String> ALERT =
            List.of("name", "query", "above", "below", "for", "severity", "summary", "objective");

    private Keys() {}

    /** Every kind of mapping by the name that the schema and the docs give it. */
    public static Map<String, List<String>> all() {
        return Map.ofEntries(
                Map.entry("manifest", ROOT),
                Map.entry("package", PACKAGE),
                Map.entry("health", HEALTH),
                Map.entry("environment", ENVIRONMENT),
                Map.entry("approve", APPROVE),
                Map.entry("check", CHECK),
                Map.entry("freeze", FREEZE),
                Map.entry("release", RELEASE),
                Map.entry("rollout", ROLLOUT),
                Map.entry("gate", GATE),
                Map.entry("alert", ALERT),
                Map.entry("resources", RESOURCES),
                Map.entry("container", CONTAINER),
                Map.entry("kubernetes", KUBERNETES),
                Map.entry("autoscale", AUTOSCALE),
                Map.entry("helm", HELM));
    }
}
