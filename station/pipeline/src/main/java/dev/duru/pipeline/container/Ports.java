package dev.duru.pipeline.container;

import dev.duru.containers.ContainerSpec;
import dev.duru.yaml.Position;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code ports:} and publishes them. */
final class Ports {
    private static final Pattern PORT =
            Pattern.compile(
                    "(?:(?:(?<address>[0-9.]+|\\[[0-9a-fA-F:]+\\]|localhost):)?(?<host>[0-9]*):)?"
                            + "(?<port>[0-9]{1,5})(?:/(?<protocol>tcp|udp|sctp))?");

    /** Ports without an address are for the steps of the job, which are on this machine. */
    private static final String HERE = "127.0.0.1";

    private Ports() {}

    /** Publishes a port, such as {@code 5432}, {@code 8080:80} or {@code 53:53/udp}. */
    static void publish(String text, ContainerSpec spec, Position place) {
        Matcher match = PORT.matcher(text.strip());
        if (!match.matches() || bad(match.group("port")) || bad(match.group("host"))) {
            throw Refusal.of(
                    place,
                    "the port '"
                            + text
                            + "' is malformed; write the container's port, as in 5432, or both, as"
                            + " in 8080:80 or 53:53/udp");
        }
        String protocol = match.group("protocol") == null ? "tcp" : match.group("protocol");
        String address = match.group("address") == null ? HERE : match.group("address");
        spec.publish(
                match.group("port") + "/" + protocol,
                address.equals("localhost") ? HERE : address.replaceAll("[\\[\\]]", ""),
                match.group("host") == null ? "" : match.group("host"));
    }

    private static boolean bad(@org.jspecify.annotations.Nullable String number) {
        return number != null
                && !number.isEmpty()
                && (number.length() > 5 || Integer.parseInt(number) > 65_535);
    }
}
