package dev.duru.pipeline.engine;

import dev.duru.pipeline.state.ResourceGroupStore.Mode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Concurrency groups: one holder a key, and one that waits, whose place a newcomer takes; or a
 * queue, when the newcomer says so, from which the group's mode chooses the next.
 */
final class Locks {
    /** Somebody who wants a key. */
    interface Claimant {
        /** The key is yours; called without any lock of this class held. */
        void granted();

        /** Somebody newer has taken your place, or wants you to stop. */
        void displaced();
    }

    /** Which of two is older: by the run, then by the job. */
    record Rank(long run, long job) implements Comparable<Rank> {
        private static final Comparator<Rank> ORDER =
                Comparator.comparingLong(Rank::run).thenComparingLong(Rank::job);

        @Override
        public int compareTo(Rank other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * What somebody wants.
     *
     * @param cancelHolder whether the holder is to stop
     * @param queues whether those that wait already keep their places
     */
    record Wish(String key, boolean cancelHolder, boolean queues, Rank rank) {}

    private record Waiting(Rank rank, boolean queues, Claimant claimant) {}

    private static final class Group {
        final String key;
        @Nullable Claimant holder;
        final List<Waiting> waiting = new ArrayList<>();

        /** Those that will want the key, and do not wait yet. */
        final TreeSet<Rank> expected = new TreeSet<>();

        Group(String key) {
            this.key = key;
        }

        boolean isEmpty() {
            return holder == null && waiting.isEmpty() && expected.isEmpty();
        }
    }

    private final Map<String, Group> groups = new HashMap<>();
    private final Function<String, Mode> modes;
    private boolean gathering;

    /**
     * @param modes the mode of a key
     */
    Locks(Function<String, Mode> modes) {
        this.modes = modes;
    }

    /** From now on nobody who queues gets a key, until all are there that queued before. */
    synchronized void gather() {
        gathering = true;
    }

    /** All are there. */
    void gathered() {
        List<String> keys;
        synchronized (this) {
            gathering = false;
            keys = List.copyOf(groups.keySet());
        }
        keys.forEach(this::reconsider);
    }

    /** Somebody will want a key once others are done. */
    synchronized void expect(String key, Rank rank) {
        group(key).expected.add(rank);
    }

    /** Somebody who was expected does not want a key any more. */
    void forget(String key, Rank rank) {
        synchronized (this) {
            Group group = groups.get(fold(key));
            if (group == null || !group.expected.remove(rank)) {
                return;
            }
        }
        reconsider(key);
    }

    /** Asks for a key; the answer comes by {@link Claimant}. */
    void claim(Wish wish, Claimant claimant) {
        List<Claimant> displaced = new ArrayList<>();
        synchronized (this) {
            Group group = group(wish.key());
            group.expected.remove(wish.rank());
            Claimant holder = group.holder;
            if (holder != null) {
                if (!wish.queues()) {
                    group.waiting.forEach(waiting -> displaced.add(waiting.claimant()));
                    group.waiting.clear();
                }
                if (wish.cancelHolder()) {
                    displaced.add(holder);
                }
            }
            group.waiting.add(new Waiting(wish.rank(), wish.queues(), claimant));
        }
        displaced.forEach(Claimant::displaced);
        reconsider(wish.key());
    }

    /** Gives a key back, or gives up waiting for it. */
    void release(String key, Claimant claimant) {
        synchronized (this) {
            Group group = groups.get(fold(key));
            if (group == null) {
                return;
            }
            if (group.holder == claimant) {
                group.holder = null;
            } else {
                group.waiting.removeIf(waiting -> waiting.claimant() == claimant);
            }
        }
        reconsider(key);
    }

    /** Gives a free key to whose turn it is, if it is anybody's. */
    void reconsider(String key) {
        Optional<Waiting> next = Optional.empty();
        synchronized (this) {
            Group group = groups.get(fold(key));
            if (group == null) {
                return;
            }
            if (group.holder == null) {
                next = next(group);
                next.ifPresent(chosen -> {
                    group.holder = chosen.claimant();
                    group.waiting.remove(chosen);
                });
            }
            if (group.isEmpty()) {
                groups.remove(fold(key));
            }
        }
        next.ifPresent(chosen -> chosen.claimant().granted());
    }

    private Optional<Waiting> next(Group group) {
        if (group.waiting.isEmpty()) {
            return Optional.empty();
        }
        Waiting first = group.waiting.getFirst();
        if (!first.queues()) {
            return Optional.of(first);
        }
        if (gathering) {
            return Optional.empty();
        }
        Comparator<Waiting> age = Comparator.comparing(Waiting::rank);
        return switch (modes.apply(group.key)) {
            case UNORDERED -> Optional.of(first);
            case OLDEST_FIRST ->
                    group.waiting.stream()
                            .min(age)
                            .filter(one -> group.expected.lower(one.rank()) == null);
            case NEWEST_FIRST ->
                    group.waiting.stream()
                            .max(age)
                            .filter(one -> group.expected.higher(one.rank()) == null);
            case NEWEST_READY_FIRST -> group.waiting.stream().max(age);
        };
    }

    private Group group(String key) {
        return groups.computeIfAbsent(fold(key), unused -> new Group(key));
    }

    /** Keys are the same without regard to case. */
    static String fold(String key) {
        return key.toLowerCase(Locale.ROOT);
    }
}
