package dev.duru.pipeline.log;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Replaces secrets by {@code ***}. A secret is also found line by line, in Base64 at each of its
 * three alignments, as a JSON string and in a URL. Safe for use by many threads; secrets may be
 * added at any time.
 */
public final class Masker {
    private static final String HIDDEN = "***";

    /** Shorter pieces would hide ordinary text. */
    private static final int SHORTEST_DERIVED = 6;

    private volatile List<String> forms = List.of();
    private final List<String> secrets = new CopyOnWriteArrayList<>();

    /** Hides a secret from now on. Empty text is ignored. */
    public synchronized void add(String secret) {
        if (secret.isBlank() || secrets.contains(secret)) {
            return;
        }
        secrets.add(secret);
        // Longest first, so that a form that contains another is hidden as a whole.
        TreeSet<String> all =
                new TreeSet<>(
                        Comparator.<String>comparingInt(form -> -form.length())
                                .thenComparing(Comparator.naturalOrder()));
        all.addAll(forms);
        all.add(secret.strip());
        for (String line : secret.split("\\R")) {
            String stripped = line.strip();
            if (stripped.length() > 1 || stripped.equals(secret.strip())) {
                all.add(stripped);
            }
        }
        if (secret.strip().length() >= SHORTEST_DERIVED) {
            derived(secret, all);
            derived(secret.strip(), all);
        }
        all.removeIf(String::isEmpty);
        forms = List.copyOf(all);
    }

    private static void derived(String secret, TreeSet<String> all) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int shift = 0; shift < 3; shift++) {
            base64(bytes, shift, all);
        }
        all.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        all.add(URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"));
        all.add(
                secret.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t"));
    }

    /** The characters of a Base64 text that the secret alone decides, {@code shift} bytes in. */
    private static void base64(byte[] secret, int shift, TreeSet<String> all) {
        byte[] shifted = new byte[shift + secret.length];
        System.arraycopy(secret, 0, shifted, shift, secret.length);
        int whole = shifted.length / 3 * 3;
        String text = Base64.getEncoder().encodeToString(Arrays.copyOf(shifted, whole));
        String piece = text.substring(Math.min(text.length(), shift == 0 ? 0 : 4));
        if (piece.length() >= SHORTEST_DERIVED) {
            all.add(piece);
            all.add(piece.replace('+', '-').replace('/', '_'));
        }
        if (shift == 0) {
            all.add(Base64.getEncoder().encodeToString(secret));
        }
    }

    /** The text with all that is secret hidden. */
    public String mask(String text) {
        String masked = text;
        for (String form : forms) {
            if (masked.contains(form)) {
                masked = masked.replace(form, HIDDEN);
            }
        }
        return masked;
    }

    /** How many characters the longest form has: what must be held back when a line is cut. */
    public int longest() {
        List<String> now = forms;
        return now.isEmpty() ? 0 : now.getFirst().length();
    }
}
