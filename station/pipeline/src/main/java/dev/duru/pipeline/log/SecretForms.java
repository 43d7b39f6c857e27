package dev.duru.pipeline.log;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The forms in which tools print a secret: as it is and line by line; in Base64 at each of the
 * three alignments, plain and for URLs; in hexadecimal; in a URL, a JSON string, XML, a C-like
 * literal; quoted for a shell, for PowerShell and within an expression.
 */
final class SecretForms {
    /** Shorter pieces of an encoded form would hide ordinary text. */
    private static final int SHORTEST_DERIVED = 6;

    /** Of longer values only the value and its lines are hidden. */
    private static final int LONGEST_DERIVED = 64 * 1024;

    private final Set<String> forms = new LinkedHashSet<>();

    private SecretForms() {}

    /** All forms of a secret, none of them shorter than {@link Masker#SHORTEST}. */
    static Set<String> of(String secret) {
        SecretForms all = new SecretForms();
        all.plain(secret);
        String stripped = secret.strip();
        if (stripped.length() >= SHORTEST_DERIVED && stripped.length() <= LONGEST_DERIVED) {
            all.encoded(secret);
            all.encoded(stripped);
            all.escaped(stripped);
            secret.lines()
                    .map(String::strip)
                    .filter(line ->
                            line.length() >= SHORTEST_DERIVED && line.length() < secret.length())
                    .forEach(all::escaped);
        }
        all.forms.removeIf(form -> form.length() < Masker.SHORTEST);
        return all.forms;
    }

    private void plain(String secret) {
        forms.add(secret.strip());
        secret.lines().map(String::strip).forEach(forms::add);
        // A value that a tool prints again without the quotes around it.
        String stripped = secret.strip();
        if (stripped.length() > 8 && stripped.startsWith("\"") && stripped.endsWith("\"")) {
            forms.add(stripped.substring(1, stripped.length() - 1));
        }
    }

    private void encoded(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        for (int shift = 0; shift < 3; shift++) {
            base64(bytes, shift);
        }
        String hex = HexFormat.of().formatHex(bytes);
        forms.add(hex);
        forms.add(hex.toUpperCase(Locale.ROOT));
    }

    private void escaped(String secret) {
        String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.add(encoded);
        forms.add(encoded.replace("+", "%20").replace("*", "%2A").replace("%7E", "~"));
        forms.add(lowerEscapes(encoded.replace("+", "%20")));
        String json =
                secret.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t");
        forms.add(json);
        forms.add(json.replace("/", "\\/"));
        forms.add(html(json));
        String xml = xml(secret);
        forms.add(xml);
        forms.add(xml.replace("\"", "&quot;").replace("'", "&#39;"));
        forms.add(xml.replace("\"", "&quot;").replace("'", "&apos;"));
        forms.add(secret.replace("'", "'\\''"));
        forms.add(secret.replace("'", "'\"'\"'"));
        forms.add(secret.replace("'", "''"));
        forms.add(secret.replace("\"", "\\\""));
        forms.add(secret.replaceAll("([\\\\\"`$])", "\\\\$1"));
        forms.add(secret.replaceAll("([^A-Za-z0-9_@%+=:,./\\n-])", "\\\\$1"));
        forms.add(secret.replace("\n", "%0A").replace("\r", "%0D"));
    }

    /** JSON as serialisers write it that also protect HTML. */
    private static String html(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("'", "\\u0027");
    }

    private static String xml(String secret) {
        return secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String lowerEscapes(String encoded) {
        StringBuilder out = new StringBuilder(encoded);
        for (int i = 0; i + 2 < out.length(); i++) {
            if (out.charAt(i) == '%') {
                out.setCharAt(i + 1, Character.toLowerCase(out.charAt(i + 1)));
                out.setCharAt(i + 2, Character.toLowerCase(out.charAt(i + 2)));
            }
        }
        return out.toString();
    }

    /** The characters of a Base64 text that the secret alone decides, {@code shift} bytes in. */
    private void base64(byte[] secret, int shift) {
        byte[] shifted = new byte[shift + secret.length];
        System.arraycopy(secret, 0, shifted, shift, secret.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        // A character holds six bits: the first and the last one may hold bits of the neighbours.
        String piece = text.substring((8 * shift + 5) / 6, 8 * shifted.length / 6);
        if (piece.length() >= SHORTEST_DERIVED) {
            forms.add(piece);
            forms.add(piece.replace('+', '-').replace('/', '_'));
        }
        if (shift == 0) {
            String whole = Base64.getEncoder().encodeToString(secret);
            forms.add(whole);
            forms.add(whole.replace('+', '-').replace('/', '_'));
        }
    }
}
