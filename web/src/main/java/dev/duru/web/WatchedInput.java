package dev.duru.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The request's body, opened at the first read; remembers whether the client broke it off. */
final class WatchedInput extends InputStream {
    private final Supplier<InputStream> opener;
    private @Nullable InputStream opened;
    private boolean broken;

    WatchedInput(Supplier<InputStream> opener) {
        this.opener = opener;
    }

    boolean broken() {
        return broken;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return in().read(buffer, offset, length);
        } catch (IOException | RuntimeException e) {
            broken = true;
            throw new IOException("the request's body broke off: " + e.getMessage(), e);
        }
    }

    @Override
    public int available() throws IOException {
        return in().available();
    }

    private InputStream in() {
        if (opened == null) {
            opened = opener.get();
        }
        return opened;
    }
}
