package dev.duru.app.cli;

import dev.duru.kernel.ProblemException;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a working folder that say where it goes. */
final class DeclaredFolder {
    private DeclaredFolder() {}

    /** Text by path; empty when there is none. */
    static SortedMap<String, String> files(Path root) {
        SortedMap<String, String> files = new TreeMap<>();
        add(files, root, Manifest.FILE);
        Path folder = root.resolve(Sources.FOLDER);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                all.map(file -> Sources.FOLDER + "/" + file.getFileName())
                        .filter(Sources::isOne)
                        .forEach(path -> add(files, root, path));
            } catch (IOException e) {
                throw new UncheckedIOException(folder + " cannot be read: " + e.getMessage(), e);
            }
        }
        return files;
    }

    private static void add(SortedMap<String, String> files, Path root, String path) {
        Path file = root.resolve(path);
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            files.put(path, Files.readString(file));
        } catch (MalformedInputException e) {
            throw ProblemException.user(path + " is not UTF-8");
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** All of it as one text, as {@link Manifest#parse} takes it. */
    static String text(SortedMap<String, String> files) {
        SortedMap<String, String> environments = new TreeMap<>(files);
        String main = environments.remove(Manifest.FILE);
        return new Sources(main == null ? "" : main, environments).text();
    }
}
