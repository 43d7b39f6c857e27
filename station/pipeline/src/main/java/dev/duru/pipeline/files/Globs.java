package dev.duru.pipeline.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Patterns of files, as in the {@code path} of GitHub's artifact actions: {@code *}, {@code ?},
 * {@code [a-z]} and {@code **}; a plain folder means all that is in it; a later pattern with a
 * leading {@code !} takes files out again; {@code #} begins a comment.
 */
public final class Globs {
    private record Rule(boolean include, Path base, Pattern regex, String text) {}

    private final Path folder;
    private final List<Rule> rules = new ArrayList<>();
    private final boolean hidden;

    private Globs(Path folder, boolean hidden) {
        this.folder = folder;
        this.hidden = hidden;
    }

    /**
     * Patterns, one a line.
     *
     * @param folder to which they are relative; absolute ones must lie below {@code roots}
     * @param hidden whether names that begin with a dot count
     */
    public static Globs of(Path folder, String patterns, boolean hidden) {
        return of(folder, folder, patterns, hidden);
    }

    /** As above, with {@code ~} standing for {@code home}. */
    public static Globs of(Path folder, Path home, String patterns, boolean hidden) {
        Globs globs = new Globs(folder, hidden);
        for (String line : patterns.split("\\R")) {
            String pattern = line.strip();
            if (pattern.isEmpty() || pattern.startsWith("#")) {
                continue;
            }
            boolean include = !pattern.startsWith("!");
            String text = include ? pattern : pattern.substring(1).strip();
            if (text.equals("~") || text.startsWith("~/")) {
                text = home + text.substring(1);
            }
            globs.rules.add(rule(include, folder, text));
        }
        return globs;
    }

    private static Rule rule(boolean include, Path folder, String text) {
        String absolute = text.startsWith("/") ? text : folder + "/" + text;
        List<String> fixed = new ArrayList<>();
        List<String> parts = List.of(absolute.split("/+"));
        int i = 0;
        for (; i < parts.size() && !isPattern(parts.get(i)); i++) {
            fixed.add(parts.get(i));
        }
        Path base = Path.of("/" + String.join("/", fixed)).normalize();
        List<String> rest = parts.subList(i, parts.size());
        String regex = rest.isEmpty() ? "" : regex(rest);
        return new Rule(include, base, Pattern.compile(regex), text);
    }

    private static boolean isPattern(String part) {
        return part.indexOf('*') >= 0 || part.indexOf('?') >= 0 || part.indexOf('[') >= 0;
    }

    private static String regex(List<String> parts) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i == parts.size() - 1;
            String part = parts.get(i);
            if (part.equals("**")) {
                regex.append(last ? ".*" : "(?:[^/]+/)*");
            } else if (part.equals(".")) {
                continue;
            } else {
                segment(part, regex);
                regex.append(last ? "" : "/");
            }
        }
        return regex.toString();
    }

    private static void segment(String part, StringBuilder regex) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            switch (c) {
                case '*' -> regex.append("[^/]*");
                case '?' -> regex.append("[^/]");
                case '[' -> {
                    int end = part.indexOf(']', i + 2);
                    if (end < 0) {
                        regex.append("\\[");
                    } else {
                        String set = part.substring(i + 1, end).replace("\\", "\\\\");
                        regex.append('[')
                                .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                                .append(']');
                        i = end;
                    }
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
    }

    public boolean isEmpty() {
        return rules.stream().noneMatch(Rule::include);
    }

    /**
     * The files and links that match, below the folder or the other roots, in the order of their
     * names. Links are not followed.
     *
     * @param roots where files may lie
     * @throws HostilePathException if a pattern points elsewhere
     */
    public List<Path> files(List<Path> roots) {
        TreeSet<Path> found = new TreeSet<>();
        for (Rule rule : rules) {
            if (roots.stream().noneMatch(rule.base()::startsWith)) {
                throw new HostilePathException(
                        "the pattern '"
                                + rule.text()
                                + "' points outside of the job's folders; name files below the workspace");
            }
            if (rule.include()) {
                collect(rule, roots, found);
            } else {
                found.removeIf(file -> matches(rule, file));
            }
        }
        return List.copyOf(found);
    }

    private boolean matches(Rule rule, Path file) {
        if (!file.startsWith(rule.base())) {
            return false;
        }
        String regex = rule.regex().pattern();
        if (regex.isEmpty()) {
            return true;
        }
        // A pattern that names a folder takes everything in it.
        Path relative = rule.base().relativize(file);
        for (int i = relative.getNameCount(); i > 0; i--) {
            if (rule.regex().matcher(relative.subpath(0, i).toString()).matches()) {
                return true;
            }
        }
        return false;
    }

    private void collect(Rule rule, List<Path> roots, TreeSet<Path> found) {
        if (!Files.exists(rule.base(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Path real = rule.base().toRealPath();
            boolean inside = false;
            for (Path root : roots) {
                inside |= Files.exists(root) && real.startsWith(root.toRealPath());
            }
            if (!inside && !Files.isSymbolicLink(rule.base())) {
                throw new HostilePathException(
                        "'" + rule.text() + "' leads out of the job's folders by a symbolic link");
            }
            walk(rule, found);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void walk(Rule rule, TreeSet<Path> found) throws IOException {
        boolean all = hidden || rule.text().contains("/.") || rule.text().startsWith(".");
        Files.walkFileTree(
                rule.base(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a) {
                        return skip(dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        if (!skip(file) && (!a.isOther()) && matches(rule, file)) {
                            found.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }

                    private boolean skip(Path path) {
                        return !all
                                && !path.equals(rule.base())
                                && !path.equals(folder)
                                && path.getFileName().toString().startsWith(".");
                    }
                });
    }
}
