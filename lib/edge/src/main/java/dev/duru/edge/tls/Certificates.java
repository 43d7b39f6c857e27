package dev.duru.edge.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The certificates in force. Handshakes read what is in force at their moment; {@link #look} reads
 * the files again and puts what changed in force as a whole.
 */
public final class Certificates implements Mapping<String, SslContext> {
    private record Known(byte[] certificate, byte[] key, Pair pair) {}

    /**
     * What handshakes see.
     *
     * @param byName hosts, those with a star under what follows it
     * @param first for names that none fits, null when there is no certificate
     */
    private record InForce(Map<String, Pair> byName, @Nullable Pair first) {
        static final InForce NOTHING = new InForce(Map.of(), null);
    }

    /**
     * A certificate for people and measurements.
     *
     * @param names its hosts
     * @param notAfterMillis when it ends, milliseconds since 1970
     */
    public record Shown(List<String> names, long notAfterMillis) {}

    private final Map<PairFiles, Known> known = new HashMap<>();
    private volatile InForce inForce = InForce.NOTHING;
    private volatile Map<String, String> troubles = Map.of();
    private volatile List<Shown> shown = List.of();

    /**
     * Reads the files that changed. What cannot be used leaves what was before.
     *
     * @param files in order: the first is for names that none fits
     * @return what went wrong since the last look, one text for each pair; empty when nothing did
     */
    public synchronized List<String> look(List<PairFiles> files) {
        Map<String, String> wrong = new TreeMap<>();
        known.keySet().retainAll(files);
        for (PairFiles pair : files) {
            try {
                read(pair);
            } catch (IOException e) {
                wrong.put(
                        pair.certificate().toString(),
                        "certificate "
                                + pair.certificate()
                                + ": "
                                + reason(e)
                                + (known.containsKey(pair) ? "; the one before stays" : ""));
            }
        }
        Map<String, Pair> byName = new LinkedHashMap<>();
        Pair first = null;
        List<Shown> list = new java.util.ArrayList<>();
        for (PairFiles pair : files) {
            Known read = known.get(pair);
            if (read != null) {
                first = first == null ? read.pair() : first;
                read.pair().names().forEach(name -> byName.putIfAbsent(name, read.pair()));
                list.add(
                        new Shown(read.pair().names(), read.pair().leaf().getNotAfter().getTime()));
            }
        }
        inForce = new InForce(Map.copyOf(byName), first);
        shown = List.copyOf(list);
        List<String> fresh =
                wrong.entrySet().stream()
                        .filter(e -> !e.getValue().equals(troubles.get(e.getKey())))
                        .map(Map.Entry::getValue)
                        .toList();
        troubles = Map.copyOf(wrong);
        return fresh;
    }

    private void read(PairFiles files) throws IOException {
        byte[] certificate = Files.readAllBytes(files.certificate());
        byte[] key = Files.readAllBytes(files.key());
        Known before = known.get(files);
        if (before == null
                || !Arrays.equals(before.certificate(), certificate)
                || !Arrays.equals(before.key(), key)) {
            known.put(files, new Known(certificate, key, Pair.read(certificate, key)));
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException
                ? "there is no file " + e.getMessage()
                : String.valueOf(e.getMessage());
    }

    /** What is wrong with pairs now: the text by the certificate's path. */
    public Map<String, String> troubles() {
        return troubles;
    }

    /** The certificates in force. */
    public List<Shown> shown() {
        return shown;
    }

    /**
     * The context for a name.
     *
     * @throws IllegalArgumentException when there is no certificate at all
     */
    @Override
    public SslContext map(@Nullable String name) {
        InForce now = inForce;
        Pair pair = null;
        if (name != null) {
            String lower = name.toLowerCase(Locale.ROOT);
            pair = now.byName().get(lower);
            int dot = lower.indexOf('.');
            if (pair == null && dot > 0) {
                pair = now.byName().get("*" + lower.substring(dot));
            }
        }
        pair = pair == null ? now.first() : pair;
        if (pair == null) {
            throw new IllegalArgumentException("no certificate is in force");
        }
        return pair.context();
    }
}
