package dev.duru.source;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Remarks by the places where a page shows them. */
public final class RemarksView {
    private final List<Remarks.Remark> all;
    private final Map<String, List<Remarks.Remark>> byPlace = new HashMap<>();
    private final Set<String> shown = new HashSet<>();

    RemarksView(List<Remarks.Remark> all) {
        this.all = all;
        for (Remarks.Remark remark : all) {
            byPlace.computeIfAbsent(
                            key(remark.file(), remark.line()),
                            unused -> new java.util.ArrayList<>())
                    .add(remark);
        }
    }

    private static String key(String file, int line) {
        return line + " " + file;
    }

    /** Those about a line; line 0 is the file as a whole. */
    public List<Remarks.Remark> at(String file, int line) {
        List<Remarks.Remark> found = byPlace.getOrDefault(key(file, line), List.of());
        if (!found.isEmpty()) {
            shown.add(key(file, line));
        }
        return found;
    }

    /** How many there are about a file. */
    public long count(String file) {
        return all.stream().filter(remark -> remark.file().equals(file)).count();
    }

    /** How many there are in all. */
    public int count() {
        return all.size();
    }

    /** Those that {@link #at} has not been asked for: they are about lines that are not shown. */
    public List<Remarks.Remark> rest() {
        return all.stream()
                .filter(remark -> !shown.contains(key(remark.file(), remark.line())))
                .toList();
    }
}
