package dev.duru.tsdb.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.duru.tsdb.TsdbException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnappyTest {
    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void literalsAndCopiesAreUnpacked() {
        // "abcd", then 6 bytes from 4 back: a copy that overlaps what it writes.
        byte[] packed = bytes(10, 3 << 2, 'a', 'b', 'c', 'd', 5 << 2 | 2, 4, 0);
        assertThat(new String(Snappy.unpack(packed, 100), StandardCharsets.US_ASCII))
                .isEqualTo("abcdabcdab");
    }

    @Test
    void whatIsPackedIsUnpacked() {
        long seed = 20_261;
        Random random = new Random(seed);
        for (int size : new int[] {0, 1, 3, 59, 60, 61, 300, 70_000, 200_000}) {
            byte[] bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) (i % 50 < 30 ? i % 7 : random.nextInt(4));
            }
            byte[] packed = Snappy.pack(bytes);
            assertThat(Snappy.unpack(packed, size))
                    .as("seed %d, size %d", seed, size)
                    .isEqualTo(bytes);
        }
    }

    @Test
    void damagedBlocksAreRefused() {
        long seed = 77;
        Random random = new Random(seed);
        byte[] packed = Snappy.pack("a text a text a text, and more of it".repeat(20).getBytes());
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = packed.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                assertThat(Snappy.unpack(damaged, 10_000).length).isLessThanOrEqualTo(10_000);
            } catch (TsdbException e) {
                assertThat(e).hasMessageContaining("snappy");
            }
        }
        assertThatThrownBy(() -> Snappy.unpack(packed, 10)).hasMessageContaining("more than 10");
        assertThatThrownBy(() -> Snappy.unpack(bytes(5, 0), 10)).hasMessageContaining("malformed");
    }
}
