package dev.duru.app.backup;

import dev.duru.kernel.Database;
import dev.duru.web.Access;
import dev.duru.web.Reply;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import java.nio.file.Path;

/** {@code GET /api/v1/backup}: everything that is to be kept, for administrators. */
public final class BackupRoutes implements Routes {
    private final Backup backup;

    /**
     * @param data the data folder
     */
    public BackupRoutes(Database database, Path data) {
        this.backup = new Backup(data, database::backup);
    }

    @Override
    public void add(Router router) {
        router.api(
                "GET",
                "/backup",
                Access.ADMIN,
                request ->
                        Reply.stream("application/x-tar", backup::write)
                                .withHeader("Cache-Control", "no-store")
                                .withHeader(
                                        "Content-Disposition",
                                        "attachment; filename=\"duru-backup.tar\""));
    }
}
