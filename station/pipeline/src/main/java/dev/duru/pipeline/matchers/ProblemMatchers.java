package dev.duru.pipeline.matchers;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.log.Ansi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The problem matchers of one job: those that a step registers hold for the steps after it too.
 * Used by one thread.
 */
public final class ProblemMatchers {
    /** Longer lines are not looked at: compilers print none. */
    private static final int LONGEST = 8 * 1024;

    private static final int MOST = 100;
    private static final Set<String> SEVERITIES = Set.of("error", "warning", "notice");

    private final List<ProblemMatcher> matchers = new ArrayList<>();

    /**
     * Registers the matchers of a file; one of the same owner is replaced.
     *
     * @param json the file's text
     * @throws ProblemException USER when it cannot be read
     */
    public void add(String json) {
        List<ProblemMatcher> more = MatcherFile.read(json);
        more.forEach(matcher -> remove(matcher.owner()));
        if (matchers.size() + more.size() > MOST) {
            throw ProblemException.user("there are more than " + MOST + " problem matchers");
        }
        // The newest is asked first.
        matchers.addAll(0, more);
    }

    /** Removes the matcher of an owner, if there is one. */
    public void remove(String owner) {
        matchers.removeIf(matcher -> matcher.owner().equalsIgnoreCase(owner));
    }

    /**
     * Removes the matchers that a file names.
     *
     * @throws ProblemException USER when it cannot be read
     */
    public void removeFile(String json) {
        MatcherFile.read(json).forEach(matcher -> remove(matcher.owner()));
    }

    /** The same matchers for the lines of a step that runs beside the others. */
    public ProblemMatchers fork() {
        ProblemMatchers fork = new ProblemMatchers();
        matchers.forEach(matcher -> fork.matchers.add(matcher.fork()));
        return fork;
    }

    /** Those that a fork has registered since are registered here. */
    public void join(ProblemMatchers fork) {
        for (ProblemMatcher one : fork.matchers.reversed()) {
            boolean known =
                    matchers.stream()
                            .anyMatch(own ->
                                    own.owner().equalsIgnoreCase(one.owner()) && one.isForkOf(own));
            if (!known && matchers.size() < MOST) {
                remove(one.owner());
                matchers.addFirst(one);
            }
        }
    }

    /** The owners, for telling. */
    public List<String> owners() {
        return matchers.stream().map(ProblemMatcher::owner).toList();
    }

    /** A new step begins: what lines of the one before it began is forgotten. */
    public void forget() {
        matchers.forEach(ProblemMatcher::forget);
    }

    /**
     * The problem that a line tells of, with a severity of error, warning or notice.
     *
     * @param warn takes what is to be said when a matcher takes too long and is dropped
     */
    public Optional<Problem> match(String line, Consumer<String> warn) {
        if (matchers.isEmpty() || line.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = Ansi.plain(line);
        for (int i = 0; i < matchers.size(); i++) {
            ProblemMatcher matcher = matchers.get(i);
            try {
                Optional<Problem> found = matcher.match(plain);
                if (found.isPresent()) {
                    matchers.stream()
                            .filter(other -> other != matcher)
                            .forEach(ProblemMatcher::forget);
                    return found.flatMap(ProblemMatchers::usable);
                }
            } catch (LinePattern.TooLongException e) {
                matchers.remove(i--);
                warn.accept(
                        "the problem matcher '"
                                + matcher.owner()
                                + "' took too long for a line and is not used any more;"
                                + " simplify its regexp");
            }
        }
        return Optional.empty();
    }

    private static Optional<Problem> usable(Problem problem) {
        String severity = problem.severity().isEmpty() ? "error" : problem.severity();
        String word = severity.toLowerCase(Locale.ROOT);
        return SEVERITIES.contains(word) && !problem.message().isBlank()
                ? Optional.of(problem.withSeverity(word))
                : Optional.empty();
    }
}
