package dev.duru.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.ObjectLoader;

/**
 * How a file is served as it is. Whoever can push could serve a page or a script from this host, so
 * text is plain, only pictures without scripts are shown, and all else is saved.
 */
record RawType(String contentType, boolean download) {
    private static final Map<String, String> IMAGES =
            Map.of(
                    "png", "image/png",
                    "jpg", "image/jpeg",
                    "jpeg", "image/jpeg",
                    "gif", "image/gif",
                    "webp", "image/webp",
                    "avif", "image/avif");

    static boolean isImage(String name) {
        return IMAGES.containsKey(suffix(name));
    }

    static RawType of(String path, ObjectLoader loader) {
        if (!isBinary(loader)) {
            return new RawType("text/plain; charset=utf-8", false);
        }
        String image = IMAGES.get(suffix(path));
        return image == null
                ? new RawType("application/octet-stream", true)
                : new RawType(image, false);
    }

    /** Whether the beginning of a file is not text. */
    static boolean isBinary(ObjectLoader loader) {
        try (InputStream in = loader.openStream()) {
            return RawText.isBinary(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String suffix(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
