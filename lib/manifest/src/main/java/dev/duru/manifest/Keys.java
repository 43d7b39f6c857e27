package dev.duru.manifest;

import java.util.List;
import java.util.Map;

/** The keys of each kind of mapping: what the reader accepts, and what schema and docs describe. */
public final class Keys {
    public static final List<String> ROOT =
            List.of("app", "package", "environments", "alerts", "dashboards");
    public static final List<String> PACKAGE =
            List.of("files", "dockerfile", "run", "health", "env");
    public static final List<String> HEALTH = List.of("path", "timeout");
    public static final List<String> ENVIRONMENT =
            List.of(
                    "from",
                    "after",
                    "stopAfter",
                    "most",
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
                    "signals",
                    "quiet",
                    "rollback",
                    "drain",
                    "keep",
                    "edge",
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
    public static final List<String> ROLLOUT =
            List.of("canary", "rolling", "blueGreen", "recreate", "every", "patience", "deadline");
    public static final List<String> STEP = List.of("weight", "shadow", "for", "requests", "pause");
    public static final List<String> ROLLING = List.of("surge", "unavailable");
    public static final List<String> BLUE_GREEN = List.of("preview", "pause");
    public static final List<String> EDGE =
            List.of(
                    "hosts",
                    "tls",
                    "redirect",
                    "hsts",
                    "health",
                    "outliers",
                    "retry",
                    "timeouts",
                    "limits",
                    "sticky",
                    "testers",
                    "slowStart",
                    "protocol",
                    "accessLog");
    public static final List<String> TLS = List.of("certificate", "key");
    public static final List<String> PROBE =
            List.of("path", "every", "timeout", "healthyAfter", "unhealthyAfter");
    public static final List<String> OUTLIERS = List.of("failures", "eject", "most");
    public static final List<String> RETRY = List.of("attempts", "budget", "on");
    public static final List<String> TIMEOUTS = List.of("connect", "head", "idle", "total");
    public static final List<String> LIMITS =
            List.of("inFlight", "perSecond", "perClientPerSecond");
    public static final List<String> STICKY = List.of("cookie", "for");
    public static final List<String> TESTER = List.of("header", "cookie", "value", "to");
    public static final List<String> GATE =
            List.of(
                    "name",
                    "signal",
                    "query",
                    "hook",
                    "job",
                    "eachStep",
                    "below",
                    "above",
                    "compare",
                    "tolerance",
                    "window",
                    "minRequests",
                    "timeout");
    public static final List<String> SIGNALS = List.of("requests", "errors", "latency");
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
                Map.entry("step", STEP),
                Map.entry("rolling", ROLLING),
                Map.entry("blueGreen", BLUE_GREEN),
                Map.entry("gate", GATE),
                Map.entry("signals", SIGNALS),
                Map.entry("edge", EDGE),
                Map.entry("tls", TLS),
                Map.entry("probe", PROBE),
                Map.entry("outliers", OUTLIERS),
                Map.entry("retry", RETRY),
                Map.entry("timeouts", TIMEOUTS),
                Map.entry("limits", LIMITS),
                Map.entry("sticky", STICKY),
                Map.entry("tester", TESTER),
                Map.entry("alert", ALERT),
                Map.entry("resources", RESOURCES),
                Map.entry("container", CONTAINER),
                Map.entry("kubernetes", KUBERNETES),
                Map.entry("autoscale", AUTOSCALE),
                Map.entry("helm", HELM));
    }
}
