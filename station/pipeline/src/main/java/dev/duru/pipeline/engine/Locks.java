package dev.duru.pipeline.engine;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Concurrency groups: one holder a key, and one that waits; a newcomer takes the place of the one
 * that waits.
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
        @Nullable Claimant waiting;
    }

    private final Map<String, Group> groups = new HashMap<>();

    /** Asks for a key; the answer comes by {@link Claimant}. */
    void claim(String key, boolean cancelHolder, Claimant claimant) {
        Claimant displaced = null;
        Claimant cancelled = null;
        boolean granted = false;
        synchronized (this) {
            Group group = groups.computeIfAbsent(fold(key), unused -> new Group());
            if (group.holder == null) {
                group.holder = claimant;
                granted = true;
            } else {
                displaced = group.waiting;
                group.waiting = claimant;
                cancelled = cancelHolder ? group.holder : null;
            }
        }
        if (displaced != null) {
            displaced.displaced();
        }
        if (cancelled != null) {
            cancelled.displaced();
        }
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
            if (group.waiting == claimant) {
                group.waiting = null;
            } else if (group.holder == claimant) {
                group.holder = group.waiting;
                group.waiting = null;
                next = group.holder;
                if (next == null) {
                    groups.remove(fold(key));
                }
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
