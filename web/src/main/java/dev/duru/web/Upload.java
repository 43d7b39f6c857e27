package dev.duru.web;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A file that was sent with a form. */
public final class Upload {
    private final String name;
    private final byte[] bytes;

    Upload(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /** As the browser calls it; not to be trusted as a path. */
    public String name() {
        return name;
    }

    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }
}
