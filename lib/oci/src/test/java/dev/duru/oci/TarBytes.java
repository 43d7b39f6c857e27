package dev.duru.oci;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes tar archives entry by entry, hostile ones too: nothing is checked. */
final class TarBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBytes file(String name, String content) {
        return entry(name, '0', 0644, content.getBytes(StandardCharsets.UTF_8), "");
    }

    TarBytes dir(String name) {
        return entry(name, '5', 0755, new byte[0], "");
    }

    TarBytes symlink(String name, String target) {
        return entry(name, '2', 0777, new byte[0], target);
    }

    TarBytes hardlink(String name, String target) {
        return entry(name, '1', 0644, new byte[0], target);
    }

    TarBytes entry(String name, char type, int mode, byte[] content, String link) {
        header(name, type, mode, content.length, link);
        out.writeBytes(content);
        out.writeBytes(new byte[(512 - content.length % 512) % 512]);
        return this;
    }

    TarBytes header(String name, char type, int mode, long size, String link) {
        byte[] block = new byte[512];
        put(block, 0, name);
        put(block, 100, String.format("%07o", mode));
        put(block, 108, "0000000");
        put(block, 116, "0000000");
        put(block, 124, String.format("%011o", size));
        put(block, 136, "00000000017");
        put(block, 148, "        ");
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar");
        put(block, 263, "00");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(block, 148, String.format("%06o", sum));
        block[154] = 0;
        out.writeBytes(block);
        return this;
    }

    byte[] bytes() {
        byte[] body = out.toByteArray();
        byte[] all = new byte[body.length + 1024];
        System.arraycopy(body, 0, all, 0, body.length);
        return all;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
