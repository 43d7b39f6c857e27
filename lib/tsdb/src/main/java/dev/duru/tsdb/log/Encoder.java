package dev.duru.tsdb.log;

import dev.duru.tsdb.Labels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Writes samples in the format of one segment. */
final class Encoder {
    static final int SERIES = 1;
    static final int SAMPLE = 2;

    private final Map<Labels, Integer> ids = new HashMap<>();
    private final Map<Integer, Long> lastBits = new HashMap<>();
    private ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long lastTime;

    void add(Labels labels, long time, double value) {
        Integer known = ids.get(labels);
        int id = known == null ? ids.size() : known;
        if (known == null) {
            ids.put(labels, id);
            out.write(SERIES);
            Map<String, String> pairs = labels.map();
            number(pairs.size());
            pairs.forEach((name, text) -> {
                text(name);
                text(text);
            });
        }
        out.write(SAMPLE);
        number(id);
        long delta = time - lastTime;
        number(delta << 1 ^ delta >> 63);
        lastTime = time;
        long bits = Double.doubleToRawLongBits(value);
        Long before = lastBits.put(id, bits);
        // Values that are alike differ in few of the leading bytes.
        number(Long.reverseBytes(before == null ? bits : bits ^ before));
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        out.writeBytes(bytes);
    }

    private void number(long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** What was added since the last time. */
    byte[] take() {
        byte[] bytes = out.toByteArray();
        out = new ByteArrayOutputStream();
        return bytes;
    }
}
