package dev.duru.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A module's texts in every language: {@code texts.properties} (English) and {@code
 * texts_ko.properties}, in UTF-8, beside the package's classes. {@code {0}}, {@code {1}} stand for
 * arguments; nothing else in a text is special.
 */
public final class Texts {
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

    private final String packageName;
    private final Map<Language, Map<String, String>> texts;

    private Texts(String packageName, Map<Language, Map<String, String>> texts) {
        this.packageName = packageName;
        this.texts = texts;
    }

    /** Loads the texts of a package. */
    public static Texts of(String packageName, ClassLoader loader) {
        Map<Language, Map<String, String>> texts = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            String suffix = language == Language.EN ? "" : "_" + language.code();
            texts.put(
                    language,
                    load(
                            packageName.replace('.', '/') + "/texts" + suffix + ".properties",
                            loader));
        }
        return new Texts(packageName, texts);
    }

    private static Map<String, String> load(String resource, ClassLoader loader) {
        Properties properties = new Properties();
        try (InputStream in = loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no resource " + resource);
            }
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> map = new java.util.HashMap<>();
        properties.stringPropertyNames().forEach(key -> map.put(key, properties.getProperty(key)));
        return Map.copyOf(map);
    }

    /**
     * A text.
     *
     * @throws IllegalArgumentException when there is none under this key
     */
    public String text(Language language, String key, Object... args) {
        String text = lookup(language).get(key);
        if (text == null) {
            throw new IllegalArgumentException(
                    "no text '" + key + "' in " + language.code() + " of " + packageName);
        }
        return fill(text, args);
    }

    /** A text, or another where there is none under this key. */
    public String textOr(Language language, String key, String otherwise) {
        return lookup(language).getOrDefault(key, otherwise);
    }

    /** The texts of one language, for handing to a template. */
    public Words in(Language language) {
        return new Words(this, language);
    }

    /**
     * What is wrong between the languages, for a test to find empty: keys that one of them lacks,
     * and texts that use other places.
     */
    public List<String> differences() {
        List<String> found = new ArrayList<>();
        Map<String, String> english = lookup(Language.EN);
        for (Language language : Language.values()) {
            Map<String, String> other = lookup(language);
            TreeSet<String> keys = new TreeSet<>(english.keySet());
            keys.addAll(other.keySet());
            for (String key : keys) {
                if (!other.containsKey(key)) {
                    found.add(key + " is missing in " + language.code());
                } else if (!english.containsKey(key)) {
                    found.add(key + " is missing in en");
                } else if (!places(english.getOrDefault(key, ""))
                        .equals(places(other.getOrDefault(key, "")))) {
                    found.add(key + " uses other places in " + language.code());
                }
            }
        }
        return found;
    }

    private Map<String, String> lookup(Language language) {
        return texts.getOrDefault(language, Map.of());
    }

    private static TreeSet<String> places(String text) {
        TreeSet<String> found = new TreeSet<>();
        PLACE.matcher(text).results().forEach(place -> found.add(place.group()));
        return found;
    }

    private static String fill(String text, Object... args) {
        if (args.length == 0) {
            return text;
        }
        return PLACE.matcher(text)
                .replaceAll(place -> {
                    int index = Integer.parseInt(place.group(1));
                    return Matcher.quoteReplacement(
                            index < args.length ? String.valueOf(args[index]) : place.group());
                });
    }

    /** Texts in one language. */
    public record Words(Texts texts, Language language) {
        public String text(String key, Object... args) {
            return texts.text(language, key, args);
        }

        /** All texts whose keys begin so, by the rest of the key: for a page's script. */
        public SortedMap<String, String> below(String prefix) {
            SortedMap<String, String> found = new TreeMap<>();
            texts.lookup(language)
                    .forEach((key, text) -> {
                        if (key.startsWith(prefix)) {
                            found.put(key.substring(prefix.length()), text);
                        }
                    });
            return found;
        }
    }
}
