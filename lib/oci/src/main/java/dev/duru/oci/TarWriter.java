package dev.duru.oci;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Writes a tar archive in which nothing depends on the machine: owner 0:0 without names, one time
 * for all, pax records only where a name or size does not fit the ustar header.
 */
public final class TarWriter implements AutoCloseable {
    private static final int BLOCK = TarReader.BLOCK;
    private static final long MAX_OCTAL = 0_77777777777L;
    private static final int BUFFER = 64 * 1024;

    private final OutputStream out;
    private final long mtime;

    /** Writes to {@code out}; {@code mtime} is given to every entry, cut to seconds. */
    public TarWriter(OutputStream out, Instant mtime) {
        this.out = out;
        this.mtime = Math.clamp(mtime.getEpochSecond(), 0, MAX_OCTAL);
    }

    /** Writes one entry with its content. */
    public void write(LayerEntry entry) throws IOException {
        switch (entry) {
            case LayerEntry.Directory dir -> header(dir.path() + "/", '5', dir.mode(), 0, "");
            case LayerEntry.Symlink link -> header(link.path(), '2', 0777, 0, link.target());
            case LayerEntry.File file -> {
                header(file.path(), '0', file.mode(), file.content().size(), "");
                copy(file);
            }
        }
    }

    /** Ends the archive with two empty blocks; does not close the stream below. */
    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }

    private void copy(LayerEntry.File file) throws IOException {
        long left = file.content().size();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = file.content().open()) {
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw changed(file);
                }
                out.write(buffer, 0, n);
                left -= n;
            }
            if (in.read() >= 0) {
                throw changed(file);
            }
        }
        pad(file.content().size());
    }

    private static OciException changed(LayerEntry.File file) {
        return new OciException("'" + file.path() + "' changed its size while it was read");
    }

    private void header(String name, char type, int mode, long size, String link)
            throws IOException {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] linkBytes = link.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream pax = new ByteArrayOutputStream();
        if (!fits(nameBytes)) {
            record(pax, "path", nameBytes);
        }
        if (!fits(linkBytes)) {
            record(pax, "linkpath", linkBytes);
        }
        if (size > MAX_OCTAL) {
            record(pax, "size", Long.toString(size).getBytes(StandardCharsets.US_ASCII));
        }
        if (pax.size() > 0) {
            byte[] records = pax.toByteArray();
            block(
                    "PaxHeader".getBytes(StandardCharsets.US_ASCII),
                    'x',
                    0644,
                    records.length,
                    new byte[0]);
            out.write(records);
            pad(records.length);
        }
        block(ascii(nameBytes), type, mode, Math.min(size, MAX_OCTAL), ascii(linkBytes));
    }

    /** A pax record is its own length in decimal, a space, key=value and a line feed. */
    private static void record(ByteArrayOutputStream pax, String key, byte[] value) {
        int payload = key.length() + value.length + 3;
        int length = payload + Integer.toString(payload).length();
        length = payload + Integer.toString(length).length();
        pax.writeBytes((length + " " + key + "=").getBytes(StandardCharsets.US_ASCII));
        pax.writeBytes(value);
        pax.write('\n');
    }

    private static boolean fits(byte[] name) {
        if (name.length > 100) {
            return false;
        }
        for (byte b : name) {
            if (b < 0x20) {
                return false;
            }
        }
        return true;
    }

    /** What stands in the old field where the pax record says the true name. */
    private static byte[] ascii(byte[] name) {
        byte[] plain = new byte[Math.min(name.length, 100)];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = name[i] < 0x20 ? (byte) '_' : name[i];
        }
        return plain;
    }

    private void block(byte[] name, char type, int mode, long size, byte[] link)
            throws IOException {
        byte[] block = new byte[BLOCK];
        System.arraycopy(name, 0, block, 0, name.length);
        octal(block, 100, 8, mode & 07777);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, mtime);
        block[156] = (byte) type;
        System.arraycopy(link, 0, block, 157, link.length);
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
        octal(block, 329, 8, 0);
        octal(block, 337, 8, 0);
        int sum = 8 * ' ';
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        block[155] = ' ';
        out.write(block);
    }

    /** Octal digits with leading zeros and a NUL at the end. */
    private static void octal(byte[] block, int offset, int length, long value) {
        long rest = value;
        for (int i = offset + length - 2; i >= offset; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>= 3;
        }
        block[offset + length - 1] = 0;
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }
}
