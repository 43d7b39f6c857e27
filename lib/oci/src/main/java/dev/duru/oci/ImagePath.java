package dev.duru.oci;

import java.util.ArrayList;
import java.util.List;

/** Paths inside an image: relative, with forward slashes, never above the root. */
final class ImagePath {
    private static final int MAX_LENGTH = 4096;
    private static final int MAX_NAME = 255;

    private ImagePath() {}

    /**
     * The path without {@code .}, doubled and trailing slashes; empty for the root itself. Absolute
     * paths, {@code ..}, NUL and names that no file system takes are errors.
     */
    static String normalise(String raw) {
        if (raw.startsWith("/")) {
            throw new OciException("path '" + show(raw) + "' is absolute; make it relative");
        }
        if (raw.length() > MAX_LENGTH) {
            throw new OciException("path '" + show(raw) + "' is longer than " + MAX_LENGTH);
        }
        List<String> names = new ArrayList<>();
        for (String name : raw.split("/", -1)) {
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                throw new OciException(
                        "path '" + show(raw) + "' leads outside with '..'; write it without");
            }
            if (name.indexOf('\0') >= 0 || name.length() > MAX_NAME) {
                throw new OciException("path '" + show(raw) + "' has a name that no file can have");
            }
            names.add(name);
        }
        return String.join("/", names);
    }

    /** The folder that holds this path; empty for the root. */
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** The last name of the path. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** How many folders lie between the root and this path's own folder. */
    static int depth(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    /** Fit for a message: control characters made visible, clipped. */
    static String show(String raw) {
        StringBuilder out = new StringBuilder();
        raw.chars()
                .limit(200)
                .forEach(c -> {
                    if (Character.isISOControl(c)) {
                        out.append(String.format("\\x%02x", c));
                    } else {
                        out.append((char) c);
                    }
                });
        return raw.length() > 200 ? out + "…" : out.toString();
    }
}
