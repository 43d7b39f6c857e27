package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.Runtime;
import dev.duru.kernel.ProblemException;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the objects of a release as they are to be, and tells who changed them. */
final class Upkeep {
    private static final int KEPT_EVENTS = 50;
    private static final int CONFLICT_OF_FIELDS = 422;

    private final Cluster cluster;
    private final Deque<Runtime.Event> events = new ArrayDeque<>();

    /** What the cluster writes in its own way, right after it was sent: nobody's drift. */
    private final Map<String, List<String>> asWritten = new HashMap<>();

    Upkeep(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Sends an object unless it is as it should be.
     *
     * @param ours whether it was sent by this Duru before, so that a difference is somebody's
     * @return the object as the cluster has it now
     */
    HasMetadata keep(HasMetadata object, boolean ours, Instant now) {
        HasMetadata live = cluster.find(object).orElse(null);
        String what = object.getKind() + " " + object.getMetadata().getName();
        if (live == null) {
            tell(now, what, ours ? "was gone, and is made again" : "made");
            return send(what, object);
        }
        List<String> differences = Drift.of(object, live);
        if (differences.equals(asWritten.getOrDefault(what, List.of()))) {
            return live;
        }
        if (ours) {
            String author = Drift.author(live);
            tell(
                    now,
                    what,
                    String.join(", ", differences)
                            + (author.isEmpty() ? "" : " (changed by " + author + ")")
                            + "; put back");
        }
        return send(what, object);
    }

    private HasMetadata send(String what, HasMetadata object) {
        try {
            HasMetadata written = cluster.apply(object);
            asWritten.put(what, Drift.of(object, written));
            return written;
        } catch (ProblemException e) {
            boolean fixed =
                    e.getCause() instanceof KubernetesClientException cause
                            && cause.getCode() == CONFLICT_OF_FIELDS;
            if (fixed && object.getKind().equals("Job")) {
                // The pods of a Job cannot be changed: it goes, and the next pass makes it anew.
                cluster.unlessGone(c ->
                        c.resource(object)
                                .inNamespace(object.getMetadata().getNamespace())
                                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                                .delete());
                return object;
            }
            throw e;
        }
    }

    void tell(Instant at, String about, String text) {
        events.addFirst(new Runtime.Event(at, about, text));
        if (events.size() > KEPT_EVENTS) {
            events.removeLast();
        }
    }

    List<Runtime.Event> events() {
        return List.copyOf(events);
    }
}
