package dev.duru.pipeline.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Concurrency groups: one holder a key, and one that waits, whose place a newcomer takes; or a
 * queue, when the newcomer says so.
 */
final class Locks {
    /** Somebody who wants a key. */
    interface Claimant {
        /** The key is yours; called without any lock of this class held. */
        void granted();

        /** Somebody newer has taken your place, or wants you to stop. */
        void displaced();
    }

    private static final class Group {
        @Nullable Claimant holder;
        final Deque<Claimant> waiting = new ArrayDeque<>();
    }

    private final Map<String, Group> groups = new HashMap<>();

    /**
     * Asks for a key; the answer comes by {@link Claimant}.
     *
     * @param cancelHolder whether the holder is to stop
     * @param keepAll whether those that wait already keep their places
     */
    void claim(String key, boolean cancelHolder, boolean keepAll, Claimant claimant) {
        List<Claimant> displaced = new ArrayList<>();
        boolean granted;
        synchronized (this) {
            Group group = groups.computeIfAbsent(fold(key), unused -> new Group());
            Claimant holder = group.holder;
            granted = holder == null;
            if (holder == null) {
                group.holder = claimant;
            } else {
                if (!keepAll) {
                    displaced.addAll(group.waiting);
                    group.waiting.clear();
                }
                group.waiting.add(claimant);
                if (cancelHolder) {
                    displaced.add(holder);
                }
            }
        }
        displaced.forEach(Claimant::displaced);
        if (granted) {
            claimant.granted();
        }
    }

    /** Gives a key back, or gives up waiting for it. */
    void release(String key, Claimant claimant) {
        Claimant next = null;
        synchronized (this) {
            Group group = groups.get(fold(key));
            if (group == null) {
                return;
            }
            if (group.holder == claimant) {
                next = group.waiting.poll();
                group.holder = next;
                if (next == null) {
                    groups.remove(fold(key));
                }
            } else {
                group.waiting.remove(claimant);
            }
        }
        if (next != null) {
            next.granted();
        }
    }

    /** Keys are the same without regard to case. */
    static String fold(String key) {
        return key.toLowerCase(Locale.ROOT);
    }
}
