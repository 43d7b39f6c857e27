package dev.duru.app;

import dev.duru.access.AccessStation;
import dev.duru.kernel.Bounds;
import dev.duru.kernel.Identity;
import dev.duru.kernel.Role;
import dev.duru.pipeline.services.Services;
import dev.duru.pipeline.services.tokens.JobTokens;
import dev.duru.web.Authenticator;
import dev.duru.web.Authority;
import java.util.Optional;

/**
 * People are known by access, jobs by the pipeline. A job's token may stand wherever a person's
 * token may, as the password of any name; what it opens is in its bounds. The container engine of
 * the runtimes is a {@link Puller}.
 */
final class JobCredentials {
    private JobCredentials() {}

    static Authenticator authenticator(AccessStation access, Services services, Puller puller) {
        Authenticator people = access.authenticator();
        return new Authenticator() {
            @Override
            public Optional<Identity> bySession(String cookie) {
                return people.bySession(cookie);
            }

            @Override
            public Optional<Identity> byToken(String token) {
                return JobTokens.isJobToken(token)
                        ? services.identity(token)
                        : people.byToken(token);
            }

            @Override
            public Optional<Identity> byPassword(
                    String user, String password, String remoteAddress) {
                Optional<Identity> engine = puller.identity(user, password);
                if (engine.isPresent()) {
                    return engine;
                }
                return JobTokens.isJobToken(password)
                        ? services.identity(password)
                        : people.byPassword(user, password, remoteAddress);
            }
        };
    }

    /** A job that may read its project's code is a reader of it, and a stranger elsewhere. */
    static Authority authority(AccessStation access) {
        Authority people = access.authority();
        return (identity, project) -> {
            if (Puller.is(identity)) {
                return Optional.of(Role.READER);
            }
            Bounds bounds = identity.bounds();
            return bounds != null && bounds.reads(project, Bounds.Area.CODE)
                    ? Optional.of(Role.READER)
                    : people.role(bounds == null ? identity : Identity.ANONYMOUS, project);
        };
    }
}
