package dev.duru.bench;

import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.Role;
import dev.duru.kernel.SpareMemory;
import dev.duru.observe.Observe;
import dev.duru.observe.ObservePorts;
import dev.duru.observe.ObserveSettings;
import dev.duru.web.Access;
import dev.duru.web.Authenticator;
import dev.duru.web.Reply;
import dev.duru.web.WebConfig;
import dev.duru.web.WebPorts;
import dev.duru.web.WebServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The observe station behind the server's own HTTP, without the other stations: what takes remote
 * writes and answers queries in Duru, upkeep of the store included.
 */
final class TsdbServer {
    static final String TOKEN = "bench";

    private TsdbServer() {}

    /** Usage: {@code TsdbServer FOLDER PORT SERIES NOW}; now in milliseconds since 1970. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(Long.parseLong(args[3])));
        Database database = Database.open(folder.resolve("duru.db"), InstantSource.system());
        Ledger ledger = new Ledger(database);
        ObserveSettings settings =
                new ObserveSettings(
                        Duration.ofDays(1),
                        Duration.ofDays(15),
                        Integer.parseInt(args[2]) * 2 + 10_000,
                        64L << 20,
                        Duration.ofDays(1),
                        "bench",
                        folder.resolve("observe"),
                        null,
                        null);
        ObservePorts ports = new ObservePorts(() -> "", List::of, List::of);
        Observe observe = new Observe(database, ledger, ports, settings, clock).start();
        WebServer.start(
                new WebConfig("127.0.0.1", Integer.parseInt(args[1]), "", false),
                List.of(
                        observe.routes(),
                        router -> router.page("/-/ready", Access.OPEN, _ -> Reply.text("ready\n"))),
                new WebPorts(new OneToken(), (_, _) -> Optional.of(Role.ADMIN), ledger, List::of));
        SpareMemory.start();
        Thread.currentThread().join();
    }

    private static final class OneToken implements Authenticator {
        @Override
        public Optional<Identity> bySession(String cookie) {
            return Optional.empty();
        }

        @Override
        public Optional<Identity> byToken(String token) {
            return token.equals(TOKEN)
                    ? Optional.of(new Identity("bench", true))
                    : Optional.empty();
        }

        @Override
        public Optional<Identity> byPassword(String user, String password, String remote) {
            return Optional.empty();
        }
    }
}
