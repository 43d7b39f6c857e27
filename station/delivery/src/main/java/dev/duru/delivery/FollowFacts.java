package dev.duru.delivery;

import dev.duru.kernel.Database;
import dev.duru.kernel.Entry;
import dev.duru.kernel.Fact;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Environment;
import dev.duru.manifest.Manifest;
import java.util.List;

/** What facts lead to: an image, or a release that went live, goes on to the next environments. */
final class FollowFacts {
    private static final String HEADS = "refs/heads/";

    private final Database database;
    private final Ledger ledger;
    private final Specs specs;
    private final SendRelease send;

    FollowFacts(Database database, Ledger ledger, Specs specs, SendRelease send) {
        this.database = database;
        this.ledger = ledger;
        this.specs = specs;
        this.send = send;
    }

    /** An image goes to every environment that takes its branch. */
    void published(Entry entry) {
        if (!(entry.fact() instanceof Fact.ImagePublished image)
                || !image.ref().startsWith(HEADS)) {
            return;
        }
        Manifest manifest = specs.manifest(image.project(), image.commit());
        String branch = image.ref().substring(HEADS.length());
        if (manifest.takingBranch(branch).isEmpty()) {
            return;
        }
        String text = specs.text(image.project(), image.commit());
        database.update(tx -> {
            DeliveryStore store = new DeliveryStore(tx.sql());
            store.keepManifest(image.project(), image.commit(), text);
            int place = 0;
            for (Environment environment : manifest.environments()) {
                store.keepEnvironment(
                        new EnvironmentKey(image.project(), environment.name()),
                        place++,
                        image.commit());
            }
        });
        String by = pusher(image.project(), image.commit());
        for (Environment environment : manifest.takingBranch(branch)) {
            send.to(
                    environment,
                    new CreateRelease.Order(
                            new EnvironmentKey(image.project(), environment.name()),
                            image.commit(),
                            image.digest(),
                            image.repository(),
                            by,
                            0,
                            "fact:" + entry.sequence()));
        }
    }

    /** A digest that went live goes to every environment that comes after. */
    void deployed(Entry entry) {
        if (!(entry.fact() instanceof Fact.ReleaseDeployed deployed)) {
            return;
        }
        Release release =
                database.read(sql ->
                        new DeliveryStore(sql).known(deployed.project(), deployed.release()));
        if (release.goesBack() || release.reconfigures()) {
            return;
        }
        Manifest manifest = specs.manifest(deployed.project(), deployed.commit());
        for (Environment environment : manifest.after(deployed.environment())) {
            send.to(
                    environment,
                    new CreateRelease.Order(
                            new EnvironmentKey(deployed.project(), environment.name()),
                            deployed.commit(),
                            deployed.digest(),
                            release.repository(),
                            release.by(),
                            0,
                            "fact:" + entry.sequence()));
        }
    }

    /** Who pushed the commit, as far as the ledger knows. */
    private String pusher(ProjectName project, String commit) {
        List<String> pushers = pushers(ledger, project, commit);
        return pushers.isEmpty() ? Identity.DURU.user() : pushers.getLast();
    }

    /** Everybody who pushed the commit to some ref, oldest first. */
    static List<String> pushers(Ledger ledger, ProjectName project, String commit) {
        return ledger.ofChange(project, commit).stream()
                .map(Entry::fact)
                .filter(Fact.CommitPushed.class::isInstance)
                .map(Fact.CommitPushed.class::cast)
                .map(Fact.CommitPushed::by)
                .toList();
    }
}
