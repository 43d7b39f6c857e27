package dev.duru.pipeline.gitlab;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which files of the web pipelines may include.
 *
 * @param allowed patterns of URLs such as {@code https://gitlab.example/ci/*}; one that begins with
 *     {@code !} forbids; the last that fits decides. A lone {@code *} means every public address:
 *     one of this machine or of a private network needs a pattern that names it
 */
public record RemotePolicy(List<String> allowed) {
    private static final String ALL = "*";

    public RemotePolicy {
        allowed = List.copyOf(allowed);
    }

    /** As people write it, with commas or spaces between. */
    public static RemotePolicy of(String text) {
        return new RemotePolicy(
                Arrays.stream(text.split("[,\\s]+"))
                        .filter(part -> !part.isEmpty() && !part.equals("none"))
                        .toList());
    }

    /** Why a file may not be fetched; {@code ""} when it may. */
    String refusal(URI url) {
        String decides = "";
        for (String pattern : allowed) {
            if (fits(pattern.startsWith("!") ? pattern.substring(1) : pattern, url.toString())) {
                decides = pattern;
            }
        }
        if (decides.isEmpty() || decides.startsWith("!")) {
            return "this Duru does not allow it (setting includes.allowed)";
        }
        if (decides.equals(ALL) && isPrivate(url.getHost())) {
            return "it is on this machine or in a private network, which the setting"
                    + " includes.allowed must name";
        }
        return "";
    }

    private static boolean fits(String pattern, String url) {
        String regex =
                Arrays.stream(pattern.split("\\*+", -1))
                        .map(Pattern::quote)
                        .reduce((left, right) -> left + ".*" + right)
                        .orElse("");
        return url.matches(regex);
    }

    private static boolean isPrivate(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).anyMatch(RemotePolicy::isPrivate);
        } catch (UnknownHostException e) {
            // Whoever connects says so.
            return false;
        }
    }

    private static boolean isPrivate(InetAddress address) {
        boolean uniqueLocal =
                address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
        return uniqueLocal
                || address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }
}
