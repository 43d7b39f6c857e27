package dev.duru.observe.file;

import java.util.regex.Pattern;

/** Hides what must not be shown of a configuration, as Prometheus and Alertmanager do. */
public final class SecretMask {
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?m)(?<=^|[\\s{,\"'-])((?:[a-z_]*password|credentials|bearer_token|[a-z_]*secret"
                            + "|api_key|service_key|routing_key|[a-z_]*api_url)[\"']?[ \\t]*:[ \\t]*)"
                            + "(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^']|'')*'"
                            + "|[|>][^\\n]*(?:\\n[ \\t]+[^\\n]*|\\n(?=\\n))*|[^\\s,}#][^,}\\n]*)");

    private SecretMask() {}

    /** The text with {@code <secret>} where a secret stands; names of files are none. */
    public static String of(String text) {
        return SECRET.matcher(text).replaceAll("$1<secret>");
    }
}
