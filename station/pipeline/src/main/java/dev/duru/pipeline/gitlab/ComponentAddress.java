package dev.duru.pipeline.gitlab;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a component lies: {@code host/owner/project/name@version}.
 *
 * @param host with its port, if it has one
 * @param project such as {@code owner/name}
 * @param version a commit, a branch or a tag; {@code ~latest}, or the first one or two parts of a
 *     semantic version, for the newest tag that fits
 */
public record ComponentAddress(String host, String project, String name, String version) {
    private static final Pattern VERSION =
            Pattern.compile("v?([0-9]{1,9})\\.([0-9]{1,9})\\.([0-9]{1,9})");
    private static final Pattern PART = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    /** Reads an address. */
    public static Optional<ComponentAddress> parse(String text) {
        int at = text.lastIndexOf('@');
        String[] parts = (at < 0 ? text : text.substring(0, at)).split("/");
        String version = at < 0 ? "" : text.substring(at + 1);
        return parts.length != 4 || version.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ComponentAddress(
                                parts[0], parts[1] + "/" + parts[2], parts[3], version));
    }

    /** Where its file may be. */
    public List<String> paths() {
        return List.of("templates/" + name + ".yml", "templates/" + name + "/template.yml");
    }

    /**
     * The ref that the version means.
     *
     * @param tags of the project
     * @return nothing when a version of those tags is wanted and none fits
     */
    public Optional<String> ref(List<String> tags) {
        boolean latest = version.equals("~latest");
        if (!latest && !PART.matcher(version).matches()) {
            return Optional.of(version);
        }
        Optional<String> newest =
                tags.stream()
                        .filter(tag -> VERSION.matcher(tag).matches())
                        .filter(tag ->
                                latest || tag.replaceFirst("^v", "").startsWith(version + "."))
                        .max(
                                Comparator.comparingInt((String tag) -> part(tag, 1))
                                        .thenComparingInt(tag -> part(tag, 2))
                                        .thenComparingInt(tag -> part(tag, 3)));
        // A tag may be named just so.
        return newest.isEmpty() && !latest ? Optional.of(version) : newest;
    }

    private static int part(String tag, int group) {
        Matcher version = VERSION.matcher(tag);
        return version.matches() ? Integer.parseInt(version.group(group)) : 0;
    }

    /** What <code>$[[ component.… ]]</code> stands for in its file. */
    public Map<String, String> context(String sha, String ref) {
        Map<String, String> context = new LinkedHashMap<>();
        context.put("name", name);
        context.put("sha", sha);
        context.put("version", ref);
        context.put("reference", version);
        return context;
    }
}
