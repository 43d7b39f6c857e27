package dev.duru.tsdb;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The names and values of a series as they lie in the bytes of a message, in UTF-8. A store finds a
 * series that it has already without making texts of them. For one thread.
 */
public final class LabelBytes {
    private static final byte[] NAME = Labels.NAME.getBytes(StandardCharsets.US_ASCII);
    private static final int USUAL = 8;
    private static final int OF_LABEL = 4;
    private static final int P2 = 31 * 31;
    private static final int P3 = P2 * 31;
    private static final int P4 = P3 * 31;

    private final byte[] bytes;

    /** Of each label where its name begins and ends, and its value. */
    private int[] places = new int[USUAL * OF_LABEL];

    private int size;
    private int hash = 1;
    private boolean plain = true;

    /** None yet; the bytes must not change. */
    public LabelBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** None again, of the same bytes. */
    public void clear() {
        size = 0;
        hash = 1;
        plain = true;
    }

    /** Adds a label: where its name and its value lie. */
    public void add(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
        }
        plain &= nameTo > nameFrom && (size == 0 || follows(nameFrom, nameTo));
        places[size++] = nameFrom;
        places[size++] = nameTo;
        places[size++] = valueFrom;
        places[size++] = valueTo;
        // An empty value is the same as no label.
        if (valueTo > valueFrom) {
            hash = 31 * (31 * hash + hash(nameFrom, nameTo)) + hash(valueFrom, valueTo);
        }
    }

    private boolean follows(int from, int to) {
        return Arrays.compareUnsigned(
                        bytes, places[size - OF_LABEL], places[size - 3], bytes, from, to)
                < 0;
    }

    /** As of a text of the same bytes, if all of them are ASCII. */
    private int hash(int from, int to) {
        int text = 0;
        int seen = 0;
        int at = from;
        for (; at + 4 <= to; at += 4) {
            byte a = bytes[at];
            byte b = bytes[at + 1];
            byte c = bytes[at + 2];
            byte d = bytes[at + 3];
            seen |= a | b | c | d;
            text = P4 * text + P3 * a + P2 * b + 31 * c + d;
        }
        for (; at < to; at++) {
            seen |= bytes[at];
            text = 31 * text + bytes[at];
        }
        plain &= seen >= 0;
        return text;
    }

    /** Whether the names are sorted, none there twice, and all texts ASCII, as is usual. */
    public boolean isPlain() {
        return plain;
    }

    /** That of equal labels, if these are plain. */
    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabelBytes that && labels().equals(that.labels());
    }

    /** Whether plain ones are these labels. */
    public boolean isSame(Labels labels) {
        int pair = 0;
        for (int i = 0; i < size; i += OF_LABEL) {
            if (places[i + 3] > places[i + 2]) {
                if (pair == labels.size()
                        || !isSame(labels.nameAt(pair), places[i], places[i + 1])
                        || !isSame(labels.valueAt(pair), places[i + 2], places[i + 3])) {
                    return false;
                }
                pair++;
            }
        }
        return pair == labels.size();
    }

    private boolean isSame(String text, int from, int to) {
        int length = to - from;
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a name of the series is among them. */
    public boolean hasName() {
        for (int i = 0; i < size; i += OF_LABEL) {
            if (places[i + 3] > places[i + 2]
                    && Arrays.equals(bytes, places[i], places[i + 1], NAME, 0, NAME.length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * As texts.
     *
     * @throws TsdbException when a label has no name, or is there twice
     */
    public Labels labels() {
        String[] pairs = new String[size / 2];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = text(places[i * 2], places[i * 2 + 1]);
        }
        return Labels.ofPairs(pairs);
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return labels().toString();
    }
}
