package dev.duru.tsdb.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.Consumer;

/** Writes one message. Values of 0 and empty texts are left out, as the encoding wants. */
public final class MessageWriter {
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private void tag(int field, int kind) {
        varint((long) field << 3 | kind);
    }

    /** A whole number: int32, int64, uint32, uint64, bool or enum. */
    public MessageWriter whole(int field, long value) {
        if (value != 0) {
            tag(field, 0);
            varint(value);
        }
        return this;
    }

    /** One whole number of a repeated field, 0 too. */
    public MessageWriter each(int field, long value) {
        tag(field, 0);
        varint(value);
        return this;
    }

    /** A whole number in zigzag: sint32 or sint64. */
    public MessageWriter signed(int field, long value) {
        return whole(field, zigzag(value));
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    /** A double; 0 is left out. */
    public MessageWriter number(int field, double value) {
        return Double.doubleToRawLongBits(value) == 0 ? this : set(field, value);
    }

    /** A double of which it matters that it is there. */
    public MessageWriter set(int field, double value) {
        tag(field, FIXED64);
        fixed(Double.doubleToRawLongBits(value));
        return this;
    }

    /** A fixed64 or sfixed64, 0 too. */
    public MessageWriter fixed(int field, long value) {
        tag(field, FIXED64);
        fixed(value);
        return this;
    }

    private void fixed(long value) {
        for (int i = 0; i < 64; i += 8) {
            out.write((int) (value >>> i));
        }
    }

    /** A text. */
    public MessageWriter text(int field, String value) {
        return value.isEmpty() ? this : item(field, value);
    }

    /** One text of a repeated field, which may be empty. */
    public MessageWriter item(int field, String value) {
        bytes(field, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Bytes. */
    public MessageWriter bytes(int field, byte[] value) {
        tag(field, BYTES);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** A message within this one. */
    public MessageWriter message(int field, Consumer<MessageWriter> write) {
        MessageWriter inner = new MessageWriter();
        write.accept(inner);
        bytes(field, inner.bytes());
        return this;
    }

    /** Whole numbers, packed. */
    public MessageWriter wholes(int field, Collection<Long> values) {
        if (!values.isEmpty()) {
            MessageWriter packed = new MessageWriter();
            values.forEach(packed::varint);
            bytes(field, packed.bytes());
        }
        return this;
    }

    /** Whole numbers in zigzag, packed. */
    public MessageWriter signeds(int field, Collection<Long> values) {
        return wholes(field, values.stream().map(MessageWriter::zigzag).toList());
    }

    /** Doubles, packed. */
    public MessageWriter numbers(int field, double[] values) {
        if (values.length > 0) {
            MessageWriter packed = new MessageWriter();
            for (double value : values) {
                packed.fixed(Double.doubleToRawLongBits(value));
            }
            bytes(field, packed.bytes());
        }
        return this;
    }

    /** The message. */
    public byte[] bytes() {
        return out.toByteArray();
    }
}
