package dev.duru.kernel;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to the database's file. A connection is opened when all others are in use, and
 * the one that was given back last is taken first, so that its cache is warm; some that nobody
 * needs stay open.
 */
final class Connections implements ConnectionFactory, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int MOST = 8;

    /** Each keeps up to 2 MB of pages. */
    private static final int KEPT = 4;

    private static final int PATIENCE_SECONDS = 30;

    private final DataSource source;
    private final Semaphore places = new Semaphore(MOST);
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    Connections(DataSource source) {
        this.source = source;
    }

    @Override
    public Connection openConnection() throws SQLException {
        await();
        try {
            synchronized (this) {
                if (closed) {
                    throw new SQLException("the database is closed");
                }
                if (!idle.isEmpty()) {
                    return idle.pop();
                }
            }
            return source.getConnection();
        } catch (SQLException | RuntimeException | Error e) {
            places.release();
            throw e;
        }
    }

    private void await() throws SQLException {
        if (places.tryAcquire()) {
            return;
        }
        try {
            if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLException(
                        "all "
                                + MOST
                                + " connections to the database were in use for "
                                + PATIENCE_SECONDS
                                + " seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for the database", e);
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            synchronized (this) {
                if (!closed && idle.size() < KEPT) {
                    idle.push(connection);
                    return;
                }
            }
            connection.close();
        } finally {
            places.release();
        }
    }

    /** Those in use are closed when they are given back. */
    @Override
    public void close() {
        Deque<Connection> unused;
        synchronized (this) {
            closed = true;
            unused = new ArrayDeque<>(idle);
            idle.clear();
        }
        for (Connection connection : unused) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.warn("a connection to the database could not be closed", e);
            }
        }
    }
}
