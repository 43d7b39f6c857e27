package dev.duru.manifest;

import dev.duru.yaml.Position;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@code duru.yml} without problems.
 *
 * @param app the name that the file gives the application; null when it is left to the project
 * @param packaging how the image is made; null when Duru is to find out
 * @param environments in the order of the file; references between them are checked
 * @param reviews those that stand for many, one for each branch or merge request
 * @param dashboards the folder of the files of dashboards, without a slash at its end
 */
public record Manifest(
        Position position,
        @Nullable String app,
        @Nullable Packaging packaging,
        List<Environment> environments,
        List<Environment> reviews,
        List<AlertRule> alerts,
        String dashboards) {
    /** The name of the file at the root of a repository. */
    public static final String FILE = "duru.yml";

    /** The folder of dashboards where the file names none. */
    public static final String DASHBOARDS = "dashboards";

    public Manifest {
        environments = List.copyOf(environments);
        reviews = List.copyOf(reviews);
        alerts = List.copyOf(alerts);
    }

    /**
     * Reads a manifest. Never throws for bad input.
     *
     * @param file the name to show in positions
     * @param text of {@code duru.yml}, with the files of environments as {@link Sources#text} adds
     *     them
     */
    public static Parsed parse(String file, String text) {
        return new ManifestReader(file).read(Sources.of(text));
    }

    /** All that is declared: the environments, and then those that stand for many. */
    public List<Environment> declared() {
        return Stream.concat(environments.stream(), reviews.stream()).toList();
    }

    /**
     * The environment of a name; it may stand for many, such as {@code review/*}, or be one of
     * these, such as {@code review-fix}.
     */
    public Optional<Environment> environment(String name) {
        return declared().stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .or(() ->
                        reviews.stream()
                                .filter(e -> Entrance.Review.makes(e.name(), name))
                                .findFirst()
                                .map(e -> e.named(name)));
    }

    /** Those that stand for one of a branch; a branch that another one takes has none. */
    public List<Environment> reviewsOfBranch(String branch) {
        return takingBranch(branch).isEmpty()
                ? reviews.stream()
                        .filter(e ->
                                e.entrance() instanceof Entrance.Review review
                                        && review.branches() != null
                                        && review.branches().takes(branch))
                        .toList()
                : List.of();
    }

    /** Those that stand for one of each merge request. */
    public List<Environment> reviewsOfRequests() {
        return reviews.stream()
                .filter(e ->
                        e.entrance() instanceof Entrance.Review review && review.branches() == null)
                .toList();
    }

    /** Whether an image of a branch is wanted: by an environment, or by one that is to be made. */
    public boolean wants(String branch) {
        return !takingBranch(branch).isEmpty()
                || !reviewsOfBranch(branch).isEmpty()
                || !reviewsOfRequests().isEmpty();
    }

    /** The environments that take each image of a branch, in the order of the file. */
    public List<Environment> takingBranch(String branch) {
        return environments.stream()
                .filter(e -> e.entrance() instanceof Entrance.From from && from.takes(branch))
                .toList();
    }

    /** The environments that come directly after another, in the order of the file. */
    public List<Environment> after(String name) {
        return environments.stream()
                .filter(e ->
                        e.entrance() instanceof Entrance.After after
                                && after.environment().equals(name))
                .toList();
    }
}
