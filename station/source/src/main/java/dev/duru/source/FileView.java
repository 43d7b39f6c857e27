package dev.duru.source;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.ObjectLoader;

/** What a page shows of a file. */
public sealed interface FileView {
    /** Above this many bytes a page shows no lines. */
    int BYTES = 1 << 20;

    /** Above this many lines neither. */
    int LINES = 20_000;

    /** Lines of text, without their ends. */
    record Text(List<String> lines) implements FileView {
        /** All of it again. */
        public String whole() {
            return String.join("\n", lines);
        }
    }

    /** Not text. */
    record Binary(long size) implements FileView {}

    /** Text, but too much of it. */
    record TooLarge(long size) implements FileView {}

    /** Reads a file, up to the limits. */
    static FileView of(ObjectLoader loader) {
        if (loader.getSize() > BYTES) {
            return RawType.isBinary(loader)
                    ? new Binary(loader.getSize())
                    : new TooLarge(loader.getSize());
        }
        byte[] bytes = loader.getBytes();
        if (RawText.isBinary(bytes)) {
            return new Binary(bytes.length);
        }
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        return lines.size() > LINES ? new TooLarge(bytes.length) : new Text(lines);
    }
}
