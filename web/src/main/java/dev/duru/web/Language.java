package dev.duru.web;

import java.util.Locale;
import java.util.Optional;

/** A language of the pages. */
public enum Language {
    EN("en", "English"),
    KO("ko", "한국어");

    private final String code;
    private final String label;

    Language(String code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The language's tag, as in the {@code lang} attribute. */
    public String code() {
        return code;
    }

    /** The language's name in itself. */
    public String label() {
        return label;
    }

    static Optional<Language> byCode(String code) {
        for (Language language : values()) {
            if (language.code.equals(code)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    /** The first language of an {@code Accept-Language} header that there is here. */
    static Language accepted(String header) {
        for (String range : header.split(",")) {
            String tag = range.trim().toLowerCase(Locale.ROOT);
            for (Language language : values()) {
                if (tag.startsWith(language.code)) {
                    return language;
                }
            }
        }
        return EN;
    }
}
