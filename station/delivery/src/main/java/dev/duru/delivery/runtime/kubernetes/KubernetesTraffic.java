package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.Replica;
import dev.duru.delivery.Traffic;
import dev.duru.delivery.WorkloadId;
import dev.duru.manifest.Hosting;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Shares of requests in a cluster: exactly by an HTTPRoute where the environment names a Gateway
 * and the cluster has that API, else by how many pods of each release the environment's Service
 * leads to. Shares of releases that run elsewhere are handed on.
 *
 * <p>While one release has everything, the Service selects its pods by their own labels, so that
 * pods that the cluster replaces serve without Duru. Only while two share are pods marked one by
 * one.
 */
public final class KubernetesTraffic implements Traffic {
    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final int UNKNOWN = 1;

    private final KubernetesRuntime runtime;
    private final Cluster cluster;
    private final Traffic others;
    private final InstantSource clock;
    private final Map<EnvironmentKey, InForce> inForce = new ConcurrentHashMap<>();

    /**
     * @param preview of the release that rolls out, alone
     */
    private record InForce(List<Share> shares, Instant at, URI address, URI preview) {}

    /**
     * @param others for releases that do not run in the cluster: Duru's edge
     */
    public KubernetesTraffic(
            KubernetesRuntime runtime, Cluster cluster, Traffic others, InstantSource clock) {
        this.runtime = runtime;
        this.cluster = cluster;
        this.others = others;
        this.clock = clock;
    }

    @Override
    public void route(EnvironmentKey environment, Routing routing) {
        List<Share> here = routing.shares().stream().filter(s -> isHere(s.release())).toList();
        if (here.isEmpty()) {
            inForce.remove(environment);
            others.route(environment, routing);
            return;
        }
        others.route(
                environment,
                new Routing(
                        routing.shares().stream().filter(s -> !here.contains(s)).toList(),
                        routing.settings(),
                        elsewhere(routing.fresh()),
                        elsewhere(routing.stable()),
                        0));
        InForce known = inForce.get(environment);
        Instant now = clock.instant();
        if (known == null || !known.shares().equals(here) || now.isAfter(known.at().plus(AGAIN))) {
            share(environment, here, routing.fresh(), now);
        }
    }

    private boolean isHere(@Nullable WorkloadId release) {
        return release != null && runtime.placement(release).isPresent();
    }

    private @Nullable WorkloadId elsewhere(@Nullable WorkloadId release) {
        return isHere(release) ? null : release;
    }

    private void share(
            EnvironmentKey environment,
            List<Share> shares,
            @Nullable WorkloadId fresh,
            Instant now) {
        List<Share> active = shares.stream().filter(s -> s.weight() > 0).toList();
        Optional<Hosting.Kubernetes> how =
                active.stream()
                        .map(s -> runtime.how(s.release()))
                        .flatMap(Optional::stream)
                        .findFirst();
        if (active.isEmpty() || how.isEmpty()) {
            return;
        }
        Placement place = runtime.placement(active.getFirst().release()).orElseThrow();
        long only = active.size() == 1 ? active.getFirst().release().release() : 0;
        if (only == 0) {
            mark(place, active);
        }
        put(Objects.entrance(place, only, how.get().port()));
        Apis apis = cluster.apis();
        if (!how.get().gateway().isEmpty() && apis.hasRoutes()) {
            Map<Long, Integer> weights = new LinkedHashMap<>();
            active.forEach(s -> weights.put(s.release().release(), s.weight()));
            put(Objects.route(place, how.get(), weights, apis));
        }
        URI address = address(place, how.get());
        URI preview =
                fresh != null && isHere(fresh)
                        ? inside(place.release(fresh.release()), place)
                        : address;
        inForce.put(environment, new InForce(shares, now, address, preview));
    }

    private void put(HasMetadata object) {
        Optional<HasMetadata> live = cluster.find(object);
        if (live.isEmpty() || !Drift.of(object, live.get()).isEmpty()) {
            cluster.apply(object);
        }
    }

    private static URI address(Placement place, Hosting.Kubernetes how) {
        return how.hosts().isEmpty()
                ? inside(place.base(), place)
                : URI.create("http://" + how.hosts().getFirst().replaceFirst("^\\*\\.", "") + "/");
    }

    private static URI inside(String service, Placement place) {
        return URI.create("http://" + service + "." + place.namespace() + ".svc/");
    }

    /**
     * Marks as many ready pods of each release as come closest to the shares; none of those that
     * are to go.
     */
    private void mark(Placement place, List<Share> active) {
        List<List<Pod>> all = new ArrayList<>();
        List<List<Pod>> able = new ArrayList<>();
        for (Share share : active) {
            List<Pod> pods =
                    cluster.pods(place.namespace(), place.labels(share.release().release()));
            all.add(pods);
            able.add(
                    pods.stream()
                            .filter(pod -> takes(share, PodSight.of(pod)))
                            .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                            .toList());
        }
        List<Integer> counts =
                PodShares.of(
                        active.stream().map(Share::weight).toList(),
                        able.stream().map(List::size).toList());
        for (int i = 0; i < active.size(); i++) {
            List<Pod> serving = able.get(i).subList(0, counts.get(i));
            all.get(i).forEach(pod -> mark(pod, serving.contains(pod)));
        }
    }

    private static boolean takes(Share share, PodSight pod) {
        return pod.state() == Replica.State.HEALTHY
                && (share.backends().isEmpty()
                        || share.backends().stream()
                                .anyMatch(address -> address.startsWith(pod.ip() + ":")));
    }

    private void mark(Pod pod, boolean serving) {
        String wanted = serving ? "true" : null;
        if (java.util.Objects.equals(
                pod.getMetadata().getLabels().get(Placement.SERVING), wanted)) {
            return;
        }
        String labels =
                "{\"metadata\":{\"labels\":{\"%s\":%s}}}"
                        .formatted(Placement.SERVING, serving ? "\"true\"" : "null");
        cluster.unlessGone(
                c -> c.resource(pod).patch(PatchContext.of(PatchType.JSON_MERGE), labels));
    }

    @Override
    public void retain(Set<EnvironmentKey> environments) {
        others.retain(environments);
    }

    /**
     * Unknown in a cluster, and so never none: pods stay for the environment's {@code drain} after
     * their share went elsewhere, in which the cluster's nodes take note of that.
     */
    @Override
    public int inFlight(WorkloadId release) {
        return isHere(release) ? UNKNOWN : others.inFlight(release);
    }

    @Override
    public int inFlight(WorkloadId release, String backend) {
        return isHere(release) ? UNKNOWN : others.inFlight(release, backend);
    }

    @Override
    public void check() {
        others.check();
    }

    @Override
    public URI address(EnvironmentKey environment) {
        InForce known = inForce.get(environment);
        return known == null ? others.address(environment) : known.address();
    }

    @Override
    public URI preview(EnvironmentKey environment) {
        InForce known = inForce.get(environment);
        return known == null ? others.preview(environment) : known.preview();
    }
}
