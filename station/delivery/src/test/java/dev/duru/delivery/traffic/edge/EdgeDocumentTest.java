package dev.duru.delivery.traffic.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.Traffic.Routing;
import dev.duru.delivery.Traffic.Share;
import dev.duru.delivery.WorkloadId;
import dev.duru.edge.EdgeConfig;
import dev.duru.edge.RouteSettings;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EdgeDocumentTest {
    private static final EnvironmentKey SHOP = key("team/shop", "production");
    private static final EnvironmentKey OTHER = key("other/blog", "production");
    private static final EdgeFront FRONT =
            new EdgeFront(
                    "127.0.0.1:8443",
                    Path.of("/data/certificates"),
                    new EdgeFront.Acme("https://ca.test/directory", null, null),
                    new EdgeFront.Proxies(List.of("10.0.0.0/8"), true));

    private static EnvironmentKey key(String project, String name) {
        return new EnvironmentKey(ProjectName.parse(project), name);
    }

    private static Routing routing(EnvironmentKey key, String edge) {
        WorkloadId stable = new WorkloadId(key, 1);
        WorkloadId fresh = new WorkloadId(key, 2);
        return new Routing(
                List.of(
                        new Share(stable, "aaa", 100, List.of("127.0.0.1:1001")),
                        new Share(fresh, "bbb", 0, List.of("127.0.0.1:1002"))),
                Manifest.parse("duru.yml", "environments: { e: { edge: { " + edge + " } } }")
                        .orThrow()
                        .environment("e")
                        .orElseThrow()
                        .edge(),
                fresh,
                stable,
                25);
    }

    private static EdgeConfig put(
            EdgeConfig before, Map<EnvironmentKey, Routing> known, EnvironmentKey key) {
        return new EdgeDocument(before, known, FRONT).with(key, known.get(key));
    }

    private static EdgeConfig.Route route(EdgeConfig config, String host) {
        return config.routes().stream()
                .filter(route -> route.host().equals(host))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void carriesWhatDuruYmlSaysInTheEdgesWords() {
        Routing routing =
                routing(
                        SHOP,
                        "hosts: [shop.test], tls: { certificate: c.pem, key: k.pem }, redirect: true, "
                                + "health: { path: /up, every: 1s }, timeouts: { head: 2s }, "
                                + "limits: { perSecond: 9 }, sticky: stay, slowStart: 3s, accessLog: true, "
                                + "testers: [{ header: X-T }, { cookie: old, to: stable }], "
                                + "outliers: { failures: 3 }, retry: { on: [503] }, protocol: h2c");
        EdgeConfig document = put(EdgeConfig.EMPTY, Map.of(SHOP, routing), SHOP);
        EdgeConfig.Route named = route(document, "shop.test");
        RouteSettings settings = named.settings();
        assertThat(settings.secure()).isEqualTo(new RouteSettings.Secure(true, 8443, null));
        assertThat(settings.health().path()).isEqualTo("/up");
        assertThat(settings.health().intervalMillis()).isEqualTo(1000);
        assertThat(settings.timeouts().headMillis()).isEqualTo(2000);
        assertThat(settings.limits().perSecond()).isEqualTo(9);
        assertThat(settings.sticky().cookie()).isEqualTo("stay");
        assertThat(settings.slowStartMillis()).isEqualTo(3000);
        assertThat(settings.retry().statuses()).containsExactly(503);
        assertThat(settings.outlier().failures()).isEqualTo(3);
        assertThat(settings.rules())
                .extracting(RouteSettings.Rule::release)
                .containsExactly("2", "1");
        assertThat(settings.shadow()).isEqualTo(new RouteSettings.Shadow("2", 25));
        assertThat(named.releases())
                .allSatisfy(release -> {
                    assertThat(release.protocol()).isEqualTo(EdgeConfig.Protocol.H2C);
                    assertThat(release.draining()).isFalse();
                });
        EdgeConfig.Route own = route(document, "production.shop.team.localhost");
        assertThat(own.settings().secure()).as("there is no certificate for it").isNull();
        EdgeConfig.Route preview = route(document, "preview.production.shop.team.localhost");
        assertThat(preview.releases()).extracting(EdgeConfig.Release::name).containsExactly("2");
        assertThat(document.front().accessLog()).isNotNull();
        assertThat(document.front().listeners().getFirst().address()).isEqualTo("127.0.0.1:8443");
        assertThat(document.front().tls().certificates().getFirst().certificate())
                .isEqualTo("/data/certificates/team/shop/c.pem");
    }

    @Test
    void believesTheProxiesThatTheOperatorNamesAndNoOthers() {
        EdgeConfig config = put(EdgeConfig.EMPTY, Map.of(SHOP, routing(SHOP, "")), SHOP);
        assertThat(config.front().trusted()).containsExactly("10.0.0.0/8");
        assertThat(config.front().proxyProtocol()).isTrue();
        EdgeConfig after =
                new EdgeDocument(config, Map.of(SHOP, routing(SHOP, "")), EdgeFront.PLAIN)
                        .with(SHOP, routing(SHOP, ""));
        assertThat(after.front().trusted()).isEmpty();
        assertThat(after.front().proxyProtocol()).isFalse();
    }

    @Test
    void aHostBelongsToTheFirstThatTakesItAndGoesWithItsEnvironment() {
        Routing first = routing(SHOP, "hosts: [shop.test], tls: acme");
        Routing second = routing(OTHER, "hosts: [shop.test, blog.test], tls: acme");
        Map<EnvironmentKey, Routing> both = Map.of(SHOP, first, OTHER, second);
        EdgeConfig document = put(EdgeConfig.EMPTY, Map.of(SHOP, first), SHOP);
        document = put(document, both, OTHER);
        assertThat(route(document, "shop.test").releases().getFirst().labels().app())
                .isEqualTo("team/shop");
        assertThat(document.front().tls().acme().hosts())
                .containsExactlyInAnyOrder("shop.test", "blog.test");
        EdgeConfig alone =
                new EdgeDocument(document, Map.of(OTHER, second), FRONT).only(Set.of(OTHER));
        assertThat(alone.routes()).noneMatch(route -> route.host().equals("shop.test"));
        assertThat(alone.routes()).anyMatch(route -> route.host().equals("blog.test"));
    }

    @Test
    void whatOthersSaidBeforeARestartOfDuruStaysUntilTheySayItAgain() {
        Routing shop = routing(SHOP, "hosts: [shop.test], tls: { certificate: c, key: k }");
        EdgeConfig document = put(EdgeConfig.EMPTY, Map.of(SHOP, shop), SHOP);
        Routing blog = routing(OTHER, "hosts: [blog.test]");
        EdgeConfig after = put(document, Map.of(OTHER, blog), OTHER);
        assertThat(after.front().tls().certificates()).hasSize(1);
        assertThat(route(after, "shop.test")).isEqualTo(route(document, "shop.test"));
        Routing plain = routing(SHOP, "");
        EdgeConfig last = put(after, Map.of(OTHER, blog, SHOP, plain), SHOP);
        assertThat(last.front().tls()).isNull();
        assertThat(last.front().listeners()).isEmpty();
    }
}
