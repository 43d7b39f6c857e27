package dev.duru.pipeline.builtin;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.files.Inside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code .gitmodules} says. */
final class Submodules {
    private Submodules() {}

    /** The URL of each submodule by its path. */
    static Map<String, String> urls(Path folder) {
        Path file = Inside.resolve(folder, ".gitmodules");
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        Map<String, String> urls = new LinkedHashMap<>();
        String path = "";
        String url = "";
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String text = line.strip();
                if (text.startsWith("[")) {
                    path = "";
                    url = "";
                }
                int equals = text.indexOf('=');
                if (equals > 0) {
                    String key = text.substring(0, equals).strip();
                    String value = text.substring(equals + 1).strip().replaceAll("^\"|\"$", "");
                    path = key.equals("path") ? value : path;
                    url = key.equals("url") ? value : url;
                }
                if (!path.isEmpty() && !url.isEmpty()) {
                    urls.put(path, url);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return urls;
    }

    /**
     * The repository that a URL means, seen from the one that has the submodule.
     *
     * @param parent {@code owner/name}
     */
    static String resolve(String parent, String url) {
        if (!url.startsWith("./") && !url.startsWith("../")) {
            return url;
        }
        Deque<String> parts = new ArrayDeque<>(List.of(parent.split("/")));
        for (String part : url.split("/")) {
            switch (part) {
                case "", "." -> {}
                case ".." -> {
                    if (parts.pollLast() == null) {
                        throw ProblemException.user(
                                "checkout: the submodule's url '" + url + "' leads out of Duru");
                    }
                }
                default -> parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }
}
