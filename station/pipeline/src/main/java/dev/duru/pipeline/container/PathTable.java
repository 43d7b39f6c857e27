package dev.duru.pipeline.container;

import dev.duru.pipeline.sandbox.PathView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which folders of this machine a container sees, and under which names. */
public final class PathTable implements PathView {
    /**
     * A folder.
     *
     * @param mounted whether it is a mount of its own; else it lies in another one
     */
    record Entry(String outside, String inside, boolean mounted, boolean readOnly) {}

    private final List<Entry> entries = new ArrayList<>();

    PathTable add(Path outside, String inside, boolean mounted, boolean readOnly) {
        entries.add(new Entry(outside.toString(), inside, mounted, readOnly));
        return this;
    }

    PathTable mount(Path outside, String inside) {
        return add(outside, inside, true, false);
    }

    /** The mounts, outer ones first. */
    List<Entry> mounts() {
        return entries.stream()
                .filter(Entry::mounted)
                .sorted(Comparator.comparingInt(entry -> entry.inside().length()))
                .toList();
    }

    @Override
    public String inside(String path) {
        return entries.stream()
                .filter(entry -> isBelow(path, entry.outside()))
                .max(Comparator.comparingInt(entry -> entry.outside().length()))
                .map(entry -> entry.inside() + path.substring(entry.outside().length()))
                .orElse(path);
    }

    @Override
    public String outside(String path) {
        return entries.stream()
                .filter(entry -> isBelow(path, entry.inside()))
                .max(Comparator.comparingInt(entry -> entry.inside().length()))
                .map(entry -> entry.outside() + path.substring(entry.inside().length()))
                .orElse(path);
    }

    private static boolean isBelow(String path, String folder) {
        return path.startsWith(folder)
                && (path.length() == folder.length() || path.charAt(folder.length()) == '/');
    }
}
