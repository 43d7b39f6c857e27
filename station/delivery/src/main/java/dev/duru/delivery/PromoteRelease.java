package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.Fact;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Role;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Environment;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody sends a digest that the project has had before into an environment. */
final class PromoteRelease {
    private final Database database;
    private final Specs specs;
    private final Lanes lanes;

    PromoteRelease(Database database, Specs specs, Lanes lanes) {
        this.database = database;
        this.specs = specs;
        this.lanes = lanes;
    }

    /**
     * Makes a release; where the environment asks for approval it still needs it, unless the digest
     * has served there before.
     *
     * @param override why a quarantined digest may go all the same; null without such a reason
     * @throws ProblemException CONFLICT for a quarantined digest without a reason, and for one that
     *     is live or on its way there already
     */
    Release promote(EnvironmentKey key, String digest, Actor actor, @Nullable String override) {
        actor.needs(Role.MAINTAINER, "promoting to " + key.name());
        Release source =
                database.read(sql -> new DeliveryStore(sql).ofDigest(key.project(), digest))
                        .orElseThrow(() ->
                                ProblemException.notFound(
                                        key.project()
                                                + " has had no release of "
                                                + digest
                                                + "; choose a digest from its list of releases"));
        Environment environment = specs.environment(key, source.commit());
        return database.write(tx -> {
            checkQuarantine(tx, source, actor, override);
            for (Release open : new DeliveryStore(tx.sql()).open(key)) {
                if (open.digest().equals(digest) && !open.state().over()) {
                    throw ProblemException.conflict(
                            "release "
                                    + open.number()
                                    + " of that digest is "
                                    + open.state().word()
                                    + " in "
                                    + key.name()
                                    + " already");
                }
            }
            CreateRelease.Order order =
                    new CreateRelease.Order(
                            key,
                            source.commit(),
                            digest,
                            source.repository(),
                            actor.user(),
                            0,
                            "promote:" + UUID.randomUUID());
            tx.afterCommit(() -> lanes.wake(key));
            return CreateRelease.in(tx, environment, order).orElseThrow();
        });
    }

    private static void checkQuarantine(
            Tx tx, Release source, Actor actor, @Nullable String override) {
        DecisionStore decisions = new DecisionStore(tx.sql());
        Quarantine quarantine =
                decisions.quarantined(source.project(), source.digest()).orElse(null);
        if (quarantine == null) {
            return;
        }
        if (override == null || override.isBlank()) {
            throw ProblemException.conflict(
                    "the digest is in quarantine since it was taken back from "
                            + quarantine.environment()
                            + " ("
                            + quarantine.reason()
                            + "); a maintainer can lift the quarantine with a reason");
        }
        lift(tx, source.project(), quarantine, actor, override);
    }

    /**
     * Allows a quarantined digest again.
     *
     * @throws ProblemException USER without a reason, NOT_FOUND when it is not in quarantine
     */
    void lift(ProjectName project, String digest, Actor actor, String reason) {
        actor.needs(Role.MAINTAINER, "lifting a quarantine");
        if (reason.isBlank()) {
            throw ProblemException.user("say why the quarantine may be lifted, in `reason`");
        }
        database.update(tx -> {
            Quarantine quarantine =
                    new DecisionStore(tx.sql())
                            .quarantined(project, digest)
                            .orElseThrow(() ->
                                    ProblemException.notFound(digest + " is not in quarantine"));
            lift(tx, project, quarantine, actor, reason);
        });
    }

    private static void lift(
            Tx tx, ProjectName project, Quarantine quarantine, Actor actor, String reason) {
        new DecisionStore(tx.sql())
                .lift(project, quarantine.digest(), actor.user(), reason.strip(), tx.now());
        tx.append(
                new Fact.QuarantineLifted(
                        project,
                        quarantine.commit(),
                        quarantine.digest(),
                        actor.user(),
                        reason.strip()));
    }
}
