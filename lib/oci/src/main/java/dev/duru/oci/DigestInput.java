package dev.duru.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Hashes what is read through it, and ends with an error after a number of bytes; nothing is
 * skipped unread.
 */
final class DigestInput extends FilterInputStream {
    private static final int BUFFER = 64 * 1024;

    private final MessageDigest hash = Digest.sha256();
    private final long max;
    private long count;

    DigestInput(InputStream in, long max) {
        super(in);
        this.max = max;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = in.read(into, offset, length);
        if (n > 0) {
            hash.update(into, offset, n);
            count += n;
            if (count > max) {
                throw new OciException("the content is longer than " + max + " bytes");
            }
        }
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] buffer = new byte[(int) Math.min(n, BUFFER)];
        return buffer.length == 0 ? 0 : Math.max(0, read(buffer, 0, buffer.length));
    }

    /** Reads to the end and returns the digest of everything. */
    Digest finish() throws IOException {
        byte[] buffer = new byte[BUFFER];
        int n = read(buffer, 0, buffer.length);
        while (n >= 0) {
            n = read(buffer, 0, buffer.length);
        }
        return Digest.finish(hash);
    }

    /** Bytes read so far. */
    long count() {
        return count;
    }
}
