package dev.duru.web;

import dev.duru.kernel.Identity;
import java.util.Optional;

/** Port: who is behind a credential. Empty means that it is not, or no longer, valid. */
public interface Authenticator {
    /** By the value of the session cookie. */
    Optional<Identity> bySession(String cookie);

    /** By a token, as in {@code Authorization: Bearer}. */
    Optional<Identity> byToken(String token);

    /** By name and password or token; {@code remoteAddress} is there for limiting the rate. */
    Optional<Identity> byPassword(String user, String password, String remoteAddress);
}
