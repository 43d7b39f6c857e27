package dev.duru.delivery.runtime.kubernetes;

import dev.duru.delivery.Runtime;
import dev.duru.delivery.runtime.local.ReplicaFolder;
import dev.duru.kernel.ProblemException;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps the objects of a release as they are to be, or tells what others changed of them; what the
 * cluster wrote when it took them, and what was sent but for secrets, lies in files, so that the
 * next Duru takes neither for somebody's change.
 */
final class Upkeep {
    private static final int KEPT_EVENTS = 50;
    private static final int CONFLICT_OF_FIELDS = 422;
    private static final Duration CHECK_AGAIN = Duration.ofSeconds(5);
    private static final String WRITTEN = "as-written";
    private static final String SENT = "sent";
    private static final char TAB = '\t';

    private final Cluster cluster;
    private final ReplicaFolder words;
    private final Deque<Runtime.Event> events = new ArrayDeque<>();

    /** What the cluster writes in its own way, right after it was sent: nobody's drift. */
    private final Map<String, List<String>> asWritten = new TreeMap<>();

    /** What others changed last, by object. */
    private final Map<String, Runtime.Change> changes = new TreeMap<>();

    private String sent = "";
    private String wanted = "";
    private String wantedInPublic = "";
    private Instant checkedAt = Instant.EPOCH;
    private boolean ours;
    private boolean byTheOneBefore;
    private boolean putsBack;
    private boolean restoring;

    /**
     * @param words where it keeps what the cluster wrote
     */
    Upkeep(Cluster cluster, ReplicaFolder words) {
        this.cluster = cluster;
        this.words = words;
        words.text(WRITTEN)
                .orElse("")
                .lines()
                .forEach(line -> {
                    int tab = line.indexOf(TAB);
                    if (tab > 0) {
                        asWritten
                                .computeIfAbsent(line.substring(0, tab), what -> new ArrayList<>())
                                .add(line.substring(tab + 1));
                    }
                });
    }

    /**
     * Begins a pass over all objects of the release.
     *
     * @param leaves whether what others changed is left, and only told
     * @return false when nothing is due
     */
    boolean begins(List<HasMetadata> all, boolean leaves, Instant now) {
        wanted = Serialization.asYaml(all);
        wantedInPublic =
                Serialization.asYaml(all.stream().filter(object -> !isSecret(object)).toList())
                        .strip();
        if (wanted.equals(sent) && !restoring && now.isBefore(checkedAt.plus(CHECK_AGAIN))) {
            return false;
        }
        ours = wanted.equals(sent);
        byTheOneBefore =
                sent.isEmpty() && words.text(SENT).filter(wantedInPublic::equals).isPresent();
        putsBack = restoring || !leaves;
        return true;
    }

    /** Ends the pass. */
    void ends(Instant now) {
        if (!ours) {
            words.write(SENT, wantedInPublic);
        }
        sent = wanted;
        checkedAt = now;
        restoring = false;
    }

    /** What is wanted next is sent, whatever the cluster has. */
    void forget() {
        sent = "";
        words.write(SENT, "");
    }

    /** What others changed is put back by the next pass. */
    void putBack() {
        restoring = true;
    }

    private static boolean isSecret(HasMetadata object) {
        return object.getKind().equals("Secret");
    }

    /**
     * Sends an object of the pass unless it is as it should be, or is left as somebody changed it.
     *
     * @return the object as the cluster has it now
     */
    HasMetadata keep(HasMetadata object, Instant now) {
        // What a Duru before this one sent counts, but for secrets: of these it keeps nothing.
        boolean known = ours || byTheOneBefore && !isSecret(object);
        HasMetadata live = cluster.find(object).orElse(null);
        String what = object.getKind() + " " + object.getMetadata().getName();
        if (live == null) {
            tell(now, what, known ? "was gone, and is made again" : "made");
            return send(what, object);
        }
        List<String> differences = Drift.of(object, live);
        List<String> written = asWritten.getOrDefault(what, List.of());
        if (differences.equals(written)) {
            changes.computeIfPresent(what, (key, old) -> old.putBack() ? old : null);
            return live;
        }
        List<String> others = differences.stream().filter(d -> !written.contains(d)).toList();
        if (known && !others.isEmpty()) {
            Runtime.Change change = change(what, others, live, now);
            changes.put(what, change);
            if (!putsBack) {
                return live;
            }
            tell(
                    now,
                    what,
                    String.join(", ", others)
                            + (change.by().isEmpty() ? "" : " (changed by " + change.by() + ")")
                            + "; put back");
        }
        return send(what, object);
    }

    /** One that is known already keeps the time at which it was seen. */
    private Runtime.Change change(
            String what, List<String> differences, HasMetadata live, Instant now) {
        Drift.Author author = Drift.author(live, differences);
        String text = what + ": " + String.join(", ", differences);
        Runtime.Change known = changes.get(what);
        Instant seen =
                known != null && !known.putBack() && known.what().equals(text) ? known.at() : now;
        return new Runtime.Change(
                text, author.name(), author.at() == null ? seen : author.at(), putsBack);
    }

    /** What others changed and is left so, or was put back. */
    List<Runtime.Change> changes() {
        return List.copyOf(changes.values());
    }

    private HasMetadata send(String what, HasMetadata object) {
        try {
            HasMetadata written = cluster.apply(object);
            asWritten.put(what, Drift.of(object, written));
            StringBuilder lines = new StringBuilder();
            asWritten.forEach((name, all) ->
                    all.forEach(line ->
                            lines.append(name)
                                    .append(TAB)
                                    .append(line.replace('\n', ' '))
                                    .append('\n')));
            words.write(WRITTEN, lines.toString());
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
