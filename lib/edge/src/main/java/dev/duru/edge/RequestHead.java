package dev.duru.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Locale;

/**
 * A request's head after the checks that do not depend on any route.
 *
 * @param request as the client sent it
 * @param authority host with port as the client named it, empty for an HTTP/1.0 request without one
 * @param host lower case, without port
 * @param target what the backend is asked for: a path with its query, or {@code *}
 */
record RequestHead(HttpRequest request, String authority, String host, String target) {
    private static final String MARKS_OF_A_NAME = ".-_~%!$&'()*+,;=";
    private static final int MOST_DIGITS_OF_A_PORT = 5;

    /** Why a request is not passed on. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient HttpResponseStatus status;

        Refused(HttpResponseStatus status, String message) {
            super(message, null, false, false);
            this.status = status;
        }

        HttpResponseStatus status() {
            return status;
        }
    }

    static RequestHead of(HttpRequest request) {
        HttpMethod method = request.method();
        if (method.equals(HttpMethod.CONNECT) || method.equals(HttpMethod.TRACE)) {
            throw new Refused(HttpResponseStatus.NOT_IMPLEMENTED, method + " is not served here.");
        }
        int major = request.protocolVersion().majorVersion();
        if (major != 1) {
            throw new Refused(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                    request.protocolVersion() + " is not served here; use HTTP/1.1.");
        }
        checkFraming(request);
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        boolean modern = request.protocolVersion().isKeepAliveDefault();
        if (hosts.size() > 1 || hosts.isEmpty() && modern) {
            throw new Refused(
                    HttpResponseStatus.BAD_REQUEST,
                    "The request has " + hosts.size() + " Host fields; exactly one is needed.");
        }
        String authority = hosts.isEmpty() ? "" : hosts.getFirst().strip();
        String target = request.uri();
        if (begins(target, "http://") || begins(target, "https://")) {
            int from = target.indexOf("//") + 2;
            int slash = indexOfAny(target, from);
            authority = target.substring(from, slash);
            target = target.substring(slash);
            target = target.startsWith("/") ? target : "/" + target;
        }
        if (!isAuthority(authority)) {
            throw new Refused(
                    HttpResponseStatus.BAD_REQUEST, "The request's Host field is malformed.");
        }
        checkTarget(method, target);
        return new RequestHead(request, authority, hostOf(authority), target);
    }

    private static void checkFraming(HttpRequest request) {
        List<String> encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (encodings.isEmpty()) {
            return;
        }
        boolean modern = request.protocolVersion().isKeepAliveDefault();
        if (!modern || encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
            throw new Refused(
                    HttpResponseStatus.BAD_REQUEST,
                    "Transfer-Encoding may only be 'chunked', once, and in HTTP/1.1.");
        }
        if (request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            throw new Refused(
                    HttpResponseStatus.BAD_REQUEST,
                    "The request has both Content-Length and Transfer-Encoding.");
        }
    }

    private static void checkTarget(HttpMethod method, String target) {
        boolean asterisk = target.equals("*") && method.equals(HttpMethod.OPTIONS);
        if (!asterisk && !target.startsWith("/")) {
            throw new Refused(
                    HttpResponseStatus.BAD_REQUEST, "The request's target is not a path.");
        }
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '#') {
                throw new Refused(
                        HttpResponseStatus.BAD_REQUEST,
                        "The request's target holds a character that must be escaped.");
            }
        }
    }

    private static boolean begins(String target, String scheme) {
        return target.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    /** Whether it is a host and perhaps a port (RFC 3986, section 3.2); each request asks. */
    static boolean isAuthority(String text) {
        int at = 0;
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            for (at = 1; at < close; at++) {
                char c = text.charAt(at);
                if (c != ':' && c != '.' && Character.digit(c, 16) < 0 || c > 'f') {
                    return false;
                }
            }
            if (close < 2) {
                return false;
            }
            at = close + 1;
        } else {
            while (at < text.length() && isOfName(text.charAt(at))) {
                at++;
            }
        }
        if (at == text.length()) {
            return true;
        }
        if (text.charAt(at) != ':' || text.length() - at - 1 > MOST_DIGITS_OF_A_PORT) {
            return false;
        }
        for (at++; at < text.length(); at++) {
            if (text.charAt(at) < '0' || text.charAt(at) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfName(char c) {
        return c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || c >= 'A' && c <= 'Z'
                || MARKS_OF_A_NAME.indexOf(c) >= 0;
    }

    private static int indexOfAny(String target, int from) {
        for (int i = from; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '/' || c == '?') {
                return i;
            }
        }
        return target.length();
    }

    private static String hostOf(String authority) {
        int colon = authority.lastIndexOf(':');
        boolean inBrackets = colon < authority.lastIndexOf(']');
        String host = colon < 0 || inBrackets ? authority : authority.substring(0, colon);
        host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return host.toLowerCase(Locale.ROOT);
    }

    /** For messages: the host, or that there is none. */
    String shownHost() {
        return host.isEmpty() ? "(no host)" : host;
    }

    boolean wantsHtml() {
        String accept = request.headers().get(HttpHeaderNames.ACCEPT);
        return accept != null && accept.contains("text/html");
    }

    /** Whether acting twice upon the request is the same as once (RFC 9110 section 9.2.2). */
    boolean isIdempotent() {
        HttpMethod method = request.method();
        return method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.OPTIONS)
                || method.equals(HttpMethod.PUT)
                || method.equals(HttpMethod.DELETE);
    }
}
