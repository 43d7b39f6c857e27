package dev.duru.oci;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Counts and hashes what goes through. */
final class DigestOutput extends FilterOutputStream {
    private final MessageDigest hash = Digest.sha256();
    private long count;

    DigestOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        hash.update(bytes, offset, length);
        count += length;
    }

    long count() {
        return count;
    }

    /** The digest of all so far; call it once, at the end. */
    Digest digest() {
        return Digest.finish(hash);
    }
}
