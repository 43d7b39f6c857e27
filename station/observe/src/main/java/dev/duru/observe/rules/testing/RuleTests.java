package dev.duru.observe.rules.testing;

import dev.duru.kernel.ProblemException;
import dev.duru.observe.file.Section;
import dev.duru.observe.rules.RuleFile;
import dev.duru.observe.rules.RuleGroup;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** One file of tests. */
public final class RuleTests {
    private static final Duration USUAL = Duration.ofMinutes(1);

    private RuleTests() {}

    /**
     * Runs all tests of a file.
     *
     * @return what came out otherwise than expected, one text each; empty when all is well
     * @throws ProblemException USER when the file, or a file of rules, is malformed
     */
    public static List<String> run(Path file) {
        Section root = Section.read(file);
        Duration interval = root.duration("evaluation_interval", USUAL);
        boolean fuzzy = root.flag("fuzzy_compare", false);
        List<String> order = root.texts("group_eval_order");
        List<RuleGroup> groups = new ArrayList<>();
        for (String pattern : root.texts("rule_files")) {
            groups.addAll(groups(root, file, pattern));
        }
        for (String name : order) {
            if (groups.stream().noneMatch(group -> group.name().equals(name))) {
                throw root.wrong("group_eval_order", "there is no group `" + name + "`");
            }
        }
        groups.sort(Comparator.comparingInt((RuleGroup group) -> place(order, group.name())));
        List<String> wrong = new ArrayList<>();
        int number = 0;
        for (Section test : root.sections("tests")) {
            number++;
            String name = test.text("name", "");
            String title = name.isEmpty() ? "test " + number : "test `" + name + "`";
            new RuleTest(test, groups, interval, fuzzy)
                    .run()
                    .forEach(problem -> wrong.add(title + ", " + problem));
        }
        root.end("a file of rule tests");
        return wrong;
    }

    private static int place(List<String> order, String name) {
        int at = order.indexOf(name);
        return at < 0 ? order.size() : at;
    }

    private static List<RuleGroup> groups(Section root, Path file, String pattern) {
        Path folder = file.toAbsolutePath().getParent();
        Path base = folder == null ? Path.of("/") : folder;
        List<RuleGroup> groups = new ArrayList<>();
        List<Path> found = matching(base, pattern);
        if (found.isEmpty()) {
            throw root.wrong("rule_files", "no file fits `" + pattern + "`; mend the path");
        }
        for (Path each : found) {
            try {
                groups.addAll(RuleFile.read(each.toString(), Files.readString(each)));
            } catch (IOException e) {
                throw ProblemException.user(each + " cannot be read: " + e);
            }
        }
        return groups;
    }

    /** Files that fit a path with {@code *} and {@code ?} in its last part. */
    static List<Path> matching(Path base, String pattern) {
        Path path = base.resolve(pattern).normalize();
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + path.getFileName());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> matcher.matches(f.getFileName())).sorted().toList();
        } catch (IOException e) {
            throw ProblemException.user(folder + " cannot be read: " + e);
        }
    }
}
