package dev.duru.oci;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive entry by entry: ustar, the pax extensions (path, linkpath, size, mtime) and
 * GNU's long names. Holds one block and at most 1 MiB of names in memory, whatever the archive
 * claims. Sparse files, multi-volume archives, wrong checksums and names that are not UTF-8 are
 * errors.
 *
 * <p>Names are given as they stand in the archive: whoever writes them to disk must check them.
 */
public final class TarReader implements AutoCloseable {
    static final int BLOCK = 512;
    private static final int MAX_META = 1024 * 1024;

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private long position;
    private long left;
    private long padding;

    /** Reads from {@code in}, which should be buffered, and closes it with {@link #close}. */
    public TarReader(InputStream in) {
        this.in = in;
    }

    /** What an entry is. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARDLINK,
        DEVICE,
        FIFO
    }

    /**
     * One entry.
     *
     * @param size bytes of content; 0 for all but files
     * @param mode permission bits and set-id bits, 12 bits
     * @param mtime seconds since 1970
     * @param linkName target of a link, else empty
     * @param offset where the content begins in the archive
     */
    public record Entry(
            String name,
            Kind kind,
            long size,
            int mode,
            long mtime,
            String linkName,
            long offset) {}

    /** The next entry, or empty at the end; skips what is left of the one before. */
    public Optional<Entry> next() throws IOException {
        skipRest();
        Map<String, String> pax = new HashMap<>();
        while (true) {
            if (!readHeader()) {
                return Optional.empty();
            }
            long size = number(124, 12, "size");
            char type = (char) (header[156] & 0xff);
            switch (type) {
                case 'x' -> pax.putAll(paxRecords(meta(size)));
                case 'g' -> meta(size);
                case 'L' -> pax.put("path", cString(meta(size)));
                case 'K' -> pax.put("linkpath", cString(meta(size)));
                default -> {
                    return Optional.of(entry(type, size, pax));
                }
            }
        }
    }

    /** The content of the entry that {@link #next} gave last; closing it is not needed. */
    public InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int n = in.read(into, offset, (int) Math.min(length, left));
                if (n < 0) {
                    throw cutOff();
                }
                left -= n;
                position += n;
                return n;
            }
        };
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private Entry entry(char type, long headerSize, Map<String, String> pax) {
        if (pax.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."))) {
            throw new OciException("tar: sparse files are not supported; archive them plainly");
        }
        String name = pax.containsKey("path") ? pax.get("path") : ustarName();
        Kind kind = kind(type, name);
        long size = pax.containsKey("size") ? decimal(pax.get("size"), "size") : headerSize;
        if (kind != Kind.FILE) {
            if (size != 0 && kind != Kind.DIRECTORY && kind != Kind.HARDLINK) {
                throw new OciException(
                        "tar: '" + ImagePath.show(name) + "' has unexpected content");
            }
            size = 0;
        }
        String paxTime = pax.get("mtime");
        long mtime =
                paxTime == null
                        ? number(136, 12, "mtime")
                        : decimal(paxTime.split("\\.", 2)[0], "mtime");
        String link = pax.containsKey("linkpath") ? pax.get("linkpath") : field(157, 100);
        left = size;
        padding = (BLOCK - size % BLOCK) % BLOCK;
        return new Entry(
                name, kind, size, (int) number(100, 8, "mode") & 07777, mtime, link, position);
    }

    private static Kind kind(char type, String name) {
        return switch (type) {
            case '0', '\0', '7' -> name.endsWith("/") ? Kind.DIRECTORY : Kind.FILE;
            case '1' -> Kind.HARDLINK;
            case '2' -> Kind.SYMLINK;
            case '3', '4' -> Kind.DEVICE;
            case '5' -> Kind.DIRECTORY;
            case '6' -> Kind.FIFO;
            default ->
                    throw new OciException(
                            "tar: '"
                                    + ImagePath.show(name)
                                    + "' is of type '"
                                    + ImagePath.show(String.valueOf(type))
                                    + "', which is not supported");
        };
    }

    private boolean readHeader() throws IOException {
        int n = in.readNBytes(header, 0, BLOCK);
        position += n;
        if (n == 0) {
            return false;
        }
        if (n < BLOCK) {
            throw cutOff();
        }
        int sum = 0;
        boolean zero = true;
        for (int i = 0; i < BLOCK; i++) {
            zero &= header[i] == 0;
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (zero) {
            return false;
        }
        if (number(148, 8, "checksum") != sum) {
            throw new OciException(
                    "tar: wrong checksum at byte "
                            + (position - BLOCK)
                            + ": not a tar archive, or damaged");
        }
        return true;
    }

    private String ustarName() {
        String name = field(0, 100);
        boolean ustar = header[257] == 'u' && header[258] == 's' && header[262] == 0;
        String prefix = ustar ? field(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private byte[] meta(long size) throws IOException {
        if (size > MAX_META) {
            throw new OciException("tar: a name of " + size + " bytes is too long");
        }
        byte[] data = in.readNBytes((int) size);
        position += data.length;
        if (data.length < size) {
            throw cutOff();
        }
        padding = (BLOCK - size % BLOCK) % BLOCK;
        skipRest();
        return data;
    }

    private static Map<String, String> paxRecords(byte[] data) {
        Map<String, String> records = new HashMap<>();
        int at = 0;
        while (at < data.length) {
            int space = at;
            while (space < data.length && data[space] != ' ') {
                space++;
            }
            long length = decimal(text(data, at, space - at), "pax record");
            int end = length > data.length - at ? -1 : at + (int) length;
            if (space == data.length || end <= space + 1 || data[end - 1] != '\n') {
                throw new OciException("tar: a pax record is malformed");
            }
            String record = text(data, space + 1, end - space - 2);
            int equals = record.indexOf('=');
            if (equals < 1) {
                throw new OciException("tar: a pax record has no '='");
            }
            records.put(record.substring(0, equals), record.substring(equals + 1));
            at = end;
        }
        return records;
    }

    private void skipRest() throws IOException {
        long skip = left + padding;
        left = 0;
        padding = 0;
        try {
            in.skipNBytes(skip);
        } catch (EOFException e) {
            throw new OciException("tar: the archive is cut off", e);
        }
        position += skip;
    }

    private long number(int offset, int length, String what) {
        if ((header[offset] & 0x80) != 0) {
            return base256(offset, length, what);
        }
        long value = 0;
        boolean seen = false;
        for (int i = offset; i < offset + length; i++) {
            byte c = header[i];
            if (c >= '0' && c <= '7') {
                value = value * 8 + (c - '0');
                seen = true;
            } else if (c == 0 || c == ' ') {
                if (seen) {
                    break;
                }
            } else {
                throw new OciException(
                        "tar: " + what + " is not a number at byte " + (position - BLOCK));
            }
        }
        return value;
    }

    private long base256(int offset, int length, String what) {
        long value = header[offset] & 0x7f;
        for (int i = offset + 1; i < offset + length; i++) {
            if (value > Long.MAX_VALUE >> 8) {
                throw new OciException("tar: " + what + " is out of range");
            }
            value = value << 8 | header[i] & 0xff;
        }
        return value;
    }

    private String field(int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return text(header, offset, end - offset);
    }

    private static String cString(byte[] data) {
        int end = 0;
        while (end < data.length && data[end] != 0) {
            end++;
        }
        return text(data, 0, end);
    }

    private static String text(byte[] data, int offset, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new OciException("tar: a name is not UTF-8", e);
        }
    }

    private static long decimal(@Nullable String text, String what) {
        try {
            long value = Long.parseLong(text == null ? "" : text);
            if (value >= 0 || what.equals("mtime")) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new OciException("tar: " + what + " is not a number", e);
        }
        throw new OciException("tar: " + what + " is negative");
    }

    private static OciException cutOff() {
        return new OciException("tar: the archive is cut off");
    }
}
