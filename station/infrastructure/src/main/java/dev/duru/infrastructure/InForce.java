package dev.duru.infrastructure;

import dev.duru.kernel.Database;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Entrance;
import dev.duru.manifest.Environment;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How environments are meant by what is in force; asked again and again, so kept until it changes.
 */
final class InForce {
    private static final int MOST = 1000;

    private final Database database;
    private final Declarations declarations;
    private final Map<Key, Optional<Environment>> known = new HashMap<>();

    /** Counts the changes, so that nothing is kept that was read before one. */
    private long changes;

    private record Key(ProjectName project, String environment) {}

    InForce(Database database, Declarations declarations) {
        this.database = database;
        this.declarations = declarations;
    }

    Optional<Environment> of(ProjectName project, String environment) {
        Key key = new Key(project, environment);
        long seen;
        synchronized (this) {
            Optional<Environment> found = known.get(key);
            if (found != null) {
                return found;
            }
            seen = changes;
        }
        Optional<Environment> read =
                database.read(sql -> new PlanStore(sql).standing(project, environment))
                        .or(() -> template(project, environment))
                        .flatMap(one -> declarations.environment(one.text(), environment));
        synchronized (this) {
            if (seen == changes && known.size() < MOST) {
                known.put(key, read);
            }
        }
        return read;
    }

    /** What is in force for all that one is one of: those of branches and merge requests. */
    private Optional<Standing> template(ProjectName project, String environment) {
        return database.read(sql -> new PlanStore(sql).standing(project)).values().stream()
                .filter(one -> Entrance.Review.makes(one.environment(), environment))
                .findFirst();
    }

    /** Something else is in force from now on. */
    synchronized void changed() {
        changes++;
        known.clear();
    }
}
