package dev.duru.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The files that together say where a repository goes: {@code duru.yml}, and one for each
 * environment that has its own, {@code environments/NAME.yml}. They travel and are kept as one
 * text: a form feed, which no YAML may hold, and the path stand before each further file, so that
 * the text of a lone {@code duru.yml} is itself.
 *
 * @param main the text of {@code duru.yml}; {@code ""} when there is none
 * @param environments text by path
 */
public record Sources(String main, SortedMap<String, String> environments) {
    private static final Pattern FILE = Pattern.compile("environments/[^/]+\\.ya?ml");
    private static final char MARK = '\f';

    public Sources {
        environments = new TreeMap<>(environments);
    }

    /** The folder of the environments that have files of their own. */
    public static final String FOLDER = "environments";

    /** Whether a path of the repository is one of these files. */
    public static boolean isOne(String path) {
        return path.equals(Manifest.FILE) || FILE.matcher(path).matches();
    }

    /** Reads what {@link #text} made. */
    public static Sources of(String text) {
        String[] parts = text.split(String.valueOf(MARK), -1);
        SortedMap<String, String> more = new TreeMap<>();
        for (int i = 1; i < parts.length; i++) {
            int line = parts[i].indexOf('\n');
            String path = line < 0 ? parts[i] : parts[i].substring(0, line);
            more.put(path, line < 0 ? "" : parts[i].substring(line + 1));
        }
        return new Sources(parts[0], more);
    }

    /** All of it as one text. */
    public String text() {
        StringBuilder text = new StringBuilder(clean(main));
        environments.forEach(
                (path, body) -> text.append(MARK).append(path).append('\n').append(clean(body)));
        return text.toString();
    }

    /** A form feed in a file is an error there; what stands for it must be none to this form. */
    private static String clean(String body) {
        return body.replace(MARK, '\u0001');
    }

    boolean alone() {
        return environments.isEmpty();
    }

    /** The files of environments, by the name that each gives its own. */
    List<Map.Entry<String, String>> byName() {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        environments
                .keySet()
                .forEach(path ->
                        all.add(
                                Map.entry(
                                        path.substring(FOLDER.length() + 1, path.lastIndexOf('.')),
                                        path)));
        return all;
    }
}
