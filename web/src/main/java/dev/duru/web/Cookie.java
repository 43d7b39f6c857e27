package dev.duru.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A cookie to set, with {@code SameSite=Lax} and {@code Path=/}; {@code Secure} is added when Duru
 * is reached by https.
 *
 * @param age how long it lives; null for as long as the browser is open, zero removes it
 * @param httpOnly whether scripts are kept from it
 */
public record Cookie(String name, String value, @Nullable Duration age, boolean httpOnly) {
    /** The name of the cookie that carries a session. */
    public static final String SESSION = "duru_session";

    /** The session's cookie. */
    public static Cookie session(String value, Duration age) {
        return new Cookie(SESSION, value, age, true);
    }

    /** Removes a cookie. */
    public static Cookie expired(String name) {
        return new Cookie(name, "", Duration.ZERO, true);
    }

    String header(boolean secure) {
        StringBuilder text = new StringBuilder(name + "=" + value + "; Path=/; SameSite=Lax");
        if (age != null) {
            text.append("; Max-Age=").append(age.toSeconds());
        }
        if (httpOnly) {
            text.append("; HttpOnly");
        }
        if (secure) {
            text.append("; Secure");
        }
        return text.toString();
    }
}
