package dev.duru.pipeline.services.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Bytes that end with a refusal where there are too many of them. */
public final class LimitedInput extends FilterInputStream {
    private final Supplier<RuntimeException> refusal;
    private long left;

    /** {@code refusal} is thrown after more than {@code limit} bytes. */
    public LimitedInput(InputStream in, long limit, Supplier<RuntimeException> refusal) {
        super(in);
        this.left = limit;
        this.refusal = refusal;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        left -= Math.max(0, n);
        if (left < 0) {
            throw refusal.get();
        }
        return n;
    }
}
