package dev.duru.web;

import java.net.URI;

/**
 * Where Duru is served.
 *
 * @param host the address to listen on, such as {@code 127.0.0.1}
 * @param port the port; 0 for any free one
 * @param url how people reach Duru from outside, such as {@code https://duru.example}, without a
 *     slash at the end; {@code ""} for whatever host a request names
 * @param behindProxy whether {@code X-Forwarded-For} may be believed
 */
public record WebConfig(String host, int port, String url, boolean behindProxy) {

    public WebConfig {
        if (url.endsWith("/")) {
            url = url.substring(0, url.length() - 1);
        }
    }

    /** Loopback at any free port. */
    public static WebConfig local() {
        return new WebConfig("127.0.0.1", 0, "", false);
    }

    /** Whether browsers reach Duru by https, and cookies so must not travel by http. */
    boolean secure() {
        return !url.isEmpty() && "https".equals(URI.create(url).getScheme());
    }
}
