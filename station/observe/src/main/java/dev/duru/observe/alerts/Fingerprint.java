package dev.duru.observe.alerts;

import dev.duru.tsdb.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** FNV-1a of labels, by which Alertmanager's API names an alert. */
final class Fingerprint {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final byte SEPARATOR = (byte) 255;

    private Fingerprint() {}

    static String of(Labels labels) {
        long hash = OFFSET;
        for (Map.Entry<String, String> label : labels.map().entrySet()) {
            hash = add(add(hash, label.getKey()), label.getValue());
        }
        return String.format("%016x", hash);
    }

    private static long add(long before, String text) {
        long hash = before;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        return (hash ^ (SEPARATOR & 0xff)) * PRIME;
    }
}
