package dev.duru.observe.logs.syslog;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Where syslog is taken in, and whose lines they are.
 *
 * @param address of this machine; port 0 for any free one
 */
public record SyslogTarget(InetSocketAddress address, ProjectName project) {
    /**
     * Reads {@code ADDRESS:PORT=OWNER/PROJECT}, several with commas between.
     *
     * @throws IllegalArgumentException with what is expected
     */
    public static List<SyslogTarget> parse(String text) {
        List<SyslogTarget> all = new ArrayList<>();
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                all.add(one(part.strip()));
            }
        }
        return List.copyOf(all);
    }

    private static SyslogTarget one(String text) {
        int equals = text.indexOf('=');
        int colon = text.lastIndexOf(':', Math.max(0, equals));
        if (equals < 0 || colon < 1 || !text.substring(colon + 1, equals).matches("[0-9]{1,5}")) {
            throw wrong();
        }
        int port = Integer.parseInt(text.substring(colon + 1, equals));
        String host = text.substring(0, colon).replaceAll("^\\[(.*)\\]$", "$1");
        if (port > 65_535 || !host.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*|localhost")) {
            throw wrong();
        }
        try {
            return new SyslogTarget(
                    new InetSocketAddress(host, port),
                    ProjectName.parse(text.substring(equals + 1)));
        } catch (ProblemException e) {
            throw new IllegalArgumentException(e.problem().detail(), e);
        }
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "expected an address of this machine, a port and a project, such as"
                        + " 127.0.0.1:5514=team/shop");
    }
}
