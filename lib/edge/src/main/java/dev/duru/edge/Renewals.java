package dev.duru.edge;

import dev.duru.edge.tls.Authority;
import dev.duru.edge.tls.PairFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has certificates renewed in time, one host after the other on a thread of its own. After a
 * failure it waits, longer each time, since authorities count tries.
 */
final class Renewals {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(2);

    private record Failure(String why, Duration pause, long againNanos) {}

    private final Path folder;
    private final Map<String, String> proofs;
    private final Consumer<String> say;
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();
    private @Nullable Thread worker;

    /**
     * For one edge.
     *
     * @param proofs where the edge finds what it answers to the authority's question
     */
    Renewals(Path folder, Map<String, String> proofs, Consumer<String> say) {
        this.folder = folder;
        this.proofs = proofs;
        this.say = say;
    }

    /** The pairs that are there. */
    List<PairFiles> files(List<String> hosts) {
        List<PairFiles> files = new ArrayList<>();
        for (String host : hosts) {
            PairFiles pair = Authority.files(folder, host);
            if (Files.exists(pair.certificate()) && Files.exists(pair.key())) {
                files.add(pair);
            }
        }
        return files;
    }

    /** What went wrong last, by host. */
    Map<String, String> troubles() {
        Map<String, String> all = new java.util.TreeMap<>();
        failures.forEach((host, failure) -> all.put(host, failure.why()));
        return all;
    }

    /** Begins with what is due; called again and again. */
    void look(FrontSettings.@Nullable Acme acme) {
        if (acme == null) {
            failures.clear();
            return;
        }
        failures.keySet().retainAll(acme.hosts());
        if (worker != null && worker.isAlive()) {
            return;
        }
        long now = System.nanoTime();
        List<String> due =
                acme.hosts().stream()
                        .filter(host -> {
                            Failure failure = failures.get(host);
                            return failure == null || now - failure.againNanos() >= 0;
                        })
                        .filter(host -> Authority.isDue(folder, host, Clock.systemUTC()))
                        .toList();
        if (!due.isEmpty()) {
            worker = Thread.ofVirtual().name("acme").start(() -> renew(acme, due));
        }
    }

    private void renew(FrontSettings.Acme acme, List<String> hosts) {
        Authority authority =
                new Authority(
                        folder,
                        URI.create(acme.directory()),
                        acme.contact(),
                        acme.root() == null ? null : Path.of(acme.root()),
                        proofs);
        for (String host : hosts) {
            try {
                authority.renew(host);
                failures.remove(host);
                say.accept("certificate for " + host + " from " + acme.directory());
            } catch (IOException e) {
                Failure before = failures.get(host);
                Duration pause = before == null ? FIRST_PAUSE : before.pause().multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
                String why = "no certificate for " + host + ": " + e.getMessage();
                failures.put(host, new Failure(why, pause, System.nanoTime() + pause.toNanos()));
                say.accept(why + "; the next try in " + pause.toSeconds() + " s");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
