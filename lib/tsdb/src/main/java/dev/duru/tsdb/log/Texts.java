package dev.duru.tsdb.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts of bytes, the same text only once: labels of series that follow each other are mostly
 * the same at the same place, and otherwise mostly known. For one thread.
 */
final class Texts {
    private static final int PLACES = 64;
    private static final int FIRST = 1 << 10;

    /** What was seen last at each place. */
    private final Seen[] seen = new Seen[PLACES];

    /** Open addressing by hash; only texts that are ASCII. */
    private @Nullable String[] known = new @Nullable String[FIRST];

    private int size;

    private static final class Seen {
        private byte[] bytes = {};
        private int from;
        private int to;
        private String text = "";
    }

    Texts() {
        Arrays.setAll(seen, i -> new Seen());
    }

    /**
     * The text of some bytes.
     *
     * @param bytes do not change any more
     * @param place where it stands among the texts of its series
     */
    String text(byte[] bytes, int from, int to, int place) {
        if (place >= PLACES) {
            return made(bytes, from, to);
        }
        Seen last = seen[place];
        if (!Arrays.equals(last.bytes, last.from, last.to, bytes, from, to)) {
            last.text = made(bytes, from, to);
        }
        last.bytes = bytes;
        last.from = from;
        last.to = to;
        return last.text;
    }

    private String made(byte[] bytes, int from, int to) {
        int hash = 0;
        int all = 0;
        for (int i = from; i < to; i++) {
            all |= bytes[i];
            hash = 31 * hash + bytes[i];
        }
        if (all < 0) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
        int mask = known.length - 1;
        int at = spread(hash) & mask;
        for (String one = known[at]; one != null; one = known[at]) {
            // The hash of a text in ASCII is reckoned in the same way.
            if (one.hashCode() == hash && isSame(one, bytes, from, to)) {
                return one;
            }
            at = at + 1 & mask;
        }
        String text = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        known[at] = text;
        size++;
        if (size > known.length / 2) {
            grow();
        }
        return text;
    }

    private static boolean isSame(String text, byte[] bytes, int from, int to) {
        if (text.length() != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text.charAt(i - from) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static int spread(int hash) {
        return hash ^ hash >>> 16;
    }

    private void grow() {
        @Nullable String[] more = new @Nullable String[known.length * 2];
        int mask = more.length - 1;
        for (String text : known) {
            if (text != null) {
                int at = spread(text.hashCode()) & mask;
                while (more[at] != null) {
                    at = at + 1 & mask;
                }
                more[at] = text;
            }
        }
        known = more;
    }
}
