package dev.duru.artifact;

import dev.duru.artifact.registry.Registry;
import dev.duru.artifact.registry.Repository;
import dev.duru.kernel.Database;
import dev.duru.kernel.ImageFact;
import dev.duru.kernel.ProjectName;
import dev.duru.oci.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops images that Duru built and nobody can want any more: old ones that no environment had among
 * its last releases, that no tag holds but the one of their commit, and that are part of no index.
 * An image and the fact about it go in one transaction; its blobs are left to the collector.
 */
final class DropImages {
    private static final Logger LOG = LoggerFactory.getLogger(DropImages.class);

    private final Database database;
    private final Registry registry;
    private final WantedImages wanted;
    private final ImageRule rule;

    DropImages(Database database, Registry registry, WantedImages wanted, ImageRule rule) {
        this.database = database;
        this.registry = registry;
        this.wanted = wanted;
        this.rule = rule;
    }

    /** Drops what may go at this time; gives the digests. */
    List<String> drop(Instant now) {
        List<String> dropped = new ArrayList<>();
        Map<ProjectName, List<ImageStore.Old>> all =
                database.read(sql -> ImageStore.before(sql, now.minus(rule.age())));
        all.forEach((project, images) -> {
            for (ImageStore.Old image : images) {
                if (one(project, image)) {
                    dropped.add(image.digest());
                }
            }
        });
        return dropped;
    }

    /** Who wants it is asked within the transaction, beside which no release can be made. */
    private boolean one(ProjectName project, ImageStore.Old image) {
        return database.write(tx -> {
            Set<String> kept = wanted.of(tx.sql(), project, rule.releases());
            Repository repository = Repository.of(project);
            Digest digest = Digest.parse(image.digest());
            List<String> own =
                    ImageStore.commits(tx.sql(), project, image.digest()).stream()
                            .map(ImageRecipe::shortCommit)
                            .toList();
            if (kept.contains(image.digest()) || !registry.forget(tx, repository, digest, own)) {
                return false;
            }
            ImageStore.remove(tx, project, image.digest());
            tx.append(
                    new ImageFact.ImageDropped(
                            project,
                            image.commit(),
                            image.digest(),
                            repository.name(),
                            image.bytes()));
            LOG.info("{} image {} of {} is dropped", project, image.digest(), image.commit());
            return true;
        });
    }
}
