package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.kernel.Tx;
import dev.duru.manifest.Entrance;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.ManifestException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What declarations of environments do here. Each method is a part of the transaction of whoever
 * applies the declaration; what it begins goes on by itself.
 */
public final class Declare {
    private final Database database;
    private final Lanes lanes;

    Declare(Database database, Lanes lanes) {
        this.database = database;
        this.lanes = lanes;
    }

    /**
     * What runs in an environment.
     *
     * @param config the commit whose declaration it runs with; {@code ""} when nothing is live,
     *     though something starts or ends there
     * @param back whether it came back in place of a bad release
     * @param since when it first took requests
     */
    public record Live(
            String environment,
            long release,
            String digest,
            String config,
            boolean back,
            String by,
            Instant since) {}

    /**
     * The environments of a project in which something runs, but for those of branches and merge
     * requests, which come and go by themselves.
     */
    public List<Live> running(ProjectName project) {
        List<Live> all = new ArrayList<>();
        database.read(sql -> {
            DeliveryStore store = new DeliveryStore(sql);
            Set<EnvironmentKey> keys = new LinkedHashSet<>(store.environments(project));
            store.unstopped().stream()
                    .map(Release::environment)
                    .filter(key -> key.project().equals(project))
                    .forEach(keys::add);
            ReviewStore reviews = new ReviewStore(sql);
            keys.removeIf(reviews::knows);
            for (EnvironmentKey key : keys) {
                Scene scene = Scene.of(store.open(key));
                Release live = scene.live();
                if (live != null) {
                    all.add(
                            new Live(
                                    key.name(),
                                    live.number(),
                                    live.digest(),
                                    live.config(),
                                    live.goesBack(),
                                    live.by(),
                                    live.exposedAt() == null
                                            ? live.createdAt()
                                            : live.exposedAt()));
                } else if (scene.rolling() != null || !scene.leaving().isEmpty()) {
                    all.add(new Live(key.name(), 0, "", "", false, "", Instant.EPOCH));
                }
            }
            return true;
        });
        return all;
    }

    /**
     * An environment exists from now on, at a place among the others; one that stands for many does
     * nothing by itself.
     */
    public void environment(Tx tx, EnvironmentKey key, int place, String commit, String text) {
        DeliveryStore store = new DeliveryStore(tx.sql());
        store.keepManifest(key.project(), commit, text);
        if (!Entrance.Review.isName(key.name())) {
            store.keepEnvironment(key, place, commit);
            tx.afterCommit(() -> lanes.wake(key));
        }
    }

    /**
     * The digest that is live starts again with the declaration of a commit.
     *
     * @param cause counts once
     * @return the number of the release; 0 when nothing is live
     * @throws ProblemException USER when the declaration is wrong or lacks the environment
     */
    public long reconfigure(
            Tx tx, EnvironmentKey key, String commit, String text, String by, String cause) {
        DeliveryStore store = new DeliveryStore(tx.sql());
        Release live = store.live(key).orElse(null);
        if (live == null) {
            return 0;
        }
        store.keepManifest(key.project(), commit, text);
        Environment environment = read(text, key.name());
        CreateRelease.Order order =
                new CreateRelease.Order(
                        key, live.commit(), live.digest(), live.repository(), by, 0, cause, commit);
        tx.afterCommit(() -> lanes.wake(key));
        // Whoever applies the declaration has asked those who must agree.
        return CreateRelease.in(tx, environment.with(null, environment.rules()), order)
                .map(Release::number)
                .orElse(0L);
    }

    private static Environment read(String text, String name) {
        try {
            return Manifest.parse(Manifest.FILE, text)
                    .orThrow()
                    .environment(name)
                    .orElseThrow(
                            () -> ProblemException.user("'" + name + "' is not declared there"));
        } catch (ManifestException e) {
            throw new ProblemException(Problem.Code.USER, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * All that runs in an environment ends, and it exists no more; of one that stands for many, all
     * of these. Saying it again is harmless.
     */
    public void destroy(Tx tx, EnvironmentKey key, String by) {
        if (Entrance.Review.isName(key.name())) {
            EndReview ends = new EndReview(database, this, JobEnvironments.NONE);
            new ReviewStore(tx.sql())
                    .of(key.project()).stream()
                            .filter(review -> review.template().equals(key.name()))
                            .forEach(review -> ends.in(tx, review, by, "it is declared no longer"));
            return;
        }
        DeliveryStore store = new DeliveryStore(tx.sql());
        String note = "the environment was destroyed by " + by;
        for (Release release : store.open(key)) {
            if (!release.state().over()) {
                store.move(release, end(release.state()), release.step(), tx.now(), note);
            }
        }
        new RuleStore(tx.sql()).unlock(key);
        store.forgetEnvironment(key);
        tx.afterCommit(() -> lanes.wake(key));
    }

    private static ReleaseState.Event end(ReleaseState state) {
        return switch (state) {
            case WAITING, QUEUED -> ReleaseState.Event.SUPERSEDED;
            case STARTING, STEPPING, HELD -> ReleaseState.Event.FAILED;
            case REVERTING -> ReleaseState.Event.RESTORED;
            case LIVE -> ReleaseState.Event.REPLACED;
            case RETIRED, ROLLED_BACK, FAILED, DECLINED, SUPERSEDED ->
                    throw new IllegalStateException(state + " is over");
        };
    }
}
