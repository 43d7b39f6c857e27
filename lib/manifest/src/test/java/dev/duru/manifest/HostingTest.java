package dev.duru.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.yaml.YamlProblem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostingTest {
    private static Hosting hosting(String environment) {
        Parsed parsed = Manifest.parse("duru.yml", "environments:\n  production:\n" + environment);
        assertThat(parsed).isInstanceOf(Parsed.Good.class);
        return parsed.orThrow().environment("production").orElseThrow().hosting();
    }

    @Test
    void readsAContainer() {
        Hosting hosting =
                hosting(
                        """
                            runtime: container
                            resources: { memory: 256Mi, cpu: 0.5, pids: 64 }
                            container:
                              port: 9000
                              volumes: [data:/var/lib/shop, 'assets:/srv/assets:ro']
                              network: backend
                              readOnly: true
                        """);
        assertThat(hosting.resources()).isEqualTo(new Hosting.Resources(256L << 20, 500, 64));
        assertThat(hosting.container())
                .isEqualTo(
                        new Hosting.Container(
                                9000,
                                List.of(
                                        new Hosting.Volume("data", "/var/lib/shop", false),
                                        new Hosting.Volume("assets", "/srv/assets", true)),
                                "backend",
                                true));
    }

    @Test
    void readsACluster() {
        Hosting hosting =
                hosting(
                        """
                            runtime: kubernetes
                            resources: { memory: 1G, cpu: 250m }
                            kubernetes:
                              namespace: shop
                              autoscale: { most: 10, cpu: 60 }
                              gateway: infra/public
                              hosts: [shop.example.org]
                              helm: { chart: deploy/chart, values: [deploy/production.yaml] }
                        """);
        assertThat(hosting.resources()).isEqualTo(new Hosting.Resources(1_000_000_000L, 250, 0));
        assertThat(hosting.kubernetes())
                .isEqualTo(
                        new Hosting.Kubernetes(
                                "shop",
                                8080,
                                new Hosting.Autoscale(10, 60),
                                "infra/public",
                                List.of("shop.example.org"),
                                new Hosting.Own.Helm(
                                        "deploy/chart", List.of("deploy/production.yaml"))));
    }

    @Test
    void aClusterWithQueriesHasSignals() {
        Parsed parsed =
                Manifest.parse(
                        "duru.yml",
                        """
                        environments:
                          production:
                            runtime: kubernetes
                            signals: { requests: r, errors: e, latency: l }
                            rollout: { canary: [{ weight: 10%, requests: 100 }, 100%] }
                            verify:
                              - { name: errors, signal: error_ratio, below: 2%, compare: stable }
                              - { name: slow, signal: p95, below: 500ms }
                        """);
        Environment production = parsed.orThrow().environment("production").orElseThrow();
        assertThat(production.signals().latency()).isEqualTo("l");
        assertThat(Attributes.of(production)).containsEntry("signals.errors", "e");
    }

    @Test
    void isStandardWithoutAWord() {
        assertThat(hosting("    runtime: container\n")).isEqualTo(Hosting.STANDARD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "container: { port: 80 }|3:5|write `runtime: container`",
                "runtime: process, kubernetes: { port: 80 }|3:23|write `runtime: kubernetes`",
                "runtime: container, resources: { memory: 1MB }|3:46|256Mi",
                "runtime: container, resources: { memory: lots }|3:46|256Mi",
                "runtime: container, resources: { cpu: -1 }|3:43|500m",
                "resources: { cpus: 1 }|3:18|did you mean `cpu`?",
                "runtime: container, container: { volumes: [/etc:/etc] }|3:48|NAME:/absolute/path",
                "runtime: container, container: { volumes: ['a:/x', 'b:/x'] }|3:56|remove one",
                "runtime: container, container: { network: 'a b' }|3:47|name of a network",
                "runtime: container, container: { ports: [80] }|3:38|did you mean `port`?",
                "runtime: kubernetes, kubernetes: { namespace: A_b }|3:51|lower-case",
                "runtime: kubernetes, kubernetes: { hosts: [x.org] }|3:40|add `gateway:`",
                "runtime: kubernetes, kubernetes: { gateway: a/b/c }|3:49|namespace/name",
                "runtime: kubernetes, kubernetes: { autoscale: { cpu: 5 } }|3:51|add `most:`",
                "runtime: kubernetes, kubernetes: { manifests: a, kustomize: b }|3:54|keep one",
                "runtime: kubernetes, kubernetes: { manifests: ../a }|3:51|without `..`",
                "runtime: kubernetes, kubernetes: { helm: { values: [a] } }|3:46|add `chart:`",
                "runtime: kubernetes, verify: [{ name: e, signal: error_ratio, below: 2% }]|3:35|add `signals:`",
                "runtime: kubernetes, signals: { requests: r }, verify: [{ name: e, signal: p95, below: 1s }]|3:61|query `latency`",
                "runtime: kubernetes, signals: { errors: r }|3:35|add the query",
                "runtime: kubernetes, rollout: { canary: [{ shadow: 10% }, 100%] }|3:48|small `weight`",
                "runtime: kubernetes, rollout: { canary: [{ weight: 10%, requests: 5 }, 100%] }|3:61|add `signals:`",
            })
    void refusesAtItsPlace(String inner, String place, String mend) {
        Parsed parsed =
                Manifest.parse(
                        "duru.yml", "environments:\n  production: {\n    " + inner + "\n  }\n");
        assertThat(parsed).isInstanceOf(Parsed.Bad.class);
        List<YamlProblem> problems = ((Parsed.Bad) parsed).problems();
        assertThat(problems.getFirst().toString()).contains("duru.yml:" + place).contains(mend);
    }
}
