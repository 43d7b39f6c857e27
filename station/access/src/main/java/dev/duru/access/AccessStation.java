package dev.duru.access;

import dev.duru.kernel.Database;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Ledger;
import dev.duru.kernel.ProblemException;
import dev.duru.web.Authenticator;
import dev.duru.web.Authority;
import dev.duru.web.Router;
import dev.duru.web.Routes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/** The station: who somebody is, what they may do, and the secrets. */
public final class AccessStation implements Routes {
    private final Parts parts;
    private final Sealing sealing;

    /**
     * Brings the station's tables up to date, and makes the key file at the first start.
     *
     * @param keyFile where the keys of the secrets are kept, beside the database and never in it
     */
    public AccessStation(
            Database database,
            Ledger ledger,
            Path keyFile,
            ProjectVisibility projects,
            InstantSource clock) {
        database.migrate("access", AccessStation.class.getClassLoader());
        SecureRandom random = new SecureRandom();
        Ground ground = new Ground(database, clock, random);
        PasswordHash hashes = new PasswordHash(random);
        Accounts accounts = new Accounts(ground, hashes);
        SecretKeys keys = SecretKeys.open(keyFile, random);
        this.sealing = new Sealing(keys);
        this.parts =
                new Parts(
                        ledger,
                        accounts,
                        new SignIns(ground, accounts, hashes),
                        new Tokens(ground),
                        new Members(ground, ledger, projects),
                        new Secrets(ground, keys));
    }

    /**
     * The path of the one-time link that sets the administrator's password, {@code /setup/…}, as
     * long as nobody has one; print it at each start. The link of the start before is void.
     */
    public Optional<String> setupPath() {
        return parts.accounts().firstLink().map(token -> "/setup/" + token);
    }

    /** What the page kit asks about credentials. */
    public Authenticator authenticator() {
        return new Authenticator() {
            @Override
            public Optional<Identity> bySession(String cookie) {
                return parts.signIns().bySession(cookie);
            }

            @Override
            public Optional<Identity> byToken(String token) {
                return parts.tokens().byToken(token);
            }

            @Override
            public Optional<Identity> byPassword(
                    String user, String password, String remoteAddress) {
                return provedBy(user, password, remoteAddress);
            }
        };
    }

    /** What the page kit and other stations ask about roles. */
    public Authority authority() {
        return parts.members()::role;
    }

    /** The secrets, for jobs and deployed applications. */
    public Secrets secrets() {
        return parts.secrets();
    }

    /** Seals what other stations keep secret. */
    public Sealing sealing() {
        return sealing;
    }

    @Override
    public void add(Router router) {
        Sheets sheets = new Sheets();
        new SignInPages(parts, sheets).add(router);
        new ProfilePages(parts, sheets).add(router);
        new AdminPages(parts, sheets).add(router);
        new SettingsPages(parts, sheets).add(router);
        new AccountApi(parts).add(router);
        new ProjectApi(parts).add(router);
    }

    private Optional<Identity> provedBy(String user, String password, String remoteAddress) {
        if (password.startsWith(Tokens.PREFIX)) {
            return parts.tokens()
                    .byToken(password)
                    .filter(identity -> identity.user().equals(user));
        }
        return switch (parts.signIns().prove(user, password, remoteAddress)) {
            case SignIns.Proof.Right(Identity identity) -> Optional.of(identity);
            case SignIns.Proof.Wrong() -> Optional.empty();
            case SignIns.Proof.TooMany(long seconds) ->
                    throw ProblemException.unauthenticated(
                            "too many wrong sign-ins; try again in "
                                    + minutes(seconds)
                                    + " min, or use a token");
        };
    }

    static long minutes(long seconds) {
        return (seconds + 59) / 60;
    }
}
