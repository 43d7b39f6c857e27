package dev.duru.tsdb.wire;

import dev.duru.tsdb.LabelBytes;
import dev.duru.tsdb.TsdbException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.LongConsumer;

/**
 * Reads the fields of one message, in the order of the bytes. After {@link #next} exactly one of
 * the methods that take a value is to be called, or none, which skips it.
 */
public final class MessageReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int start;
    private final int end;
    private int at;
    private int kind = -1;

    /** The same message from its beginning. */
    public MessageReader again() {
        return new MessageReader(bytes, start, end);
    }

    /** A message that is all of some bytes. */
    public MessageReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** A message that is the first so many of some bytes. */
    public MessageReader(byte[] bytes, int size) {
        this(bytes, 0, size);
    }

    private MessageReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.start = from;
        this.at = from;
        this.end = to;
    }

    /** The number of the next field; 0 at the end. */
    public int next() {
        skip();
        if (at >= end) {
            return 0;
        }
        long tag = varint();
        kind = (int) (tag & 7);
        long field = tag >>> 3;
        if (field <= 0 || field > 0x1fffffff) {
            throw malformed("field " + field);
        }
        return (int) field;
    }

    private void skip() {
        switch (kind) {
            case -1 -> {}
            case VARINT -> varint();
            case FIXED64 -> move(8);
            case BYTES -> move(length());
            case FIXED32 -> move(4);
            default -> throw malformed("wire type " + kind);
        }
        kind = -1;
    }

    private void move(int count) {
        if (count < 0 || count > end - at) {
            throw malformed("a length beyond the end");
        }
        at += count;
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw malformed("a length beyond the end");
        }
        return (int) length;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw malformed("a number is cut off");
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("a number is too long");
    }

    private void require(int wanted) {
        if (kind != wanted) {
            throw malformed("wire type " + kind + " where " + wanted + " belongs");
        }
        kind = -1;
    }

    /** A whole number: int32, int64, uint32, uint64, bool or enum. */
    public long whole() {
        require(VARINT);
        return varint();
    }

    /** A whole number in zigzag: sint32 or sint64. */
    public long signed() {
        return zigzag(whole());
    }

    private static long zigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    /**
     * All of this message as a pair of texts, its fields 1 and 2: a label, or an entry of a map.
     */
    public Map.Entry<String, String> pair() {
        String name = "";
        String value = "";
        for (int field = next(); field != 0; field = next()) {
            switch (field) {
                case 1 -> name = text();
                case 2 -> value = text();
                default -> {}
            }
        }
        return Map.entry(name, value);
    }

    /** A double. */
    public double number() {
        return Double.longBitsToDouble(fixed());
    }

    /** A fixed64 or sfixed64. */
    public long fixed() {
        require(FIXED64);
        return fixedHere();
    }

    private long fixedHere() {
        int start = at;
        move(8);
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | bytes[start + i] & 0xff;
        }
        return value;
    }

    /** A fixed32. */
    public int fixed32() {
        require(FIXED32);
        int start = at;
        move(4);
        int value = 0;
        for (int i = 3; i >= 0; i--) {
            value = value << 8 | bytes[start + i] & 0xff;
        }
        return value;
    }

    /** A text. */
    public String text() {
        require(BYTES);
        int length = length();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** No labels yet, of this message's bytes. */
    public LabelBytes noLabels() {
        return new LabelBytes(bytes);
    }

    /** Adds the message at this field to labels: a name (1) and a value (2), both texts. */
    public void label(LabelBytes labels) {
        MessageReader pair = message();
        int nameFrom = at;
        int nameTo = at;
        int valueFrom = at;
        int valueTo = at;
        for (int field = pair.next(); field != 0; field = pair.next()) {
            if (field > 2) {
                continue;
            }
            pair.require(BYTES);
            int length = pair.length();
            int from = pair.at;
            pair.at += length;
            if (field == 1) {
                nameFrom = from;
                nameTo = pair.at;
            } else {
                valueFrom = from;
                valueTo = pair.at;
            }
        }
        labels.add(nameFrom, nameTo, valueFrom, valueTo);
    }

    /** Bytes, a copy. */
    public byte[] bytes() {
        require(BYTES);
        int length = length();
        byte[] copy = java.util.Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return copy;
    }

    /** A message within this one. */
    public MessageReader message() {
        require(BYTES);
        int length = length();
        MessageReader inner = new MessageReader(bytes, at, at + length);
        at += length;
        return inner;
    }

    /** One whole number of a repeated field, or all of them when they are packed. */
    public void wholes(LongConsumer each) {
        if (kind == VARINT) {
            each.accept(whole());
            return;
        }
        MessageReader packed = message();
        while (packed.at < packed.end) {
            each.accept(packed.varint());
        }
    }

    /** As {@link #wholes}, in zigzag. */
    public void signeds(LongConsumer each) {
        wholes(value -> each.accept(zigzag(value)));
    }

    /** One fixed64 of a repeated field, or all of them when they are packed. */
    public void fixeds(LongConsumer each) {
        if (kind == FIXED64) {
            each.accept(fixed());
            return;
        }
        MessageReader packed = message();
        while (packed.at < packed.end) {
            each.accept(packed.fixedHere());
        }
    }

    /** One double of a repeated field, or all of them when they are packed. */
    public void numbers(DoubleConsumer each) {
        fixeds(bits -> each.accept(Double.longBitsToDouble(bits)));
    }

    /** The next message of a stream of messages, each with its length before it. */
    public static java.util.List<MessageReader> delimited(byte[] bytes) {
        java.util.List<MessageReader> all = new java.util.ArrayList<>();
        MessageReader stream = new MessageReader(bytes);
        while (stream.at < stream.end) {
            stream.kind = BYTES;
            all.add(stream.message());
        }
        return all;
    }

    private TsdbException malformed(String what) {
        return new TsdbException("malformed protocol buffer at byte " + at + ": " + what);
    }
}
