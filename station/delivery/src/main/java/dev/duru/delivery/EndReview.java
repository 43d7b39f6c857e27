package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.EnvironmentFact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.kernel.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes environments of branches and merge requests away, with all that runs there. */
final class EndReview {
    private final Database database;
    private final Declare declare;
    private final JobEnvironments jobs;

    EndReview(Database database, Declare declare, JobEnvironments jobs) {
        this.database = database;
        this.declare = declare;
        this.jobs = jobs;
    }

    /**
     * Somebody ends one, or one that jobs made.
     *
     * @throws ProblemException CONFLICT when it stands in duru.yml by its name, NOT_FOUND when
     *     there is none, FORBIDDEN for too low a role
     */
    void byHand(ProjectName project, String name, Actor actor) {
        actor.needs(Role.DEVELOPER, "stopping an environment");
        EnvironmentKey key = new EnvironmentKey(project, name);
        Optional<Review> review = database.read(sql -> new ReviewStore(sql).of(key));
        if (review.isPresent()) {
            String by = actor.user();
            database.update(tx -> in(tx, review.get(), by, "it was stopped by " + by));
        } else if (database.read(sql -> new DeliveryStore(sql).environments(project))
                .contains(key)) {
            throw ProblemException.conflict(
                    "'"
                            + name
                            + "' is declared in duru.yml by its name; it ends when it is taken out there"
                            + " and its plan is applied");
        } else {
            jobs.stop(project, name, actor);
        }
    }

    /** Ends those of a project that fit, by Duru. */
    void all(ProjectName project, Predicate<Review> which, String why) {
        database.update(tx ->
                new ReviewStore(tx.sql())
                        .of(project).stream()
                                .filter(which)
                                .forEach(review -> in(tx, review, Identity.DURU.user(), why)));
    }

    /** Ends those whose time is over; when the next one's is. */
    Optional<Instant> due(Instant now) {
        List<Review> timed = database.read(sql -> new ReviewStore(sql).timed());
        if (timed.stream().anyMatch(review -> isOver(review, now))) {
            database.update(tx ->
                    new ReviewStore(tx.sql())
                            .timed().stream()
                                    .filter(review -> isOver(review, now))
                                    .forEach(review ->
                                            in(
                                                    tx,
                                                    review,
                                                    Identity.DURU.user(),
                                                    "its time was over")));
        }
        return timed.stream()
                .filter(review -> !isOver(review, now))
                .findFirst()
                .map(Review::stopsAt);
    }

    private static boolean isOver(Review review, Instant now) {
        return review.stopsAt() != null && !review.stopsAt().isAfter(now);
    }

    /** As a part of a transaction. */
    void in(Tx tx, Review review, String by, String why) {
        EnvironmentKey key = review.environment();
        declare.destroy(tx, key, by);
        new ReviewStore(tx.sql()).end(key, tx.now());
        tx.append(new EnvironmentFact.ReviewEnded(key.project(), key.name(), by, why));
    }
}
