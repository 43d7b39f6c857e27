package dev.duru.kernel;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The one database: each station's tables and the ledger's, in one SQLite file in WAL mode with
 * full synchronisation, so that what {@link #write} returned from survives {@code kill -9} and a
 * power cut alike. Writers queue here, in order, and readers never wait for them.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final SQLiteDataSource source;
    private final Connections connections;
    private final Jdbi jdbi;
    private final InstantSource clock;
    private final boolean temporary;
    private final ReentrantLock writer = new ReentrantLock(true);

    /** The transaction that the next writer joins; guarded by {@link #writer}. */
    private @Nullable WriteGroup open;

    private final List<Runnable> onAppend = new CopyOnWriteArrayList<>();

    private Database(SQLiteDataSource source, InstantSource clock, boolean temporary) {
        this.source = source;
        this.connections = new Connections(source);
        this.jdbi = Jdbi.create(connections);
        this.jdbi.getConfig(SqlStatements.class).setSqlParser(new SqlText());
        this.clock = clock;
        this.temporary = temporary;
    }

    /** Opens, or makes, the database file and brings the kernel's tables up to date. */
    public static Database open(Path file, InstantSource clock) {
        return open(file, clock, false);
    }

    /**
     * Makes a database in a new file that nobody needs any more when this process has ended:
     * nothing waits for the disk, and there is no history of migrations.
     */
    public static Database temporary(Path file, InstantSource clock) {
        return open(file, clock, true);
    }

    private static Database open(Path file, InstantSource clock, boolean temporary) {
        Properties settings = new Properties();
        settings.setProperty("journal_mode", "WAL");
        settings.setProperty("synchronous", temporary ? "OFF" : "FULL");
        settings.setProperty("foreign_keys", "true");
        settings.setProperty("busy_timeout", "20000");
        settings.setProperty("transaction_mode", "IMMEDIATE");
        if (temporary) {
            // Only Flyway asks for dates as texts, whose usual pattern takes long to prepare.
            settings.setProperty("date_string_format", "yyyy");
        }
        SQLiteDataSource source = new SQLiteDataSource(new SQLiteConfig(settings));
        source.setUrl("jdbc:sqlite:" + file);
        Database database = new Database(source, clock, temporary);
        database.migrate("kernel", Database.class.getClassLoader());
        return database;
    }

    /**
     * Brings a station's tables up to date from the class path's {@code db/STATION/V001__what.sql}
     * and so on. Each station has its own history.
     */
    public void migrate(String station, ClassLoader loader) {
        if (temporary) {
            String script = String.join("\n", Scripts.of("db/" + station, loader));
            update(tx -> run(tx.sql().getConnection(), script));
            return;
        }
        Flyway.configure(loader)
                .dataSource(source)
                .locations("classpath:db/" + station)
                .table("migrations_" + station)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .loggers("slf4j")
                .load()
                .migrate();
    }

    /** All statements of a script: this driver takes them together where no result is asked for. */
    private static void run(Connection connection, String script) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(script);
        } catch (SQLException e) {
            throw new IllegalStateException("the tables could not be made: " + e.getMessage(), e);
        }
    }

    /** Reads. Each statement sees the newest committed state. */
    public <T> T read(Function<Handle, T> query) {
        try (Handle handle = jdbi.open()) {
            return query.apply(handle);
        }
    }

    /**
     * Changes state and appends facts, all or nothing; durable when it returns. Writers that queue
     * while another one works are committed together with it, each all or nothing for itself, since
     * it is the waiting for the disk that takes long. Do not call the network, start processes or
     * write twice inside: other writers wait.
     */
    public <T> T write(Function<Tx, T> work) {
        if (writer.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    "a transaction is already open on this thread; pass its Tx on");
        }
        WriteGroup group;
        Tx tx;
        T result;
        writer.lock();
        try {
            group = open != null ? open : new WriteGroup(jdbi.open());
            // Whoever queues now will come here, since nobody gives up waiting for the lock.
            boolean last = !writer.hasQueuedThreads() || group.isFull();
            open = last ? null : group;
            tx = new Tx(group.handle(), now());
            try {
                result = group.apply(tx, work, last);
            } finally {
                if (group.broken()) {
                    open = null;
                }
            }
        } finally {
            writer.unlock();
        }
        group.await();
        if (tx.appended()) {
            onAppend.forEach(Runnable::run);
        }
        for (Runnable action : tx.committed()) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("an action after a commit failed", e);
            }
        }
        return result;
    }

    /** {@link #write} without a result. */
    public void update(Consumer<Tx> work) {
        write(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /** Copies the whole database, consistent, into a new file while it is in use. */
    public void backup(Path target) {
        read(handle -> handle.execute("vacuum into ?", target.toString()));
    }

    /** Called after each commit that appended facts; must return at once. */
    void onAppend(Runnable signal) {
        onAppend.add(signal);
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        connections.close();
    }
}
