package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.EnvironmentFact;
import dev.duru.kernel.PreparationFact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;

/** Somebody lets nothing new into an environment, or one release in spite of that. */
final class LockEnvironment {
    private static final int LONGEST_REASON = 500;

    private final Database database;
    private final Lanes lanes;

    LockEnvironment(Database database, Lanes lanes) {
        this.database = database;
        this.lanes = lanes;
    }

    /**
     * Locks; a rollout that runs goes on.
     *
     * @throws ProblemException CONFLICT when it is locked already
     */
    EnvironmentLock lock(EnvironmentKey key, Actor actor, String reason) {
        actor.needs(Role.MAINTAINER, "locking " + key.name());
        String why = reason(reason);
        return database.write(tx -> {
            RuleStore rules = new RuleStore(tx.sql());
            rules.lock(key)
                    .ifPresent(lock -> {
                        throw ProblemException.conflict(
                                key.name()
                                        + " is locked by "
                                        + lock.by()
                                        + " already: "
                                        + lock.reason());
                    });
            rules.lock(key, actor.user(), why, tx.now());
            tx.append(
                    new EnvironmentFact.EnvironmentLocked(
                            key.project(), key.name(), actor.user(), why));
            return new EnvironmentLock(actor.user(), why, tx.now());
        });
    }

    /**
     * Unlocks, whoever locked.
     *
     * @throws ProblemException CONFLICT when it is not locked
     */
    void unlock(EnvironmentKey key, Actor actor) {
        actor.needs(Role.MAINTAINER, "unlocking " + key.name());
        database.update(tx -> {
            RuleStore rules = new RuleStore(tx.sql());
            if (rules.lock(key).isEmpty()) {
                throw ProblemException.conflict(key.name() + " is not locked");
            }
            rules.unlock(key);
            tx.append(
                    new EnvironmentFact.EnvironmentUnlocked(
                            key.project(), key.name(), actor.user()));
            tx.afterCommit(() -> lanes.wake(key));
        });
    }

    /**
     * Lets one release through a lock and freeze windows.
     *
     * @throws ProblemException CONFLICT when the release has begun or is over
     */
    Release letThrough(ProjectName project, long number, Actor actor, String reason) {
        actor.needs(Role.MAINTAINER, "letting a release through a freeze");
        String why = reason(reason);
        return database.write(tx -> {
            Release release = new DeliveryStore(tx.sql()).known(project, number);
            if (!release.state().pending()) {
                throw ProblemException.conflict(
                        "release " + number + " does not wait: it is " + release.state().word());
            }
            new RuleStore(tx.sql()).letThrough(release, actor.user(), why, tx.now());
            tx.append(
                    new PreparationFact.FreezeOverridden(
                            project,
                            release.commit(),
                            number,
                            release.environment().name(),
                            release.digest(),
                            actor.user(),
                            why));
            tx.afterCommit(() -> lanes.wake(release.environment()));
            return release;
        });
    }

    private static String reason(String text) {
        if (text.isBlank() || text.length() > LONGEST_REASON) {
            throw ProblemException.user(
                    "say why, in `reason`, with 1 to " + LONGEST_REASON + " characters");
        }
        return text.strip();
    }
}
