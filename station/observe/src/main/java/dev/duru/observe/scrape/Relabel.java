package dev.duru.observe.scrape;

import dev.duru.observe.file.Section;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * One step of relabeling:
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config.
 *
 * @param sources whose values, joined, are looked at
 * @param modulus of {@code hashmod}
 * @param target the label that is set
 * @param replacement with groups as {@code $1}
 */
public record Relabel(
        Action action,
        List<String> sources,
        String separator,
        Pattern regex,
        long modulus,
        String target,
        String replacement) {
    private static final Pattern GROUP = Pattern.compile("\\$(?:(\\d+)|\\{(\\d+)\\}|(\\$))");

    /** What is done. */
    public enum Action {
        REPLACE,
        KEEP,
        DROP,
        KEEPEQUAL,
        DROPEQUAL,
        HASHMOD,
        LABELMAP,
        LABELDROP,
        LABELKEEP,
        LOWERCASE,
        UPPERCASE
    }

    /** The steps that a key of a configuration lists. */
    public static List<Relabel> read(Section section, String key) {
        return section.sections(key).stream().map(Relabel::read).toList();
    }

    private static Relabel read(Section section) {
        Action action =
                section.parsed(
                        "action",
                        Action.REPLACE,
                        text -> Action.valueOf(text.toUpperCase(Locale.ROOT)));
        Relabel relabel =
                new Relabel(
                        action,
                        section.texts("source_labels"),
                        section.text("separator", ";"),
                        section.parsed(
                                "regex", Pattern.compile("(.*)", Pattern.DOTALL), Relabel::pattern),
                        section.whole("modulus", 0),
                        section.text("target_label", ""),
                        section.text("replacement", "$1"));
        boolean needsTarget =
                switch (action) {
                    case REPLACE, HASHMOD, LOWERCASE, UPPERCASE, KEEPEQUAL, DROPEQUAL -> true;
                    case KEEP, DROP, LABELMAP, LABELDROP, LABELKEEP -> false;
                };
        if (needsTarget && relabel.target().isEmpty()) {
            throw section.wrong("action", "this action needs a `target_label`; add it");
        }
        if (action == Action.HASHMOD && relabel.modulus() <= 0) {
            throw section.wrong("modulus", "hashmod needs a `modulus` above 0; add it");
        }
        section.end("a relabeling");
        return relabel;
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("it is not a regular expression", e);
        }
    }

    /** The labels after all steps, without empty values; empty when they are dropped. */
    public static Optional<Map<String, String>> apply(
            List<Relabel> steps, Map<String, String> labels) {
        Map<String, String> result = new TreeMap<>(labels);
        for (Relabel step : steps) {
            if (!step.apply(result)) {
                return Optional.empty();
            }
            result.values().removeIf(String::isEmpty);
        }
        return Optional.of(result);
    }

    /** Changes labels; whether they stay. */
    private boolean apply(Map<String, String> labels) {
        String value =
                sources.stream()
                        .map(name -> labels.getOrDefault(name, ""))
                        .collect(Collectors.joining(separator));
        switch (action) {
            case KEEP -> {
                return regex.matcher(value).matches();
            }
            case DROP -> {
                return !regex.matcher(value).matches();
            }
            case KEEPEQUAL -> {
                return labels.getOrDefault(target, "").equals(value);
            }
            case DROPEQUAL -> {
                return !labels.getOrDefault(target, "").equals(value);
            }
            case REPLACE -> {
                Matcher matcher = regex.matcher(value);
                if (matcher.matches()) {
                    labels.put(expanded(target, matcher), expanded(replacement, matcher));
                }
            }
            case HASHMOD -> labels.put(target, String.valueOf(hash(value, modulus)));
            case LOWERCASE -> labels.put(target, value.toLowerCase(Locale.ROOT));
            case UPPERCASE -> labels.put(target, value.toUpperCase(Locale.ROOT));
            case LABELMAP ->
                    new TreeMap<>(labels)
                            .forEach((name, text) -> {
                                Matcher matcher = regex.matcher(name);
                                if (matcher.matches()) {
                                    labels.put(expanded(replacement, matcher), text);
                                }
                            });
            case LABELDROP -> labels.keySet().removeIf(name -> regex.matcher(name).matches());
            case LABELKEEP -> labels.keySet().removeIf(name -> !regex.matcher(name).matches());
        }
        return true;
    }

    private static String expanded(String template, Matcher match) {
        return GROUP.matcher(template)
                .replaceAll(found -> {
                    if (found.group(3) != null) {
                        return "\\$";
                    }
                    int group =
                            Integer.parseInt(
                                    found.group(1) == null ? found.group(2) : found.group(1));
                    String text = group <= match.groupCount() ? match.group(group) : "";
                    return Matcher.quoteReplacement(text == null ? "" : text);
                });
    }

    /** The last eight bytes of the MD5 sum, as Prometheus takes them. */
    private static long hash(String value, long modulus) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("MD5").digest(value.getBytes(StandardCharsets.UTF_8));
            long number = 0;
            for (int i = 8; i < 16; i++) {
                number = number << 8 | sum[i] & 0xff;
            }
            return Long.remainderUnsigned(number, modulus);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
