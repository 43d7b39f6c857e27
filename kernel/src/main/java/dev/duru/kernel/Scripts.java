package dev.duru.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/** The SQL files of a station on the class path, for a database that is always new. */
final class Scripts {
    private Scripts() {}

    /**
     * Their texts, in the order of their versions.
     *
     * @param folder such as {@code db/kernel}
     */
    static List<String> of(String folder, ClassLoader loader) {
        URL place = loader.getResource(folder);
        if (place == null) {
            throw new IllegalStateException(folder + " is missing from the program");
        }
        try {
            List<String> texts = new ArrayList<>();
            for (String name : names(place)) {
                try (InputStream in = loader.getResourceAsStream(folder + "/" + name)) {
                    if (in == null) {
                        throw new IllegalStateException(name + " is missing from the program");
                    }
                    texts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(URL place) throws IOException {
        if (place.openConnection() instanceof JarURLConnection archive) {
            String folder =
                    archive.getEntryName() + (archive.getEntryName().endsWith("/") ? "" : "/");
            return archive.getJarFile().stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(folder) && name.endsWith(".sql"))
                    .map(name -> name.substring(folder.length()))
                    .sorted()
                    .toList();
        }
        try (Stream<Path> files = Files.list(Path.of(URI.create(place.toString())))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }
}
