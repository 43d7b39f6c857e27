package dev.duru.app.backup;

import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Fills an empty folder from a backup. */
public final class Restore {
    private final Path data;

    /**
     * @param data the folder to fill; it is made if it is not there
     */
    public Restore(Path data) {
        this.data = data.toAbsolutePath().normalize();
    }

    /**
     * Unpacks the archive and checks the database.
     *
     * @return how many files there were
     * @throws ProblemException CONFLICT when the folder is not empty; USER when it is no backup
     */
    public long read(InputStream archive) throws IOException {
        if (Files.exists(data) && !isEmpty()) {
            throw ProblemException.conflict(
                    data + " is not empty; restore into a new folder and then start Duru with it");
        }
        Files.createDirectories(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        long files = unpack(archive);
        if (!Files.isRegularFile(data.resolve(Backup.DATABASE))) {
            throw ProblemException.user(
                    "this is no backup of a Duru: there is no " + Backup.DATABASE + " in it");
        }
        check();
        return files;
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.findAny().isEmpty();
        }
    }

    private long unpack(InputStream archive) throws IOException {
        // Links come last, so that nothing can be written through one.
        Map<Path, String> links = new LinkedHashMap<>();
        long files = 0;
        try (TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path target = inside(entry.getName());
                if (entry.isSymbolicLink()) {
                    links.put(target, entry.getLinkName());
                } else if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    permit(target, entry.getMode());
                } else if (entry.isFile()) {
                    Files.createDirectories(target.getParent());
                    Files.copy(tar, target);
                    permit(target, entry.getMode());
                    Files.setLastModifiedTime(target, entry.getLastModifiedTime());
                    files++;
                } else {
                    throw ProblemException.user(
                            "this is no backup of a Duru: '" + entry.getName() + "' is no file");
                }
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.Code.USER,
                    "the backup cannot be read to its end: " + e.getMessage(),
                    e);
        }
        for (Map.Entry<Path, String> link : links.entrySet()) {
            Files.createDirectories(link.getKey().getParent());
            Files.createSymbolicLink(link.getKey(), Path.of(link.getValue()));
        }
        return files;
    }

    private Path inside(String name) {
        Path target = data.resolve(name).normalize();
        if (!target.startsWith(data) || target.equals(data) || Path.of(name).isAbsolute()) {
            throw ProblemException.user(
                    "this is no backup of a Duru: '" + name + "' lies outside of the data folder");
        }
        return target;
    }

    private static void permit(Path path, int mode) throws IOException {
        Set<PosixFilePermission> permissions = Modes.permissions(mode);
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            permissions.add(PosixFilePermission.OWNER_READ);
            permissions.add(PosixFilePermission.OWNER_WRITE);
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
        }
        Files.setPosixFilePermissions(path, permissions);
    }

    private void check() {
        String url = "jdbc:sqlite:" + data.resolve(Backup.DATABASE);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("pragma quick_check")) {
            String verdict = result.next() ? result.getString(1) : "no answer";
            if (!verdict.equals("ok")) {
                throw ProblemException.user("the database in the backup is damaged: " + verdict);
            }
        } catch (SQLException e) {
            throw new ProblemException(
                    Problem.Code.USER,
                    "the database in the backup cannot be opened: " + e.getMessage(),
                    e);
        }
    }
}
